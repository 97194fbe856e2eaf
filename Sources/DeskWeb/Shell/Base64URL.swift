/// Base64 with the alphabet for addresses and without padding (RFC 4648, section 5).
enum Base64URL {
    static func encode(_ octets: some Sequence<UInt8>) -> String {
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        alphabet.withUTF8Buffer { letters in
            for octet in octets {
                bits = bits << 8 | UInt32(octet)
                count += 8
                while count >= 6 {
                    count -= 6
                    text.append(letters[Int(bits >> UInt32(count) & 63)])
                }
            }
            if count > 0 { text.append(letters[Int(bits << UInt32(6 - count) & 63)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
