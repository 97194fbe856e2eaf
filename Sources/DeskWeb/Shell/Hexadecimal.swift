/// Octets as hexadecimal digits.
enum Hexadecimal {
    /// Two digits of a byte.
    static func digits(of byte: UInt8, uppercase: Bool = false) -> [UInt8] {
        let alphabet: StaticString = uppercase ? "0123456789ABCDEF" : "0123456789abcdef"
        return alphabet.withUTF8Buffer { [$0[Int(byte >> 4)], $0[Int(byte & 15)]] }
    }

    /// All digits, lower case.
    static func encode(_ octets: some Sequence<UInt8>) -> String {
        String(decoding: octets.flatMap { digits(of: $0) }, as: UTF8.self)
    }

    /// The value of one digit.
    static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
