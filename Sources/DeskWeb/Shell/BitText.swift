/// Octets as text without padding, so many bits to a character (RFC 4648).
enum BitText {
    static func encode(_ octets: some Sequence<UInt8>, bits width: Int, alphabet: StaticString) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        let mask: UInt32 = (1 << UInt32(width)) - 1
        alphabet.withUTF8Buffer { letters in
            for octet in octets {
                bits = bits << 8 | UInt32(octet)
                count += 8
                while count >= width {
                    count -= width
                    text.append(letters[Int(bits >> UInt32(count) & mask)])
                }
            }
            if count > 0 { text.append(letters[Int(bits << UInt32(width - count) & mask)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Base64 with the alphabet for addresses (section 5).
enum Base64URL {
    static func encode(_ octets: some Sequence<UInt8>) -> String {
        BitText.encode(octets, bits: 6, alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    }
}

/// Base32 (section 6), as authenticator apps read secrets.
enum Base32 {
    static func encode(_ octets: [UInt8], alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") -> String {
        BitText.encode(octets, bits: 5, alphabet: alphabet)
    }
}
