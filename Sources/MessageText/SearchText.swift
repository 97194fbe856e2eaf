/// Text and queries prepared for a full-text index that splits words at spaces and punctuation.
///
/// Chinese, Japanese and Korean are written without spaces between words, so an index that splits at spaces finds
/// whole sentences only. Runs of those scripts are therefore stored as overlapping pairs of characters, each run
/// closed by its last character alone: `周杰伦` becomes `周杰 杰伦 伦`. A phrase of pairs then finds every substring of
/// two or more characters in its order, and a prefix finds every single character. Everything else stays a word, in
/// lower case and with compatibility forms (full width, half width, ligatures) folded.
///
/// The prepared text suits SQLite's FTS5 with the plain `unicode61` tokenizer and PostgreSQL's `simple` configuration.
public enum SearchText {
    /// The longest query that is read, in UTF-8 bytes; what follows is left out.
    public static let maximumQueryLength = 2_048
    /// The greatest number of terms a query may have; what follows is left out.
    public static let maximumTermCount = 32

    /// Returns what the index stores for a text; linear in the text's length.
    ///
    /// - Parameter text: any text, as it is shown.
    /// - Returns: words and pairs separated by single spaces.
    public static func indexed(_ text: String) -> String {
        SearchFolding.tokens(of: text, separatesSymbols: false) { $0.finish() }
    }

    /// Returns an FTS5 expression that finds what a person typed.
    ///
    /// Each term between spaces is a phrase, and all terms must occur. The expression consists of quoted phrases of
    /// letters and digits only, so no query can reach FTS5's own syntax.
    ///
    /// - Parameter query: what was typed; read up to ``maximumQueryLength`` bytes and ``maximumTermCount`` terms.
    /// - Returns: the expression, or `nil` when the query holds nothing that could be searched for.
    public static func matchExpression(_ query: String) -> String? {
        var phrases: [String] = []
        for term in terms(of: query) where phrases.count < maximumTermCount {
            let phrase = SearchFolding.tokens(of: term, separatesSymbols: true) { $0.finishPhrase() }
            if let phrase { phrases.append(phrase) }
        }
        return phrases.isEmpty ? nil : phrases.joined(separator: " AND ")
    }

    private static func terms(of query: String) -> [String] {
        var kept = query.unicodeScalars
        if query.utf8.count > maximumQueryLength {
            kept = String.UnicodeScalarView()
            var length = 0
            for scalar in query.unicodeScalars {
                length += UTF8.width(scalar)
                if length > maximumQueryLength { break }
                kept.append(scalar)
            }
        }
        return kept.split(whereSeparator: { $0.properties.isWhitespace }).map { String($0) }
    }
}
