/// Why octets are no JSON that is read here.
enum JSONFault: Error, Sendable, Hashable {
    /// The octet at that place, counted from 0, does not fit the grammar.
    case unexpected(at: Int)
    /// The text that begins there is no UTF-8, or holds half of a surrogate pair.
    case badText(at: Int)
    /// Lists and objects lie deeper in each other than allowed.
    case tooDeep(limit: Int)
    /// There are more values than allowed.
    case tooMany(limit: Int)
    /// An object has two members of one name.
    case twice(name: String, at: Int)

    /// What is wrong, where, and what is allowed.
    var detail: String {
        switch self {
        case .unexpected(let place): "The octet at position \(place) does not fit the JSON grammar (RFC 8259)."
        case .badText(let place): "The text that begins at position \(place) is not valid UTF-8."
        case .tooDeep(let limit): "Lists and objects lie deeper in each other than \(limit) levels."
        case .tooMany(let limit): "There are more than \(limit) values."
        case .twice(let name, let place):
            "The member “\(name.prefix(60))” stands twice in one object (position \(place)); once is allowed."
        }
    }
}

extension JSON {
    /// How deep lists and objects may lie in each other.
    static let maximumDepth = 16
    /// How many values a document may have.
    static let maximumValues = 10_000

    /// Reads a document strictly: what two programs could read differently is refused.
    ///
    /// Time and memory grow with the number of octets alone; their number is bounded by whoever collected them.
    ///
    /// - Throws: ``JSONFault``.
    init(reading octets: [UInt8]) throws(JSONFault) {
        var reader = StrictJSONReader(octets: octets)
        self = try reader.document()
    }
}

/// Walks a document once.
private struct StrictJSONReader {
    let octets: [UInt8]
    private var index = 0
    private var values = 0

    init(octets: [UInt8]) { self.octets = octets }

    mutating func document() throws(JSONFault) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard index == octets.count else { throw .unexpected(at: index) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSON {
        values += 1
        guard values <= JSON.maximumValues else { throw .tooMany(limit: JSON.maximumValues) }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSON {
        try enter(depth)
        var members: [JSON.Member] = []
        var names: Set<String> = []
        if skip(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            let place = index
            let name = try string()
            guard names.insert(name).inserted else { throw .twice(name: name, at: place) }
            guard skip(UInt8(ascii: ":")) else { throw .unexpected(at: index) }
            members.append(JSON.Member(name: name, value: try value(depth: depth)))
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw .unexpected(at: index) }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSON {
        try enter(depth)
        var elements: [JSON] = []
        if skip(UInt8(ascii: "]")) { return .array(elements) }
        repeat { elements.append(try value(depth: depth)) } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw .unexpected(at: index) }
        return .array(elements)
    }

    private mutating func enter(_ depth: Int) throws(JSONFault) {
        guard depth <= JSON.maximumDepth else { throw .tooDeep(limit: JSON.maximumDepth) }
        index += 1
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        guard word.withUTF8Buffer({ octets[index...].starts(with: $0) }) else { throw .unexpected(at: index) }
        index += word.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws(JSONFault) -> String {
        let start = index
        if peek == UInt8(ascii: "-") { index += 1 }
        let isZero = peek == UInt8(ascii: "0")
        let length = try digits()
        if isZero, length > 1 { throw .unexpected(at: start) }
        if peek == UInt8(ascii: ".") {
            index += 1
            _ = try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            index += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
            _ = try digits()
        }
        return String(decoding: octets[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws(JSONFault) -> Int {
        let start = index
        while let octet = peek, (0x30...0x39).contains(octet) { index += 1 }
        guard index > start else { throw .unexpected(at: index) }
        return index - start
    }

    // MARK: - Text

    private mutating func string() throws(JSONFault) -> String {
        let place = index
        guard peek == UInt8(ascii: "\"") else { throw .unexpected(at: index) }
        index += 1
        var text: [UInt8] = []
        while let octet = peek, octet != UInt8(ascii: "\"") {
            guard octet >= 0x20 else { throw .unexpected(at: index) }
            index += 1
            if octet == UInt8(ascii: "\\") { try escape(into: &text, of: place) } else { text.append(octet) }
        }
        guard peek != nil else { throw .unexpected(at: index) }
        index += 1
        guard let valid = String(validating: text, as: UTF8.self) else { throw .badText(at: place) }
        return valid
    }

    private mutating func escape(into text: inout [UInt8], of place: Int) throws(JSONFault) {
        guard let octet = peek else { throw .unexpected(at: index) }
        index += 1
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(octet)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try scalar(into: &text, of: place)
        default: throw .unexpected(at: index - 1)
        }
    }

    private mutating func scalar(into text: inout [UInt8], of place: Int) throws(JSONFault) {
        var code = UInt32(try codeUnit())
        if (0xD800..<0xDC00).contains(code) {
            guard peek == UInt8(ascii: "\\"), index + 1 < octets.count, octets[index + 1] == UInt8(ascii: "u") else {
                throw .badText(at: place)
            }
            index += 2
            let low = UInt32(try codeUnit())
            guard (0xDC00..<0xE000).contains(low) else { throw .badText(at: place) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw .badText(at: place) }
        text += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func codeUnit() throws(JSONFault) -> UInt16 {
        guard index + 4 <= octets.count else { throw .unexpected(at: index) }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Hexadecimal.value(of: octets[index]) else { throw .unexpected(at: index) }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }

    // MARK: - Steps

    private var peek: UInt8? { index < octets.count ? octets[index] : nil }

    private mutating func skipSpace() {
        while let octet = peek, octet == 0x20 || octet == 0x0A || octet == 0x0D || octet == 0x09 { index += 1 }
    }

    private mutating func skip(_ octet: UInt8) -> Bool {
        skipSpace()
        guard peek == octet else { return false }
        index += 1
        return true
    }
}
