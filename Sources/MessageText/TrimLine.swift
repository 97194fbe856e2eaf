/// One line of a message that is being taken apart.
struct TrimLine {
    /// The line as it came, without its line end.
    var text: String
    /// The line without quote marks and white space around it, for comparison.
    var inner: String
    /// How deep the line is quoted, 0 for the sender's own.
    var depth = 0
    /// Whether the line's quote may be the sender's own device, such as Gmail's button for quotes.
    var isSoft = false
    /// What the markup says about the place before this line.
    var mark: QuoteMark?

    var isBlank: Bool { inner.isEmpty }
    var isQuoted: Bool { depth > 0 }

    /// A line of plain text.
    init(_ text: Substring) {
        self.text = String(text)
        let (depth, rest) = Self.quoteMarks(of: text)
        self.depth = depth
        inner = Self.trimmed(rest)
    }

    /// A line of a document, with what its markup says.
    init(_ text: Substring, depth: Int, isSoft: Bool, mark: QuoteMark?) {
        self.init(text)
        guard depth > 0 else {
            self.mark = mark
            return
        }
        self.depth += depth
        self.isSoft = isSoft
        self.mark = mark
    }

    /// Splits text into lines, up to the limit; the rest is one last line.
    static func lines(of text: String) -> [TrimLine] {
        var lines: [TrimLine] = []
        var rest = Substring(text)
        while lines.count < ReplyTrimmer.maximumLines {
            let bytes = rest.utf8
            guard let end = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { break }
            lines.append(TrimLine(rest[..<end]))
            var next = bytes.index(after: end)
            if bytes[end] == 0x0D, next < bytes.endIndex, bytes[next] == 0x0A { next = bytes.index(after: next) }
            rest = rest[next...]
        }
        if !rest.isEmpty { lines.append(TrimLine(rest)) }
        return lines
    }

    /// Counts `>` at the start, also behind initials as some Unix mailers write them.
    private static func quoteMarks(of text: Substring) -> (depth: Int, rest: Substring) {
        let bytes = text.utf8
        var depth = 0
        var index = bytes.startIndex
        var restStart = index
        var spaces = 0
        var letters = 0
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: ">"):
                let next = bytes.index(after: index)
                let isAlone = next == bytes.endIndex || bytes[next] == 0x20 || bytes[next] == UInt8(ascii: ">")
                if letters > 0, !isAlone { return (depth, text[restStart...]) }
                depth += 1
                letters = 0
                spaces = 0
                restStart = bytes.index(after: index)
            case 0x20, 0x09:
                spaces += 1
                if letters > 0 || spaces > 4 { return (depth, text[restStart...]) }
            case 0x41...0x5A where depth == 0 && spaces == 0 && letters < 3: letters += 1
            default: return (depth, text[restStart...])
            }
            index = bytes.index(after: index)
        }
        return (depth, text[restStart...])
    }

    /// The text without white space, no-break spaces and invisible marks around it.
    static func trimmed(_ text: Substring) -> String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0...0x20, 0x7F, 0xA0, 0xAD, 0x1427, 0x200B...0x200F, 0x2028...0x202F, 0x2060, 0x3000, 0xFEFF: true
            default: false
            }
        }
        var scalars = text.unicodeScalars
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}

/// What the markup around a line says about quotes.
enum QuoteMark: Sendable {
    /// A mail program's container for the quoted mail begins; what follows is not the sender's.
    case quoteBegins
    /// The line introduces a quote, whatever language it is in.
    case attribution
}
