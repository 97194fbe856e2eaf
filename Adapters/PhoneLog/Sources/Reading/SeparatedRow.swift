/// The octets of one row of separated values, and where it stands in its file.
struct SeparatedRow: Sendable, Hashable {
    /// The fields, without their quotation marks.
    var fields: [String]
    /// The line it begins in, counted from 1.
    var line: Int
    /// The number of octets from the file's beginning to behind the row's line end.
    var end: Int64
}

/// What ends a row.
enum RowEnd: Sendable {
    /// Every line end; so a row that was cut short never swallows the next.
    case everyLineEnd
    /// A line end outside of quotation marks.
    case lineEndOutsideQuotes
}
