/// Why octets are no JSON that is read here.
public enum JSONProblem: Error, Sendable, Hashable {
    /// The octet at that place does not fit the grammar.
    case unexpected(at: Int)
    /// There are more octets than the limit.
    case tooLong(limit: Int)
    /// Lists and objects lie deeper in each other than the limit.
    case tooDeep(limit: Int)
    /// There are more values than the limit.
    case tooMany(limit: Int)
}

/// How much JSON is read; whatever goes beyond is refused before it costs anything.
public struct JSONLimits: Sendable, Hashable {
    /// The octets of a document.
    public var octets: Int
    /// How deep lists and objects may lie in each other.
    public var depth: Int
    /// How many values there may be in all.
    public var values: Int

    /// Creates limits.
    public init(octets: Int = 4 << 20, depth: Int = 64, values: Int = 200_000) {
        self.octets = octets
        self.depth = depth
        self.values = values
    }
}

extension JSONValue {
    /// Reads a document, in time that grows with its length alone.
    ///
    /// Octets that are no UTF-8 and halves of surrogate pairs become U+FFFD; a byte-order mark before the document is skipped.
    ///
    /// - Throws: ``JSONProblem`` when it is none or goes beyond the limits.
    public init(parsing octets: some Collection<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONProblem) {
        guard octets.count <= limits.octets else { throw .tooLong(limit: limits.octets) }
        var reader = JSONReader(octets: Array(octets), limits: limits)
        self = try reader.document()
    }
}

/// Walks a document once, from its first octet to its last.
private struct JSONReader {
    let octets: [UInt8]
    let limits: JSONLimits
    var index = 0
    var values = 0

    init(octets: [UInt8], limits: JSONLimits) {
        self.octets = octets
        self.limits = limits
    }

    mutating func document() throws(JSONProblem) -> JSONValue {
        if octets.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        let value = try value(depth: 0)
        skipSpace()
        guard index == octets.count else { throw .unexpected(at: index) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
        values += 1
        guard values <= limits.values else { throw .tooMany(limit: limits.values) }
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

    private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
        try enter(depth)
        var members: [String: JSONValue] = [:]
        if skip(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            let name = try string()
            guard skip(UInt8(ascii: ":")) else { throw .unexpected(at: index) }
            members[name] = try value(depth: depth)
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw .unexpected(at: index) }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONProblem) -> JSONValue {
        try enter(depth)
        var elements: [JSONValue] = []
        if skip(UInt8(ascii: "]")) { return .array(elements) }
        repeat { elements.append(try value(depth: depth)) } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw .unexpected(at: index) }
        return .array(elements)
    }

    private mutating func enter(_ depth: Int) throws(JSONProblem) {
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
        index += 1
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
        let length = word.utf8CodeUnitCount
        let isThere = word.withUTF8Buffer { octets[index...].starts(with: $0) }
        guard isThere else { throw .unexpected(at: index) }
        index += length
        return value
    }

    private mutating func number() throws(JSONProblem) -> String {
        let start = index
        if peek == UInt8(ascii: "-") { index += 1 }
        let leading = peek
        let length = try digits()
        if leading == UInt8(ascii: "0"), length > 1 { throw .unexpected(at: start) }
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

    /// Skips digits; how many there were, at least one.
    private mutating func digits() throws(JSONProblem) -> Int {
        let start = index
        while let octet = peek, (0x30...0x39).contains(octet) { index += 1 }
        guard index > start else { throw .unexpected(at: index) }
        return index - start
    }

    // MARK: - Text

    private mutating func string() throws(JSONProblem) -> String {
        guard peek == UInt8(ascii: "\"") else { throw .unexpected(at: index) }
        index += 1
        let start = index
        while let octet = peek, octet != UInt8(ascii: "\""), octet != UInt8(ascii: "\\"), octet >= 0x20 { index += 1 }
        guard peek != UInt8(ascii: "\"") else {
            defer { index += 1 }
            return String(decoding: octets[start..<index], as: UTF8.self)
        }
        var text = Array(octets[start..<index])
        while let octet = peek, octet != UInt8(ascii: "\"") {
            guard octet >= 0x20 else { throw .unexpected(at: index) }
            index += 1
            if octet == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(octet) }
        }
        guard peek != nil else { throw .unexpected(at: index) }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONProblem) {
        guard let octet = peek else { throw .unexpected(at: index) }
        index += 1
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(octet)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try scalar(into: &text)
        default: throw .unexpected(at: index - 1)
        }
    }

    private mutating func scalar(into text: inout [UInt8]) throws(JSONProblem) {
        let first = try codeUnit()
        var units = [first]
        let isHigh = (0xD800..<0xDC00).contains(first)
        if isHigh, peek == UInt8(ascii: "\\"), index + 1 < octets.count, octets[index + 1] == UInt8(ascii: "u") {
            let before = index
            index += 2
            let second = try codeUnit()
            if (0xDC00..<0xE000).contains(second) { units.append(second) } else { index = before }
        }
        text += Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private mutating func codeUnit() throws(JSONProblem) -> UInt16 {
        guard index + 4 <= octets.count else { throw .unexpected(at: index) }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Hexadecimal.digit(octets[index]) else { throw .unexpected(at: index) }
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
