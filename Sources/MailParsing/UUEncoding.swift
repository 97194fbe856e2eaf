/// Undoes uuencode (POSIX), which old mailers use instead of base64.
enum UUEncoding {
    /// Decodes what stands between the lines `begin` and `end`; without `begin` the whole.
    static func decode(_ octets: Octets) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count / 4 * 3)
        var lines = octets.split(separator: ASCII.lineFeed, omittingEmptySubsequences: true)[...]
        if let begin = lines.prefix(100).firstIndex(where: { $0.startsLowercased(with: "begin ") }) {
            lines = lines[(begin + 1)...]
        }
        for line in lines {
            if line.trimmed().equalsLowercased("end") { break }
            decode(line, into: &result)
        }
        return result
    }

    /// A line begins with the number of octets it holds; four characters hold three octets.
    private static func decode(_ line: Octets, into result: inout [UInt8]) {
        guard let first = line.first, first >= ASCII.space, first <= 0x60 else { return }
        var left = Int((first - ASCII.space) & 63)
        var at = line.startIndex + 1
        while left > 0, at < line.endIndex {
            var group: UInt32 = 0
            for offset in 0..<4 {
                let octet = at + offset < line.endIndex ? line[at + offset] : ASCII.space
                group = group << 6 | UInt32((octet &- ASCII.space) & 63)
            }
            for shift in [16, 8, 0] as [UInt32] where left > 0 {
                result.append(UInt8(truncatingIfNeeded: group >> shift))
                left -= 1
            }
            at += 4
        }
    }
}
