import DeskModel
import MessageText

/// The full-text table, in whatever database: the desk's own, or one in memory with the same definition.
struct SearchTable {
    /// The words of one entry as they are shown; prepared for the index when it is stored.
    struct Document: Sendable {
        /// Subjects, names and addresses around a text.
        var heading = ""
        /// The text.
        var body = ""
        /// A contact's name and addresses.
        var person = ""

        /// The words as the index stores them.
        var prepared: Document {
            Document(
                heading: SearchText.indexed(heading),
                body: SearchText.indexed(body),
                person: SearchText.indexed(person)
            )
        }
    }

    /// An entry found; a lower score is a better match.
    struct Hit: Sendable {
        let id: Int64
        let score: Double
    }

    /// How many of the newest matches are ranked.
    ///
    /// What a term as common as that leaves out is older than all of these.
    static let maximumRanked = 2_000

    /// In how many entries a phrase is common.
    static let commonCount = 3_000

    let connection: Connection

    /// Stores an entry whose words were prepared, in place of what it had.
    func replace(_ id: Int64, with prepared: Document) throws {
        try connection.run(
            "INSERT OR REPLACE INTO searchText (rowid, heading, body, person) VALUES (?1, ?2, ?3, ?4)",
            id,
            prepared.heading,
            prepared.body,
            prepared.person
        )
    }

    /// Removes an entry.
    func remove(_ id: Int64) throws {
        try connection.run("DELETE FROM searchText WHERE rowid = ?1", id)
    }

    /// The newest entries that match an expression, best first.
    ///
    /// A rank weighs how rare each phrase is, and finding that out reads every entry that holds it. A phrase that many hold
    /// says little anyway: then the newest come first, which costs the same on every desk.
    func best(_ expression: String) throws -> [Int64] {
        guard try isCommon(expression) else { return try hits(expression).map(\.id) }
        return try connection.all(
            "SELECT rowid FROM searchText WHERE searchText MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
            expression,
            Self.maximumRanked
        ) { try $0.next() }
    }

    /// Whether a phrase of an expression stands in more entries than are worth weighing.
    func isCommon(_ expression: String, from limit: Int = commonCount) throws -> Bool {
        for phrase in Self.phrases(of: expression) {
            let count = try connection.value(
                "SELECT count(*) FROM (SELECT 1 FROM searchText WHERE searchText MATCH ?1 LIMIT ?2)",
                phrase,
                limit,
                as: Int.self
            )
            if count == limit { return true }
        }
        return false
    }

    /// The parts of an expression that must all hold; one in parentheses is one.
    private static func phrases(of expression: String) -> [String] {
        var phrases: [String] = []
        var open = ""
        for piece in expression.split(separator: " AND ") {
            open += open.isEmpty ? String(piece) : " AND \(piece)"
            let depth = open.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "(") ? 1 : $1 == UInt8(ascii: ")") ? -1 : 0) }
            guard depth <= 0 else { continue }
            phrases.append(open)
            open = ""
        }
        return phrases
    }

    /// Ranks the newest entries that match an FTS5 expression, best first.
    ///
    /// Headings and people weigh more than texts.
    func hits(_ expression: String, limit: Int = maximumRanked) throws -> [Hit] {
        let hits = try connection.all(
            """
            SELECT rowid, bm25(searchText, 4.0, 1.0, 4.0) FROM searchText
            WHERE searchText MATCH ?1 ORDER BY rowid DESC LIMIT ?2
            """,
            expression,
            limit
        ) { Hit(id: try $0.next(), score: try $0.next()) }
        return hits.sorted { ($0.score, $1.id) < ($1.score, $0.id) }
    }
}
