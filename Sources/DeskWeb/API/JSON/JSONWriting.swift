extension JSON {
    /// The document without any white space.
    var compact: String {
        var writer = JSONWriter(step: nil)
        writer.write(self)
        return writer.text
    }

    /// The document with a line for each member, for people.
    var indented: String {
        var writer = JSONWriter(step: "  ")
        writer.write(self)
        return writer.text + "\n"
    }
}

/// Writes a document from its first octet to its last.
private struct JSONWriter {
    /// What one step of depth is written as; nil keeps everything on one line.
    let step: String?
    private var octets: [UInt8] = []
    private var depth = 0

    init(step: String?) { self.step = step }

    var text: String { String(decoding: octets, as: UTF8.self) }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .number(let digits): append(digits)
        case .text(let text): write(text)
        case .array(let elements):
            enclose("[", "]", elements) { writer, element in writer.write(element) }
        case .object(let members):
            enclose("{", "}", members) { writer, member in
                writer.write(member.name)
                writer.append(writer.step == nil ? ":" : ": ")
                writer.write(member.value)
            }
        }
    }

    private mutating func enclose<Part>(
        _ open: String,
        _ close: String,
        _ parts: [Part],
        _ write: (inout JSONWriter, Part) -> Void
    ) {
        append(open)
        depth += 1
        for (index, part) in parts.enumerated() {
            if index > 0 { append(",") }
            breakLine()
            write(&self, part)
        }
        depth -= 1
        if !parts.isEmpty { breakLine() }
        append(close)
    }

    private mutating func breakLine() {
        guard let step else { return }
        append("\n")
        for _ in 0..<depth { append(step) }
    }

    private mutating func write(_ text: String) { append(JSONText.quote(text)) }

    private mutating func append(_ text: String) { octets.append(contentsOf: text.utf8) }
}
