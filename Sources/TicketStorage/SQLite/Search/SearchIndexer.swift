import DeskModel

/// Works off what commits left to be indexed.
///
/// The words are read and prepared beside the writer, which only stores them.
struct SearchIndexer {
    /// An entry made ready.
    struct Entry: Sendable {
        let id: Int64
        let version: Int64
        let words: SearchTable.Document?
    }

    /// How many entries one transaction takes, so that no other write waits long.
    static let batchCount = 128

    /// Prepares what waits, oldest first.
    static func prepare(_ connection: Connection, limit: Int) throws -> [Entry] {
        let documents = SearchDocuments(connection: connection)
        return try SearchPending(connection: connection).oldest(limit).map { pending in
            let words = try documents.document(pending.id, pending.kind)
            return Entry(id: pending.id, version: pending.version, words: words?.prepared)
        }
    }

    /// Stores entries; one that has changed meanwhile waits for its next turn.
    static func store(_ entries: [Entry], _ connection: Connection) throws -> Int {
        let table = SearchTable(connection: connection)
        var count = 0
        for entry in entries {
            try connection.run(
                "DELETE FROM searchPending WHERE id = ?1 AND version = ?2",
                entry.id,
                entry.version
            )
            guard connection.changes > 0 else { continue }
            if let words = entry.words { try table.replace(entry.id, with: words) } else { try table.remove(entry.id) }
            count += 1
        }
        return count
    }
}

/// What the index does not hold yet.
struct SearchPending {
    /// An entry that waits.
    struct Item {
        let id: Int64
        let kind: SearchQueue.Kind
        let version: Int64
    }

    let connection: Connection

    /// The entries with the smallest ids.
    func oldest(_ limit: Int) throws -> [Item] {
        try connection.all("SELECT id, kind, version FROM searchPending ORDER BY id LIMIT ?1", limit, row: Self.decode)
    }

    /// The entries with the greatest ids.
    func newest(_ limit: Int) throws -> [Item] {
        try connection.all(
            "SELECT id, kind, version FROM searchPending ORDER BY id DESC LIMIT ?1",
            limit,
            row: Self.decode
        )
    }

    /// Whether an entry waits.
    func contains(_ id: Int64) throws -> Bool {
        try connection.exists("SELECT 1 FROM searchPending WHERE id = ?1", id)
    }

    private static func decode(_ row: inout ResultRow) throws -> Item {
        Item(id: try row.next(), kind: try row.next(), version: try row.next())
    }
}
