/// Reads one JSON value (RFC 8259) into its scalars, each with its path: `variables.uuid`, `callflow.0.times.end`.
///
/// Bounded in depth and count before anything is kept, unlike Foundation's reader; only the wanted paths are kept.
struct JSONFlattening {
    /// How deep values may lie in each other.
    static let mostDepth = 32
    /// The most scalars that are read, kept or not.
    static let mostScalars = 50_000

    /// Why it is no JSON.
    struct Broken: Error { let reason: String }

    /// A scalar with its path.
    struct Scalar: Sendable, Hashable {
        let path: String
        let text: String
    }

    private let octets: [UInt8]
    private let isWanted: (String) -> Bool
    private var index = 0
    private var scalars: [Scalar] = []
    private var count = 0

    private init(_ octets: [UInt8], _ isWanted: @escaping (String) -> Bool) {
        self.octets = octets
        self.isWanted = isWanted
    }

    /// The scalars of a document in order, without nulls.
    ///
    /// - Throws: ``Broken`` when it is no JSON, or lies outside the bounds.
    static func scalars(
        of octets: [UInt8],
        wanted isWanted: @escaping (String) -> Bool = { _ in true }
    ) throws(Broken) -> [Scalar] {
        var reading = JSONFlattening(octets, isWanted)
        try reading.value(at: "", depth: 0)
        reading.skipBlanks()
        guard reading.index == octets.count else { throw reading.broken("something stands behind the value") }
        return reading.scalars
    }

    private mutating func value(at path: String, depth: Int) throws(Broken) {
        guard depth <= Self.mostDepth else { throw broken("values lie more than \(Self.mostDepth) deep") }
        skipBlanks()
        guard index < octets.count else { throw broken("it ends too soon") }
        switch octets[index] {
        case UInt8(ascii: "{"): try object(at: path, depth: depth)
        case UInt8(ascii: "["): try array(at: path, depth: depth)
        case UInt8(ascii: "\""): try keep(try string(), at: path)
        default: try word(at: path)
        }
    }

    private mutating func object(at path: String, depth: Int) throws(Broken) {
        index += 1
        if take(UInt8(ascii: "}")) { return }
        repeat {
            skipBlanks()
            guard index < octets.count, octets[index] == UInt8(ascii: "\"") else { throw broken("a name is missing") }
            let name = try string()
            guard take(UInt8(ascii: ":")) else { throw broken("a colon is missing") }
            try value(at: path.isEmpty ? name : "\(path).\(name)", depth: depth + 1)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw broken("an object does not end") }
    }

    private mutating func array(at path: String, depth: Int) throws(Broken) {
        index += 1
        if take(UInt8(ascii: "]")) { return }
        var number = 0
        repeat {
            try value(at: path.isEmpty ? "\(number)" : "\(path).\(number)", depth: depth + 1)
            number += 1
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw broken("an array does not end") }
    }

    private mutating func keep(_ text: String, at path: String) throws(Broken) {
        count += 1
        guard count <= Self.mostScalars, path.utf8.count <= 1_000 else {
            throw broken("it holds more than \(Self.mostScalars) values, or names longer than 1000 bytes")
        }
        if isWanted(path) { scalars.append(Scalar(path: path, text: text)) }
    }

    /// A number, as it is written, `true`, `false` or `null`.
    private mutating func word(at path: String) throws(Broken) {
        let start = index
        while index < octets.count, Self.isOfWord(octets[index]) { index += 1 }
        let word = String(decoding: octets[start..<min(index, start + 64)], as: UTF8.self)
        switch word {
        case "null": return
        case "true", "false": try keep(word, at: path)
        default:
            let isNumber = index - start <= 64 && word.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
            guard isNumber, Double(word) != nil else { throw broken("something is no value") }
            try keep(word, at: path)
        }
    }

    private static func isOfWord(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func string() throws(Broken) -> String {
        index += 1
        let start = index
        while index < octets.count, octets[index] != UInt8(ascii: "\""), octets[index] != UInt8(ascii: "\\") {
            index += 1
        }
        guard index < octets.count else { throw broken("a text does not end") }
        if octets[index] == UInt8(ascii: "\"") {
            index += 1
            return String(decoding: octets[start..<(index - 1)], as: UTF8.self)
        }
        var text = Array(octets[start..<index])
        while index < octets.count, octets[index] != UInt8(ascii: "\"") {
            if octets[index] == UInt8(ascii: "\\") {
                index += 1
                try escape(into: &text)
            } else {
                text.append(octets[index])
                index += 1
            }
        }
        guard index < octets.count else { throw broken("a text does not end") }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape(into text: inout [UInt8]) throws(Broken) {
        guard index < octets.count else { throw broken("a text does not end") }
        let octet = octets[index]
        index += 1
        switch octet {
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"):
            var code = try unit()
            if (0xD800..<0xDC00).contains(code), octets[index...].starts(with: [0x5C, 0x75]) {
                index += 2
                let trail = try unit()
                let isPair = (0xDC00..<0xE000).contains(trail)
                code = isPair ? 0x10000 + (code - 0xD800) << 10 + (trail - 0xDC00) : 0xFFFD
            }
            text += UTF8.encode(Unicode.Scalar(code) ?? "\u{FFFD}").map(Array.init) ?? []
        // A quotation mark, a backslash, a slash; and what has no meaning stands for itself.
        default: text.append(octet)
        }
    }

    private mutating func unit() throws(Broken) -> UInt32 {
        guard index + 4 <= octets.count,
            let code = UInt32(String(decoding: octets[index..<(index + 4)], as: UTF8.self), radix: 16)
        else { throw broken("an escape is no four hexadecimal digits") }
        index += 4
        return code
    }

    private mutating func take(_ octet: UInt8) -> Bool {
        skipBlanks()
        guard index < octets.count, octets[index] == octet else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while index < octets.count, [0x20, 0x09, 0x0A, 0x0D].contains(octets[index]) { index += 1 }
    }

    private func broken(_ what: String) -> Broken { Broken(reason: "\(what), near byte \(index)") }
}
