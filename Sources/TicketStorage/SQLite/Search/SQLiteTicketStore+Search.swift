public import DeskModel

extension SQLiteTicketStore {
    /// Solved tickets that share words with a text.
    public func similar(to words: String, beside ticket: TicketID, limit: Int) async throws -> [SearchHit] {
        let limit = min(max(limit, 1), 20)
        return try await read {
            try TicketSearch(connection: $0).similar(to: String(words.prefix(300)), beside: ticket, limit: limit)
        }
    }

    /// Tickets whose words match, best first; also finds a number.
    public func search(_ words: String, after: PageCursor?, limit: Int) async throws -> Page<SearchHit> {
        try await read { try TicketSearch(connection: $0).page(words, after: after, limit: limit) }
    }

    /// Indexes what commits left to be indexed.
    public func indexPending(limit: Int) async throws -> Int {
        var total = 0
        while total < limit {
            let count = min(SearchIndexer.batchCount, limit - total)
            let entries = try await read { try SearchIndexer.prepare($0, limit: count) }
            if entries.isEmpty { break }
            let stored = try await writer.write(.index) { try SearchIndexer.store(entries, $0.connection) }
            total += stored
            // Everything changed meanwhile: whoever changes it faster than it is indexed gets their turn later.
            if stored == 0 { break }
        }
        return total
    }
}
