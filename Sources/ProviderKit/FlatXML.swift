/// An element of a small XML document, as WeChat and its relatives send: names, text, and elements within.
///
/// No document type, no entities but the five of XML and numeric ones, and bounded in size, depth and number.
public struct FlatXML: Sendable, Hashable {
    /// The element's name.
    public var name: String
    /// The text directly in it: what stands in `CDATA` as it is, otherwise with the white space around it trimmed.
    public var text: String
    /// The elements in it.
    public var children: [FlatXML]

    /// Creates an element.
    public init(name: String, text: String = "", children: [FlatXML] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// Reads a document, in time that grows with its length alone; nil when it is none or goes beyond the limits.
    public init?(
        parsing octets: [UInt8],
        maximumOctets: Int = 1 << 20,
        maximumDepth: Int = 8,
        maximumCount: Int = 2000
    ) {
        guard octets.count <= maximumOctets else { return nil }
        var reader = FlatXMLReader(octets: octets, depth: maximumDepth, count: maximumCount)
        guard let root = reader.document() else { return nil }
        self = root
    }

    /// The text of the first element of that name directly within; nil when there is none.
    public subscript(name: String) -> String? { first(name)?.text }

    /// The first element of that name directly within.
    public func first(_ name: String) -> FlatXML? { children.first { $0.name == name } }
}

private struct FlatXMLReader {
    let octets: [UInt8]
    let maximumDepth: Int
    var elementsLeft: Int
    var index = 0

    init(octets: [UInt8], depth: Int, count: Int) {
        self.octets = octets
        maximumDepth = depth
        elementsLeft = count
    }

    mutating func document() -> FlatXML? {
        if starts(with: "\u{FEFF}") { index += 3 }
        skipSpace()
        if starts(with: "<?") {
            guard skip(behind: "?>") else { return nil }
        }
        guard skipComments(), let root = element(depth: 1), skipComments(), index == octets.count else { return nil }
        return root
    }

    private mutating func skipComments() -> Bool {
        skipSpace()
        while starts(with: "<!--") {
            guard skip(behind: "-->") else { return false }
            skipSpace()
        }
        return true
    }

    private mutating func element(depth: Int) -> FlatXML? {
        guard depth <= maximumDepth, elementsLeft > 0, starts(with: "<") else { return nil }
        elementsLeft -= 1
        index += 1
        guard let name = name(), let isEmpty = endOfTag() else { return nil }
        var element = FlatXML(name: name)
        if isEmpty { return element }
        var text: [UInt8] = []
        var literal: [UInt8]?
        while index < octets.count {
            if starts(with: "</") {
                index += 2
                guard self.name() == name, endOfTag() == false else { return nil }
                element.text =
                    literal.map { String(decoding: $0, as: UTF8.self) }
                    ?? Self.trimmed(String(decoding: text, as: UTF8.self))
                return element
            } else if starts(with: "<![CDATA[") {
                index += 9
                let start = index
                guard skip(behind: "]]>") else { return nil }
                literal = literal ?? []
                literal?.append(contentsOf: octets[start..<(index - 3)])
            } else if starts(with: "<!--") {
                guard skip(behind: "-->") else { return nil }
            } else if starts(with: "<") {
                guard let child = self.element(depth: depth + 1) else { return nil }
                element.children.append(child)
            } else if starts(with: "&") {
                guard let scalar = entity() else { return nil }
                text += Array(String(scalar).utf8)
            } else {
                text.append(octets[index])
                index += 1
            }
        }
        return nil
    }

    private mutating func name() -> String? {
        let start = index
        while index < octets.count, !Self.isSpace(octets[index]), !Self.endsName(octets[index]) { index += 1 }
        return index > start && index - start <= 100 ? String(decoding: octets[start..<index], as: UTF8.self) : nil
    }

    /// Skips attributes and the end of a tag; whether the tag closes itself, nil when it has no end.
    private mutating func endOfTag() -> Bool? {
        var quote: UInt8?
        var previous: UInt8 = 0
        while index < octets.count {
            let octet = octets[index]
            index += 1
            if let open = quote {
                if octet == open { quote = nil }
            } else if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") {
                quote = octet
            } else if octet == UInt8(ascii: ">") {
                return previous == UInt8(ascii: "/")
            } else if octet == UInt8(ascii: "<") {
                return nil
            }
            previous = octet
        }
        return nil
    }

    private mutating func entity() -> Unicode.Scalar? {
        let window = octets[index...].prefix(12)
        guard let end = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: octets[(index + 1)..<end], as: UTF8.self)
        index = end + 1
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap(Unicode.Scalar.init)
        }
    }

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { octets[index...].starts(with: $0) }
    }

    private mutating func skip(behind mark: StaticString) -> Bool {
        while index < octets.count {
            if starts(with: mark) {
                index += mark.utf8CodeUnitCount
                return true
            }
            index += 1
        }
        return false
    }

    private mutating func skipSpace() {
        while index < octets.count, Self.isSpace(octets[index]) { index += 1 }
    }

    private static func isSpace(_ octet: UInt8) -> Bool {
        octet == 0x20 || octet == 0x0A || octet == 0x0D || octet == 0x09
    }

    private static func endsName(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: ">") || octet == UInt8(ascii: "/") || octet == UInt8(ascii: "<")
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        let last = scalars.lastIndex { !$0.properties.isWhitespace } ?? first
        return String(scalars[first...last])
    }
}
