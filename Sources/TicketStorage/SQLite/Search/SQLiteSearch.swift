import GRDB
import MessageText

/// Full-text search over texts at hand, by the table definition and the query path of the desk's own index.
public enum SQLiteSearch {
    /// Finds the documents that a query matches.
    ///
    /// - Returns: the indexes of the documents found, best first.
    /// - Throws: ``StorageError``.
    public static func hits(documents: [String], query: String) throws -> [Int] {
        guard let expression = SearchText.matchExpression(query) else { return [] }
        let entries = documents.enumerated().map { (Int64($0) + 1, SearchTable.Document(body: $1)) }
        return try hits(among: entries, matching: expression).map { Int($0.id) - 1 }
    }

    /// Finds entries in an index that is made for this one query.
    static func hits(
        among entries: [(Int64, SearchTable.Document)],
        matching expression: String
    ) throws -> [SearchTable.Hit] {
        do {
            let queue = try DatabaseQueue()
            return try queue.writeWithoutTransaction { database in
                let connection = try Connection(writer: database)
                try connection.script(Migration.search.statements)
                try connection.run("BEGIN")
                let table = SearchTable(connection: connection)
                for (id, document) in entries { try table.replace(id, with: document.prepared) }
                try connection.run("COMMIT")
                return try table.hits(expression, limit: .max)
            }
        } catch {
            throw SQLiteFailure.storageError(error)
        }
    }
}
