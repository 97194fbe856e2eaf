/// Octets as letters and digits, as authenticator apps read secrets (RFC 4648, section 6); without padding.
enum Base32 {
    static func encode(_ octets: [UInt8], alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        alphabet.withUTF8Buffer { letters in
            for octet in octets {
                bits = bits << 8 | UInt32(octet)
                count += 8
                while count >= 5 {
                    count -= 5
                    text.append(letters[Int(bits >> UInt32(count) & 31)])
                }
            }
            if count > 0 { text.append(letters[Int(bits << UInt32(5 - count) & 31)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
