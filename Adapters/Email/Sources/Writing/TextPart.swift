/// Writes a text as a part of a mail.
///
/// Always as quoted-printable or Base64, never as it stands: no line of the result is a lone dot, begins with `From `
/// or is long, so nothing in a text can end a mail early on its way (SMTP smuggling), and no text can hold a boundary.
enum TextPart {
    /// The part with its header, for words with line ends of any kind; the type is `plain` or `html`.
    static func octets(_ text: String, type: StaticString) -> [UInt8] {
        let lines = canonical(text)
        let foreign = lines.reduce(0) { $0 + $1.count { $0 >= 0x80 } }
        let total = lines.reduce(0) { $0 + $1.count }
        // Above a sixth of foreign bytes Base64 is the shorter.
        let usesBase64 = foreign * 6 > total
        var part = Array("Content-Type: text/\(type); charset=utf-8\r\n".utf8)
        part += Array("Content-Transfer-Encoding: \(usesBase64 ? "base64" : "quoted-printable")\r\n\r\n".utf8)
        part += usesBase64 ? Base64.lines(Array(lines.joined(separator: [0x0D, 0x0A]))) : quotedPrintable(lines)
        return part
    }

    /// The lines of a text, without controls: CRLF, CR and LF all end a line, NUL and the like are left out.
    private static func canonical(_ text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x0A where previous == 0x0D: break
            case 0x0A, 0x0D: lines.append([])
            case 0x09, 0x20..<0x7F, 0x80...: lines[lines.count - 1].append(byte)
            default: break
            }
            previous = byte
        }
        return lines
    }

    private static func quotedPrintable(_ lines: [[UInt8]]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for line in lines {
            var width = 0
            for (index, byte) in line.enumerated() {
                let isLast = index == line.count - 1
                if width + (needsCode(byte, width: width, isLast: isLast, line: line, at: index) ? 3 : 1) > 75 {
                    result += [UInt8(ascii: "="), 0x0D, 0x0A]
                    width = 0
                }
                // Asked again: what starts a line of the mail is coded more strictly.
                if needsCode(byte, width: width, isLast: isLast, line: line, at: index) {
                    result += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                    width += 3
                } else {
                    result.append(byte)
                    width += 1
                }
            }
            result += [0x0D, 0x0A]
        }
        return result
    }

    private static func needsCode(_ byte: UInt8, width: Int, isLast: Bool, line: [UInt8], at index: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "="), 0x7F...: return true
        case 0x20, 0x09: return isLast
        case UInt8(ascii: "."): return width == 0
        case UInt8(ascii: "F"): return width == 0 && line[index...].starts(with: "From ".utf8)
        default: return false
        }
    }
}
