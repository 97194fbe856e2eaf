import DeskModel

/// Finds entries in the index and among what waits to be indexed, so that what was committed a moment ago is found too.
struct EntrySearch {
    /// How many waiting entries a query looks through.
    private static let maximumPending = 2_000

    let connection: Connection

    /// The ids of the entries that match, best first; those that wait come before all others, being the newest.
    func ids(matching expression: String) throws -> [Int64] {
        let pending = SearchPending(connection: connection)
        let waiting = try pending.newest(Self.maximumPending)
        let indexed = try SearchTable(connection: connection).best(expression)
        guard !waiting.isEmpty else { return indexed }
        let documents = SearchDocuments(connection: connection)
        let entries = try waiting.compactMap { item in
            try documents.document(item.id, item.kind).map { (item.id, $0) }
        }
        let fresh = try SQLiteSearch.hits(among: entries, matching: expression).map(\.id)
        // What waits may have changed: the index's older words do not count.
        let settled = try indexed.filter { try !pending.contains($0) }
        return fresh + settled
    }
}
