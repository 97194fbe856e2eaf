/// A plain text as markup: lines kept, web addresses clickable.
enum RunningText {
    /// The longest web address that is made clickable, in bytes.
    private static let longestAddress = 2_000

    /// Escapes a text and links what starts with `https://` or `http://`.
    ///
    /// Line ends are kept by the style sheet.
    static func html(_ text: String) -> HTML {
        var html = HTML(capacity: text.utf8.count + 64)
        var rest = Substring(text)
        while let start = nextAddress(in: rest) {
            let end = end(of: rest[start...])
            let address = rest[start..<end]
            html.text(rest[..<start])
            if address.utf8.count <= longestAddress {
                html.add("<a href=\"\(address)\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">\(address)</a>")
            } else {
                html.text(address)
            }
            rest = rest[end...]
        }
        html.text(rest)
        return html
    }

    /// Where the next web address begins that is longer than its scheme.
    private static func nextAddress(in text: Substring) -> Substring.Index? {
        let bytes = text.utf8
        var index = bytes.startIndex
        while let h = bytes[index...].firstIndex(of: UInt8(ascii: "h")) {
            for scheme in ["https://", "http://"] where bytes[h...].starts(with: scheme.utf8) {
                let behind = bytes.index(h, offsetBy: scheme.utf8.count)
                if behind < bytes.endIndex, isPart(bytes[behind]) { return h }
            }
            index = bytes.index(after: h)
        }
        return nil
    }

    /// Where an address ends: at white space, quotes, brackets or anything not ASCII, and before closing punctuation.
    private static func end(of text: Substring) -> Substring.Index {
        let bytes = text.utf8
        var end = bytes.startIndex
        while end < bytes.endIndex, isPart(bytes[end]) { end = bytes.index(after: end) }
        while end > bytes.startIndex {
            let last = bytes.index(before: end)
            guard ".,;:!?)'".utf8.contains(bytes[last]) else { break }
            end = last
        }
        return end
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x7E: !"\"<>[]{}|\\^`".utf8.contains(byte)
        default: false
        }
    }
}
