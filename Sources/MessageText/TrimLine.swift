/// One line of a message that is being taken apart: places in its octets, and what was seen when it was read.
struct TrimLine {
    /// What a line holds, so that most lines are known at once to be no attribution, no header and no separator.
    struct Traits: OptionSet {
        let rawValue: UInt8

        static let digit = Traits(rawValue: 1 << 0)
        static let at = Traits(rawValue: 1 << 1)
        static let colon = Traits(rawValue: 1 << 2)
        /// A character of three octets or more, among them the wide colon.
        static let wide = Traits(rawValue: 1 << 3)
    }

    /// The line as it came, without its line end.
    var whole: Range<Int>
    /// The line without quote marks and white space around it, for comparison.
    var inner: Range<Int>
    /// How deep the line is quoted, 0 for the sender's own.
    var depth: Int
    var traits: Traits
    /// The header the line is, if its name is one that mail programs write.
    var header: QuotedHeaders.Header?
    /// Whether the line's quote may be the sender's own device, such as Gmail's button for quotes.
    var isSoft = false
    /// What the markup says about the place before this line.
    var mark: QuoteMark?

    var isBlank: Bool { inner.isEmpty }
    var isQuoted: Bool { depth > 0 }
}

/// What the markup around a line says about quotes.
enum QuoteMark: Sendable {
    /// A mail program's container for the quoted mail begins; what follows is not the sender's.
    case quoteBegins
    /// The line introduces a quote, whatever language it is in.
    case attribution
}

/// A message's octets and its lines.
struct MessageLines {
    let octets: Octets
    let lines: [TrimLine]

    var count: Int { lines.count }
    subscript(index: Int) -> TrimLine { lines[index] }

    /// A line without quote marks and white space around it.
    func inner(_ index: Int) -> Octets { octets.part(lines[index].inner) }
}
