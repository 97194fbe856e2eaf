/// What an SMTP server offers, from its answer to EHLO (RFC 5321, 4.1.1.1).
struct SMTPExtensions: Hashable {
    /// Whether it takes octets beyond ASCII (RFC 6152).
    var takesEightBits = false
    /// Whether it wants to know the size beforehand (RFC 1870).
    var takesSize = false
    /// Whether it offers a sign-in (RFC 4954).
    var offersSignIn = false

    /// Reads the lines of an opening; those before the last greeting were said before the line was secured and are void.
    init(openingLines: [[UInt8]]) {
        let start = openingLines.lastIndex { $0.starts(with: Array("220".utf8)) } ?? 0
        for line in openingLines[start...] {
            switch Self.keyword(line) {
            case "8BITMIME": takesEightBits = true
            case "SIZE": takesSize = true
            case "AUTH": offersSignIn = true
            // The form from before the standard, which some servers still use.
            case let keyword? where keyword.hasPrefix("AUTH="): offersSignIn = true
            default: break
            }
        }
    }

    private static func keyword(_ line: [UInt8]) -> String? {
        guard line.starts(with: Array("250".utf8)), line.count > 4 else { return nil }
        let word = line[4...].prefix { $0 != UInt8(ascii: " ") }.prefix(64)
        return String(decoding: word, as: UTF8.self).uppercased()
    }
}
