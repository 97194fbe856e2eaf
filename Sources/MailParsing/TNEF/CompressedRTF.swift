/// Undoes the compression that Outlook's rich text has in a message's properties (MS-OXRTFCP).
enum CompressedRTF {
    /// The most octets that are unpacked.
    static let limit = 8 << 20
    private static let compressed: UInt32 = 0x7546_5A4C
    private static let plain: UInt32 = 0x414C_454D

    /// The text; nil when it is not compressed in this way, as far as it goes when it ends early.
    static func decode(_ octets: Octets) -> [UInt8]? {
        var reader = LittleEndianReader(octets)
        guard reader.uint32() != nil, let size = reader.uint32(), let kind = reader.uint32(), reader.uint32() != nil
        else { return nil }
        let wanted = min(Int(size), limit)
        switch kind {
        case plain: return Array(reader.rest.prefix(wanted))
        case compressed: return expand(reader.rest, to: wanted)
        default: return nil
        }
    }

    /// Eight steps follow each octet of flags: a literal, or a place in the last 4,096 octets and a length.
    private static func expand(_ octets: Octets, to size: Int) -> [UInt8] {
        var window = initialWindow
        var write = initialText.utf8.count
        var result: [UInt8] = []
        // Two octets make seventeen at most.
        result.reserveCapacity(min(size, octets.count * 9))
        var reader = LittleEndianReader(octets)
        func put(_ octet: UInt8) {
            result.append(octet)
            window[write] = octet
            write = (write + 1) & 4095
        }
        while result.count < size, let flags = reader.octet() {
            for bit in 0..<8 where result.count < size {
                guard let first = reader.octet() else { return result }
                if flags >> bit & 1 == 0 {
                    put(first)
                    continue
                }
                guard let second = reader.octet() else { return result }
                let read = Int(first) << 4 | Int(second >> 4)
                // A place that is the one to be written next ends the text.
                if read == write { return result }
                for step in 0..<Int(second & 15) + 2 where result.count < size { put(window[(read + step) & 4095]) }
            }
        }
        return result
    }

    private static let initialText =
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
        + "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
        + "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
    private static let initialWindow =
        Array(initialText.utf8) + Array(repeating: 0, count: 4096 - initialText.utf8.count)
}
