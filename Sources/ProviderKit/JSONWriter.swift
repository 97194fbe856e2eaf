extension JSONValue {
    /// The document as octets: compact, with members sorted by name, so that equal values are equal octets.
    public func octets() -> [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.octets
    }

    /// An object's octets with its members in the order given.
    public static func octets(inOrder members: KeyValuePairs<String, JSONValue>) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(members.map { ($0.key, $0.value) })
        return writer.octets
    }

    /// The document as text, as ``octets()`` writes it.
    public var document: String { String(decoding: octets(), as: UTF8.self) }
}

private struct JSONWriter {
    private(set) var octets: [UInt8] = []

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .number(let digits): append(digits)
        case .text(let text): write(text)
        case .array(let elements):
            append("[")
            for (position, element) in elements.enumerated() {
                if position > 0 { append(",") }
                write(element)
            }
            append("]")
        case .object(let members): write(members.sorted { $0.key < $1.key })
        }
    }

    mutating func write(_ members: [(key: String, value: JSONValue)]) {
        append("{")
        for (position, member) in members.enumerated() {
            if position > 0 { append(",") }
            write(member.key)
            append(":")
            write(member.value)
        }
        append("}")
    }

    private mutating func write(_ text: String) {
        append("\"")
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case ..<0x20: append("\\u00" + Hexadecimal.text([octet]))
            default: octets.append(octet)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: String) { octets += Array(text.utf8) }
}
