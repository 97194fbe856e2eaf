/// Names and numbers as exchanges write them.
enum PartyText {
    /// The most characters that are kept of a value.
    static let most = 200

    /// A value on one line, bounded; nil when nothing is left.
    static func line(_ value: String) -> String? {
        if isPlain(value.utf8) { return value }
        var line = String.UnicodeScalarView()
        for scalar in value.unicodeScalars.prefix(4 * most) {
            let isKept =
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .format: false
                default: true
                }
            line.append(isKept ? scalar : " ")
        }
        let words = String(line).split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        let kept = String(words.unicodeScalars.prefix(most))
        return kept.isEmpty ? nil : kept
    }

    /// Whether a value can stay as it is, as nearly all do: words in ASCII with single blanks between them.
    private static func isPlain(_ octets: String.UTF8View) -> Bool {
        guard (1...most).contains(octets.count) else { return false }
        var last: UInt8 = 0x20
        for octet in octets {
            guard octet > 0x20 && octet < 0x7F || octet == 0x20 && last != 0x20 else { return false }
            last = octet
        }
        return last != 0x20
    }

    /// The name and the number of `"Ada" <+442087654321>`; a name alone is one, digits alone are a number.
    static func callerID(_ value: String) -> (name: String?, number: String?) {
        guard let value = line(value) else { return (nil, nil) }
        guard let open = value.lastIndex(of: "<"), let close = value[open...].firstIndex(of: ">") else {
            let isNumber = value.contains { $0.isASCII && $0.isNumber } && !value.contains(where: \.isLetter)
            return isNumber ? (nil, value) : (unquoted(value), nil)
        }
        return (unquoted(value[..<open]), line(String(value[value.index(after: open)..<close])))
    }

    private static func unquoted(_ text: some StringProtocol) -> String? {
        guard let name = line(String(text)) else { return nil }
        let isQuoted =
            name.utf8.count >= 2 && name.utf8.first == UInt8(ascii: "\"") && name.utf8.last == UInt8(ascii: "\"")
        return isQuoted ? line(String(name.dropFirst().dropLast())) : name
    }
}

/// Percent-encoding (RFC 3986), as FreeSWITCH may write values.
enum PercentDecoding {
    /// The text decoded; what is no encoding stays as it stands.
    static func decode(_ text: String, plusIsBlank: Bool = false) -> String {
        String(decoding: decode(Array(text.utf8), plusIsBlank: plusIsBlank), as: UTF8.self)
    }

    /// The octets decoded.
    static func decode(_ octets: [UInt8], plusIsBlank: Bool) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            if octets[index] == UInt8(ascii: "%"), index + 2 < octets.count, let high = digit(octets[index + 1]),
                let low = digit(octets[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
                continue
            }
            decoded.append(plusIsBlank && octets[index] == UInt8(ascii: "+") ? 0x20 : octets[index])
            index += 1
        }
        return decoded
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x37
        case 0x61...0x66: octet - 0x57
        default: nil
        }
    }
}
