/// A mail in the form that follows DATA (RFC 5321, 4.5.2).
enum MailData {
    /// The octets with a dot before each leading dot, and the line with a single dot at the end.
    static func stuffed(_ octets: [UInt8]) -> [UInt8] {
        let dot = UInt8(ascii: ".")
        var stuffed: [UInt8] = []
        stuffed.reserveCapacity(octets.count + 16)
        octets.withUnsafeBufferPointer { octets in
            var start = 0
            for index in octets.indices where octets[index] == dot && (index == 0 || octets[index - 1] == 0x0A) {
                stuffed.append(contentsOf: octets[start..<index])
                stuffed.append(dot)
                start = index
            }
            stuffed.append(contentsOf: octets[start...])
        }
        if !octets.isEmpty, octets.last != 0x0A { stuffed += [0x0D, 0x0A] }
        stuffed += [dot, 0x0D, 0x0A]
        return stuffed
    }
}
