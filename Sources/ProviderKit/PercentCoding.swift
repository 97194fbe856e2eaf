/// Percent-encoding (RFC 3986), and the variant of web forms where a space is a plus sign.
public enum PercentCoding {
    /// What a plus sign stands for.
    public enum Dialect: Sendable {
        /// For itself, as in the path of an address.
        case address
        /// For a space, as in a form or a query.
        case form
    }

    /// The text with everything but letters, digits and `-._~` encoded; in a form a space becomes `+`.
    public static func encoded(_ text: some StringProtocol, as dialect: Dialect = .address) -> String {
        var octets: [UInt8] = []
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                octets.append(octet)
            case 0x20 where dialect == .form: octets.append(UInt8(ascii: "+"))
            default: octets += Array("%\(Hexadecimal.text([octet]).uppercased())".utf8)
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The text that an encoded one stands for; a `%` without two digits stands for itself.
    public static func decoded(_ text: some Sequence<UInt8>, as dialect: Dialect = .address) -> String {
        let source = Array(text)
        var octets: [UInt8] = []
        octets.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            let octet = source[index]
            index += 1
            if octet == UInt8(ascii: "%"), index + 1 < source.count,
                let high = Hexadecimal.digit(source[index]), let low = Hexadecimal.digit(source[index + 1])
            {
                octets.append(high << 4 | low)
                index += 2
            } else if octet == UInt8(ascii: "+"), dialect == .form {
                octets.append(0x20)
            } else {
                octets.append(octet)
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
