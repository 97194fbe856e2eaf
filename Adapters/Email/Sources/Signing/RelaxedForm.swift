/// The form in which header and body are digested: `relaxed` (RFC 6376, 3.4.2 and 3.4.4).
///
/// Pure and linear.
enum RelaxedForm {
    /// A header field without its last line end: name in lower case, unfolded, blanks run together.
    static func field(_ name: String, _ value: [UInt8]) -> [UInt8] {
        var text = Array("\(name.lowercased()):".utf8)
        var isBlank = true
        for octet in value where octet != 0x0D && octet != 0x0A {
            if octet == 0x20 || octet == 0x09 {
                if !isBlank { text.append(0x20) }
                isBlank = true
            } else {
                text.append(octet)
                isBlank = false
            }
        }
        if text.last == 0x20 { text.removeLast() }
        return text
    }

    /// A body: blanks run together, none at a line's end, no empty lines at the end.
    static func body(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(octets.count + 2)
        var emptyLines = 0
        var lineLength = 0
        var hasBlank = false
        for octet in octets {
            switch octet {
            case 0x0D: continue
            case 0x0A:
                if lineLength == 0 {
                    emptyLines += 1
                } else {
                    text += [0x0D, 0x0A]
                }
                lineLength = 0
                hasBlank = false
            case 0x20, 0x09: hasBlank = true
            default:
                for _ in 0..<emptyLines { text += [0x0D, 0x0A] }
                emptyLines = 0
                if hasBlank { text.append(0x20) }
                hasBlank = false
                text.append(octet)
                lineLength += 1
            }
        }
        if lineLength > 0 { text += [0x0D, 0x0A] }
        return text
    }
}
