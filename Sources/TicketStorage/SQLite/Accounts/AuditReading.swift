import ChannelKit
import DeskModel

/// Reads the audit log by one of its indexes.
struct AuditReading {
    let connection: Connection

    /// A page of entries, the newest first.
    func page(_ query: AuditQuery) throws -> Page<AuditEntry> {
        let limit = min(max(query.limit, 1), 200)
        let place = TicketCursor(query.after)
        let from = query.from?.rawValue ?? .min
        let until = min(place.updatedAt, (query.until?.rawValue ?? .max) - 1)
        // Behind a cursor the time of its entry is included, up to the entry itself.
        let id = until == place.updatedAt ? place.id : .max
        let rows = try rows(query, from: from, until: until, id: id, limit: limit + 1)
        let items = rows.prefix(limit)
        let next = items.last.map { TicketCursor(updatedAt: $0.1.at.rawValue, id: $0.0).text }
        return Page(items: items.map(\.1), next: rows.count > limit ? next : nil)
    }

    private func rows(
        _ query: AuditQuery,
        from: Int64,
        until: Int64,
        id: Int64,
        limit: Int
    ) throws -> [(Int64, AuditEntry)] {
        switch (query.actor, query.action) {
        case (nil, nil):
            try connection.all(
                """
                SELECT id, actor, action, object, detail, at FROM auditEntry
                WHERE at >= ?1 AND (at, id) < (?2, ?3) ORDER BY at DESC, id DESC LIMIT ?4
                """,
                from,
                until,
                id,
                limit,
                row: Self.decode
            )
        case (let actor?, nil):
            try connection.all(
                """
                SELECT id, actor, action, object, detail, at FROM auditEntry
                WHERE actor = ?5 AND at >= ?1 AND (at, id) < (?2, ?3) ORDER BY at DESC, id DESC LIMIT ?4
                """,
                from,
                until,
                id,
                limit,
                actor,
                row: Self.decode
            )
        case (nil, let action?):
            try connection.all(
                """
                SELECT id, actor, action, object, detail, at FROM auditEntry
                WHERE action = ?5 AND at >= ?1 AND (at, id) < (?2, ?3) ORDER BY at DESC, id DESC LIMIT ?4
                """,
                from,
                until,
                id,
                limit,
                action,
                row: Self.decode
            )
        case (let actor?, let action?):
            try connection.all(
                """
                SELECT id, actor, action, object, detail, at FROM auditEntry
                WHERE actor = ?5 AND action = ?6 AND at >= ?1 AND (at, id) < (?2, ?3)
                ORDER BY at DESC, id DESC LIMIT ?4
                """,
                from,
                until,
                id,
                limit,
                actor,
                action,
                row: Self.decode
            )
        }
    }

    /// The actions that entries name: one step through the index for each.
    func actions() throws -> [String] {
        try connection.all(
            """
            WITH RECURSIVE found (action) AS (
                SELECT min(action) FROM auditEntry
                UNION ALL
                SELECT (SELECT min(action) FROM auditEntry e WHERE e.action > found.action) FROM found
                WHERE found.action IS NOT NULL
            )
            SELECT action FROM found WHERE action IS NOT NULL LIMIT 500
            """
        ) { try $0.next() }
    }

    private static func decode(_ row: inout ResultRow) throws -> (Int64, AuditEntry) {
        let id = try row.next(Int64.self)
        let entry = AuditEntry(
            actor: try row.next(),
            code: try row.next(),
            object: try row.next(),
            detail: try row.next(),
            at: try row.next()
        )
        return (id, entry)
    }
}

extension SQLiteTicketStore {
    /// A page of entries, the newest first.
    public func auditPage(_ query: AuditQuery) async throws -> Page<AuditEntry> {
        try await read { try AuditReading(connection: $0).page(query) }
    }

    /// The actions that entries name.
    public func auditActions() async throws -> [String] {
        try await read { try AuditReading(connection: $0).actions() }
    }
}
