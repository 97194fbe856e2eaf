/// Turns a file's octets into UTF-8 as they come in: UTF-16 is told by its mark or its zeros, a mark is left out.
///
/// Text of eight bits passes as it is; octets that are no UTF-8 are repaired where a field is read.
struct TextDecoding {
    /// What a file is written in.
    enum Encoding: Sendable, Hashable {
        case eightBits
        case utf16(isBigEndian: Bool)
    }

    /// What the file is written in; nil until its first four octets, or its end, have come.
    private(set) var encoding: Encoding?
    /// How many octets of a mark were left out.
    private(set) var markLength = 0
    private var beginning: [UInt8] = []
    private var half: UInt8?
    private var leadingSurrogate: UInt16?

    /// The text of the next octets; `isLast` says that none follow.
    mutating func decode(_ octets: [UInt8], isLast: Bool = false) -> [UInt8] {
        guard let encoding else {
            beginning += octets
            guard beginning.count >= 4 || isLast else { return [] }
            let start = Self.start(of: beginning)
            encoding = start.encoding
            markLength = start.markLength
            let rest = Array(beginning.dropFirst(start.markLength))
            beginning = []
            return decode(rest, isLast: isLast)
        }
        guard case .utf16(let isBigEndian) = encoding else { return octets }
        var text: [UInt8] = []
        text.reserveCapacity(octets.count)
        for octet in octets {
            guard let first = half else {
                half = octet
                continue
            }
            half = nil
            append(isBigEndian ? UInt16(first) << 8 | UInt16(octet) : UInt16(octet) << 8 | UInt16(first), to: &text)
        }
        if isLast, half != nil || leadingSurrogate != nil { text += Self.replacement }
        return text
    }

    private static let replacement = Array("\u{FFFD}".utf8)

    private mutating func append(_ unit: UInt16, to text: inout [UInt8]) {
        if let leading = leadingSurrogate {
            leadingSurrogate = nil
            if UTF16.isTrailSurrogate(unit) {
                let value = 0x10000 + (UInt32(leading) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                text += Unicode.Scalar(value).flatMap(UTF8.encode).map(Array.init) ?? Self.replacement
                return
            }
            text += Self.replacement
        }
        if UTF16.isLeadSurrogate(unit) {
            leadingSurrogate = unit
        } else {
            text += Unicode.Scalar(unit).flatMap(UTF8.encode).map(Array.init) ?? Self.replacement
        }
    }

    private static func start(of octets: [UInt8]) -> (encoding: Encoding, markLength: Int) {
        if octets.starts(with: [0xEF, 0xBB, 0xBF]) { return (.eightBits, 3) }
        if octets.starts(with: [0xFF, 0xFE]) { return (.utf16(isBigEndian: false), 2) }
        if octets.starts(with: [0xFE, 0xFF]) { return (.utf16(isBigEndian: true), 2) }
        guard octets.count >= 4 else { return (.eightBits, 0) }
        // Call logs begin with an ASCII character, whose other half is zero.
        if octets[0] != 0, octets[1] == 0, octets[2] != 0, octets[3] == 0 { return (.utf16(isBigEndian: false), 0) }
        if octets[0] == 0, octets[1] != 0, octets[2] == 0, octets[3] != 0 { return (.utf16(isBigEndian: true), 0) }
        return (.eightBits, 0)
    }
}
