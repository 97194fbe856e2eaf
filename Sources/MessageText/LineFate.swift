/// What becomes of a line.
enum LineFate: UInt8 {
    case reply
    /// Introduces a quote.
    case marker
    /// Quoted below a marker.
    case attributedQuote
    /// Quoted, with nothing that says by whom.
    case looseQuote
    case signature
    case quoted

    /// Whether the line belongs to a quote that ``QuoteSettlement`` has not looked at.
    var isQuote: Bool { self == .attributedQuote || self == .looseQuote || self == .marker }
}
