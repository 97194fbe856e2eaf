import ChannelKit
import DeskModel

/// Reads the tickets whose clocks run, by when they end.
struct DueReading {
    let connection: Connection

    /// A page, the first that ends on top.
    func page(after: PageCursor?, limit: Int) throws -> Page<TicketSummary> {
        let limit = min(max(limit, 1), 200)
        let from = Self.place(after)
        let places = try connection.all(
            """
            SELECT dueAt, ticket FROM ticketDue WHERE (dueAt, ticket) > (?1, ?2)
                AND (?4 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?4 AND s.ticket = ticketDue.ticket))
            ORDER BY dueAt, ticket LIMIT ?3
            """,
            from.dueAt,
            from.ticket,
            limit + 1,
            connection.viewer
        ) { (dueAt: try $0.next(Int64.self), ticket: try $0.next(TicketID.self)) }
        let list = TicketListReading(connection: connection)
        var next: PageCursor?
        if places.count > limit {
            let last = places[limit - 1]
            next = PageCursor(rawValue: "\(last.dueAt)-\(last.ticket)")
        }
        return Page(items: try places.prefix(limit).compactMap { try list.summary($0.ticket) }, next: next)
    }

    /// The counts, up to their limit.
    func counts(at now: Timestamp) throws -> DueCounts {
        let breached = try connection.value(
            """
            SELECT count(*) FROM (SELECT 1 FROM ticketDue WHERE dueAt <= ?1
                AND (?3 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?3 AND s.ticket = ticketDue.ticket)) LIMIT ?2)
            """,
            now,
            DueCounts.limit,
            connection.viewer,
            as: Int.self
        )
        let warning = try connection.value(
            """
            SELECT count(*) FROM (SELECT 1 FROM ticketDue WHERE warnAt <= ?1
                AND (?3 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?3 AND s.ticket = ticketDue.ticket)) LIMIT ?2)
            """,
            now,
            DueCounts.limit,
            connection.viewer,
            as: Int.self
        )
        return DueCounts(breached: breached ?? 0, warning: warning ?? 0)
    }

    /// A place before every ticket for text that is no cursor.
    private static func place(_ cursor: PageCursor?) -> (dueAt: Int64, ticket: Int64) {
        let parts = (cursor?.rawValue ?? "").split(separator: "-").compactMap { Int64($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : (.min, .min)
    }
}
