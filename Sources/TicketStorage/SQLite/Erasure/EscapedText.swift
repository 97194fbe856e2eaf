/// Text in which JSON or a form stands for some of its characters by others.
enum EscapedText {
    /// The text without its escapes: those of JSON strings (RFC 8259, section 7) and of percent-encoding (RFC 3986, section 2.1).
    ///
    /// What is none stands as it is; time grows with the number of octets.
    static func plain(_ octets: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(octets.count)
        var place = 0
        while place < octets.count {
            let rest = octets[place...]
            switch octets[place] {
            case UInt8(ascii: "\\") where rest.count > 1: place += take(json: rest.dropFirst(), into: &plain)
            case UInt8(ascii: "%"):
                if let octet = number(rest.dropFirst().prefix(2), digits: 2) {
                    plain.append(UInt8(truncatingIfNeeded: octet))
                    place += 3
                } else {
                    plain.append(octets[place])
                    place += 1
                }
            default:
                plain.append(octets[place])
                place += 1
            }
        }
        return plain
    }

    /// Takes what stands behind a backslash; how many octets that and the backslash are.
    private static func take(json rest: ArraySlice<UInt8>, into plain: inout [UInt8]) -> Int {
        guard let sign = rest.first else { return 1 }
        switch sign {
        case UInt8(ascii: "u"):
            guard let value = number(rest.dropFirst().prefix(4), digits: 4) else { return 2 }
            // Halves of a pair stand for no letter of an address.
            let scalar = Unicode.Scalar(UInt16(truncatingIfNeeded: value)) ?? " "
            plain.append(contentsOf: String(Character(scalar)).utf8)
            return 6
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            plain.append(UInt8(ascii: " "))
            return 2
        default:
            plain.append(sign)
            return 2
        }
    }

    private static func number(_ octets: ArraySlice<UInt8>, digits: Int) -> Int? {
        guard octets.count == digits else { return nil }
        let text = String(decoding: octets, as: UTF8.self)
        return text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) ? Int(text, radix: 16) : nil
    }
}
