/// The fields of a mail's header with their folds undone (RFC 5322, section 2.2.3), for looking at a few of them.
enum FoldedHeader {
    /// The most octets that are looked at.
    private static let longest = 1 << 20

    /// The fields in their order, up to the first empty line; what is no field is left out.
    static func fields(of header: ArraySlice<UInt8>) -> [(name: String, value: [UInt8])] {
        var fields: [(name: String, value: [UInt8])] = []
        var isContinued = false
        for line in header.prefix(longest).split(separator: 0x0A, omittingEmptySubsequences: false) {
            let line = line.last == 0x0D ? line.dropLast() : line
            guard let first = line.first else { break }
            if isBlank(first) {
                if isContinued { fields[fields.count - 1].value += line }
                continue
            }
            isContinued = false
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self).trimmingBlanks
            fields.append((name, Array(line[line.index(after: colon)...].drop(while: isBlank))))
            isContinued = true
        }
        return fields
    }

    private static func isBlank(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }
}
