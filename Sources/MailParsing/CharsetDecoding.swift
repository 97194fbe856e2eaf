import CGMimeShim

/// Octets of a text with what is known about their charset, turned into text.
enum CharsetDecoding {
    /// A decoded text and whether something in it had no meaning in its charset.
    struct Text {
        var string: String
        /// Octets were replaced by U+FFFD, or the charset had to be guessed against its label.
        var isDoubtful = false
    }

    /// Decodes octets; a byte order mark goes before the label, and a label that cannot be right before a guess.
    static func decode(_ octets: Octets, label: CharsetLabel?) -> Text {
        if let marked = byteOrderMarked(octets) { return marked }
        switch label {
        case .utf8:
            if let exact = String(validating: octets, as: UTF8.self) { return Text(string: exact) }
            let share = UTF8Share(octets)
            if share.valid > 0, share.valid >= share.invalid {
                return Text(string: String(decoding: octets, as: UTF8.self), isDoubtful: true)
            }
            return guessed(octets, isDoubtful: true)
        case .ascii, nil:
            return guessed(octets, isDoubtful: false)
        case .windows1252:
            if octets.allSatisfy({ $0 < 0x80 }) { return Text(string: String(decoding: octets, as: UTF8.self)) }
            // Under Latin-1's name mailers send about anything. Text that is valid UTF-8 with several-byte characters
            // is practically never Latin-1.
            if let exact = String(validating: octets, as: UTF8.self), UTF8Share(octets).valid > 1 {
                return Text(string: exact, isDoubtful: true)
            }
            return Text(string: windows1252(octets))
        case .utf16(let bigEndian):
            return utf16(octets, bigEndian: bigEndian ?? looksBigEndian(octets))
        case .iconv(let name):
            if let converted = convert(octets, from: name) { return converted }
            return guessed(octets, isDoubtful: true)
        }
    }

    /// Text whose charset nobody named: UTF-8 when it is valid, else what its octets look like.
    static func guessed(_ octets: Octets, isDoubtful: Bool) -> Text {
        if let exact = String(validating: octets, as: UTF8.self) {
            if CharsetGuess.looksLikeISO2022(octets), let converted = convert(octets, from: "ISO-2022-JP-2"),
                !converted.isDoubtful
            {
                return converted
            }
            return Text(string: exact, isDoubtful: isDoubtful)
        }
        if UTF8Share(octets).isMostlyUTF8 {
            return Text(string: String(decoding: octets, as: UTF8.self), isDoubtful: true)
        }
        switch CharsetGuess.charset(of: octets) {
        case .iconv(let name):
            if let converted = convert(octets, from: name) {
                return Text(string: converted.string, isDoubtful: true)
            }
            return Text(string: windows1252(octets), isDoubtful: true)
        default: return Text(string: windows1252(octets), isDoubtful: true)
        }
    }

    /// Windows-1252, which is Latin-1 with printable characters in 80–9F.
    static func windows1252(_ octets: Octets) -> String {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(octets.count + octets.count / 4)
        for octet in octets {
            if octet < 0x80 {
                utf8.append(octet)
                continue
            }
            let scalar = octet < 0xA0 ? windows1252High[Int(octet) - 0x80] : UInt16(octet)
            if scalar < 0x800 {
                utf8.append(0xC0 | UInt8(scalar >> 6))
            } else {
                utf8.append(0xE0 | UInt8(scalar >> 12))
                utf8.append(0x80 | UInt8(scalar >> 6 & 0x3F))
            }
            utf8.append(0x80 | UInt8(scalar & 0x3F))
        }
        return String(decoding: utf8, as: UTF8.self)
    }

    private static let windows1252High: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    private static func byteOrderMarked(_ octets: Octets) -> Text? {
        let start = Array(octets.prefix(3))
        if start == [0xEF, 0xBB, 0xBF] {
            return Text(string: String(decoding: octets.dropFirst(3), as: UTF8.self))
        }
        if start.starts(with: [0xFF, 0xFE]) { return utf16(octets.dropFirst(2), bigEndian: false) }
        if start.starts(with: [0xFE, 0xFF]) { return utf16(octets.dropFirst(2), bigEndian: true) }
        return nil
    }

    private static func looksBigEndian(_ octets: Octets) -> Bool {
        // Western text has zero octets in the high halves; where there are none, RFC 2781 says big-endian.
        var zeros = (even: 0, odd: 0)
        for (position, octet) in octets.prefix(400).enumerated() where octet == 0 {
            if position.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        return zeros.even >= zeros.odd
    }

    private static func utf16(_ octets: Octets, bigEndian: Bool) -> Text {
        var units: [UInt16] = []
        units.reserveCapacity(octets.count / 2)
        var at = octets.startIndex
        while at + 1 < octets.endIndex {
            let (first, second) = (UInt16(octets[at]), UInt16(octets[at + 1]))
            units.append(bigEndian ? first << 8 | second : second << 8 | first)
            at += 2
        }
        return Text(string: String(decoding: units, as: UTF16.self), isDoubtful: !octets.count.isMultiple(of: 2))
    }

    /// Converts by iconv; nil when it does not know the charset.
    private static func convert(_ octets: Octets, from name: String) -> Text? {
        guard let converter = cgm_converter_open(name) else { return nil }
        defer { cgm_converter_close(converter) }
        var invalid = 0
        let capacity = cgm_converted_capacity(octets.count)
        let utf8 = [UInt8](unsafeUninitializedCapacity: capacity) { output, written in
            written = octets.withUnsafeBufferPointer { input in
                cgm_convert(converter, input.baseAddress, input.count, output.baseAddress, capacity, &invalid)
            }
        }
        return Text(string: String(decoding: utf8, as: UTF8.self), isDoubtful: invalid > 0)
    }
}

/// How much of a text with high octets is well-formed UTF-8.
struct UTF8Share {
    /// Well-formed characters of several octets.
    private(set) var valid = 0
    /// Octets that belong to none.
    private(set) var invalid = 0

    init(_ octets: Octets) {
        var at = octets.startIndex
        let end = octets.endIndex
        while at < end {
            let octet = octets[at]
            if octet < 0x80 {
                at += 1
                continue
            }
            let length = octet >= 0xF0 && octet < 0xF5 ? 4 : octet >= 0xE0 ? 3 : octet >= 0xC2 ? 2 : 0
            if length > 0, octet < 0xF5, at + length <= end,
                octets[(at + 1)..<(at + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
            {
                valid += 1
                at += length
            } else {
                invalid += 1
                at += 1
            }
        }
    }

    /// True when damaged UTF-8 explains the octets better than another charset does.
    var isMostlyUTF8: Bool { valid > invalid * 2 }
}
