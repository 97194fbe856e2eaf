/// A JSON document (RFC 8259), read within bounds of depth and count that a form never reaches.
///
/// Foundation's reader has neither bound, and takes the last of two members of one name without a word.
enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// A number as it was written.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in the order they came; each name once.
    case object([Member])

    struct Member: Sendable, Hashable {
        var name: String
        var value: JSONValue
    }

    /// The text of a string.
    var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The elements of an array; empty for anything else.
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

    /// The members of an object; empty for anything else.
    var members: [Member] { if case .object(let members) = self { members } else { [] } }

    /// The value of an object's member.
    subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }

    /// Reads a whole document.
    static func read(_ octets: [UInt8]) throws(UnreadableSubmission) -> JSONValue {
        var reader = JSONReader(octets)
        return try reader.document()
    }
}

/// A recursive descent over octets; the depth is bounded, so the stack is.
private struct JSONReader {
    private static let maximumDepth = 8
    private static let maximumValues = 5000
    private let octets: [UInt8]
    private var index = 0
    private var values = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    mutating func document() throws(UnreadableSubmission) -> JSONValue {
        let value = try value(depth: 0)
        skipBlanks()
        guard index == octets.count else { throw broken("something follows the document") }
        return value
    }

    private mutating func value(depth: Int) throws(UnreadableSubmission) -> JSONValue {
        guard depth <= Self.maximumDepth else { throw .excessive("JSON nested deeper than \(Self.maximumDepth)") }
        values += 1
        guard values <= Self.maximumValues else { throw .excessive("JSON of more than \(Self.maximumValues) values") }
        skipBlanks()
        guard index < octets.count else { throw broken("the document ends early") }
        switch octets[index] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(UnreadableSubmission) -> JSONValue {
        index += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipBlanks()
            guard index < octets.count, octets[index] == UInt8(ascii: "\"") else { throw broken("a name is missing") }
            let name = try string()
            guard names.insert(name).inserted else { throw broken("`\(name.prefix(64))` stands there twice") }
            guard take(UInt8(ascii: ":")) else { throw broken("a colon is missing") }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw broken("an object does not end") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(UnreadableSubmission) -> JSONValue {
        index += 1
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw broken("an array does not end") }
        return .array(elements)
    }

    private mutating func string() throws(UnreadableSubmission) -> String {
        index += 1
        let start = index
        while index < octets.count, octets[index] != UInt8(ascii: "\""), octets[index] != UInt8(ascii: "\\"),
            octets[index] >= 32
        { index += 1 }
        guard index < octets.count, octets[index] >= 32 else { throw broken("a text does not end") }
        if octets[index] == UInt8(ascii: "\"") {
            defer { index += 1 }
            return try text(octets[start..<index])
        }
        var decoded = Array(octets[start..<index])
        while index < octets.count, octets[index] != UInt8(ascii: "\"") {
            let octet = octets[index]
            guard octet >= 32 else { throw broken("a control character stands in a text") }
            index += 1
            if octet == UInt8(ascii: "\\") { try escape(into: &decoded) } else { decoded.append(octet) }
        }
        guard index < octets.count else { throw broken("a text does not end") }
        index += 1
        return try text(decoded[...])
    }

    private func text(_ octets: ArraySlice<UInt8>) throws(UnreadableSubmission) -> String {
        guard let text = String(validating: octets, as: UTF8.self) else { throw broken("a text is not UTF-8") }
        return text
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(UnreadableSubmission) {
        guard index < octets.count else { throw broken("a text does not end") }
        let octet = octets[index]
        index += 1
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(octet)
        case UInt8(ascii: "b"): decoded.append(8)
        case UInt8(ascii: "f"): decoded.append(12)
        case UInt8(ascii: "n"): decoded.append(10)
        case UInt8(ascii: "r"): decoded.append(13)
        case UInt8(ascii: "t"): decoded.append(9)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xd800..<0xdc00).contains(code), octets[index...].starts(with: Array("\\u".utf8)) {
                index += 2
                let low = try hexadecimal()
                if (0xdc00..<0xe000).contains(low) { code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00) }
            }
            guard let scalar = Unicode.Scalar(code) else { throw broken("half of a surrogate pair stands alone") }
            decoded.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        default: throw broken("a text has an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(UnreadableSubmission) -> UInt32 {
        guard index + 4 <= octets.count, octets[index..<index + 4].allSatisfy({ $0 < 128 }),
            octets[index] != UInt8(ascii: "+"), octets[index] != UInt8(ascii: "-"),
            let code = UInt32(String(decoding: octets[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw broken("an escape is no four hexadecimal digits") }
        index += 4
        return code
    }

    private mutating func number() throws(UnreadableSubmission) -> JSONValue {
        let start = index
        while index < octets.count, Self.isOfNumber(octets[index]) { index += 1 }
        let text = String(decoding: octets[start..<index].prefix(64), as: UTF8.self)
        // `Double` reads more than JSON allows; the rest (hexadecimal, "nan") has letters that were not taken above.
        guard index > start, index - start <= 64, text.first != "+", text.last != ".", Double(text) != nil else {
            throw broken("something is no value")
        }
        return .number(text)
    }

    private static func isOfNumber(_ octet: UInt8) -> Bool {
        (48...57).contains(octet) || [43, 45, 46, 69, 101].contains(octet)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(UnreadableSubmission) -> JSONValue {
        guard octets[index...].starts(with: Array(word.utf8)) else { throw broken("something is no value") }
        index += word.utf8.count
        return value
    }

    private mutating func take(_ octet: UInt8) -> Bool {
        skipBlanks()
        guard index < octets.count, octets[index] == octet else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while index < octets.count, [32, 9, 10, 13].contains(octets[index]) { index += 1 }
    }

    private func broken(_ what: String) -> UnreadableSubmission { .malformed("JSON: \(what), near byte \(index)") }
}
