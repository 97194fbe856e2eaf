/// Writes compact JSON; the caller keeps the members in order, so equal values are equal octets.
struct JSONWriter {
    private(set) var octets: [UInt8] = []
    private var needsComma = false

    /// Writes `{…}`.
    mutating func object(_ members: (inout JSONWriter) -> Void) { enclosed(by: "{", "}", members) }

    /// Writes `[…]`.
    mutating func array(_ elements: (inout JSONWriter) -> Void) { enclosed(by: "[", "]", elements) }

    /// Writes a member's name; its value follows.
    mutating func name(_ name: String) {
        text(name)
        octets.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member with a text, or with null.
    mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { text(value) } else { literal("null") }
    }

    /// Writes a member with a whole number, or with null.
    mutating func member(_ name: String, _ value: Int?) {
        self.name(name)
        literal(value.map(String.init) ?? "null")
    }

    /// Writes a member with a yes or no.
    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        literal(value ? "true" : "false")
    }

    /// Writes a text.
    mutating func text(_ text: String) {
        comma()
        octets.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for (index, octet) in utf8.enumerated() where octet < 32 || octet == 0x22 || octet == 0x5C {
                octets.append(contentsOf: utf8[start..<index])
                escape(octet)
                start = index + 1
            }
            octets.append(contentsOf: utf8[start...])
        }
        octets.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ octet: UInt8) {
        octets.append(UInt8(ascii: "\\"))
        switch octet {
        case 10: octets.append(UInt8(ascii: "n"))
        case 0..<32: octets.append(contentsOf: "u00\(Hexadecimal.encode([octet]))".utf8)
        default: octets.append(octet)
        }
    }

    private mutating func literal(_ literal: String) {
        comma()
        octets.append(contentsOf: literal.utf8)
    }

    private mutating func enclosed(by start: String, _ end: String, _ content: (inout JSONWriter) -> Void) {
        comma()
        octets.append(contentsOf: start.utf8)
        needsComma = false
        content(&self)
        octets.append(contentsOf: end.utf8)
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { octets.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}
