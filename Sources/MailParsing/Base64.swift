/// Undoes base64 (RFC 4648), as leniently as mailers write it.
enum Base64 {
    /// Decodes without regard to white space, other stray octets, missing padding or padding in the middle.
    static func decode(_ text: Octets) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 6) { output, count in
            var bits: UInt32 = 0
            var digits = 0
            for octet in text {
                let value = values[Int(octet)]
                if value < 64 {
                    bits = bits << 6 | UInt32(value)
                    digits += 1
                    if digits == 4 {
                        output[count] = UInt8(truncatingIfNeeded: bits >> 16)
                        output[count + 1] = UInt8(truncatingIfNeeded: bits >> 8)
                        output[count + 2] = UInt8(truncatingIfNeeded: bits)
                        count += 3
                        bits = 0
                        digits = 0
                    }
                } else if octet == ASCII.equals {
                    // Padding ends a group; joined encodings go on behind it.
                    count += flush(bits, digits, output, at: count)
                    bits = 0
                    digits = 0
                }
            }
            count += flush(bits, digits, output, at: count)
        }
    }

    /// Writes what an incomplete group holds: one octet in two digits, two in three.
    private static func flush(
        _ bits: UInt32,
        _ digits: Int,
        _ output: UnsafeMutableBufferPointer<UInt8>,
        at: Int
    ) -> Int {
        switch digits {
        case 2:
            output[at] = UInt8(truncatingIfNeeded: bits >> 4)
            return 1
        case 3:
            output[at] = UInt8(truncatingIfNeeded: bits >> 10)
            output[at + 1] = UInt8(truncatingIfNeeded: bits >> 2)
            return 2
        default: return 0
        }
    }

    /// Each octet's value, 64 and more for those that are no digits.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, octet) in digits.utf8.enumerated() { table[Int(octet)] = UInt8(value) }
        return table
    }()
}
