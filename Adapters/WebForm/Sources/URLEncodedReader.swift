/// Reads `application/x-www-form-urlencoded` as the URL standard has it: linear, and every octet string is readable.
enum URLEncodedReader {
    /// The longest body read; larger ones come as multipart, since only files are that long.
    static let maximumBytes = 2 * 1024 * 1024

    static func read(_ body: [UInt8]) throws(UnreadableSubmission) -> SubmittedForm {
        guard body.count <= maximumBytes else { throw .excessive("more than \(maximumBytes) bytes") }
        var form = SubmittedForm()
        var count = 0
        var start = body.startIndex
        while start < body.endIndex {
            let end = body[start...].firstIndex(of: UInt8(ascii: "&")) ?? body.endIndex
            defer { start = end + 1 }
            guard end > start else { continue }
            count += 1
            guard count <= SubmittedForm.maximumParts else {
                throw .excessive("more than \(SubmittedForm.maximumParts) values")
            }
            let pair = body[start..<end]
            let split = pair.firstIndex(of: UInt8(ascii: "=")) ?? end
            let name = String(decoding: decoded(pair[..<split].prefix(400)), as: UTF8.self)
            form.append(text: decoded(pair[split...].dropFirst()), named: name)
        }
        return form
    }

    private static func decoded(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var index = octets.startIndex
        while index < octets.endIndex {
            let octet = octets[index]
            if octet == UInt8(ascii: "%"), index + 2 < octets.endIndex,
                let high = nibble(octets[index + 1]), let low = nibble(octets[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
                continue
            }
            result.append(octet == UInt8(ascii: "+") ? UInt8(ascii: " ") : octet)
            index += 1
        }
        return result
    }

    private static func nibble(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 48...57: octet - 48
        case 65...70: octet - 55
        case 97...102: octet - 87
        default: nil
        }
    }
}
