import ChannelKit
import DeskModel

/// Reads what happened to tickets.
struct EventReading {
    let connection: Connection

    /// A ticket's events, oldest first.
    func events(of ticket: TicketID) throws -> [TicketEvent] {
        try connection.all(
            "SELECT id, ticket, actor, kind, fromValue, toValue, at FROM ticketEvent WHERE ticket = ?1 ORDER BY id",
            ticket,
            row: Self.decode
        )
    }

    /// Events behind a place, oldest first.
    func events(after: RecordID<TicketEvent>?, limit: Int) throws -> [TicketEvent] {
        try connection.all(
            """
            SELECT id, ticket, actor, kind, fromValue, toValue, at FROM ticketEvent
            WHERE id > ?1 AND (?3 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?3 AND s.ticket = ticketEvent.ticket))
            ORDER BY id LIMIT ?2
            """,
            after?.rawValue ?? 0,
            min(max(limit, 1), 10_000),
            connection.viewer,
            row: Self.decode
        )
    }

    static func decode(_ row: inout ResultRow) throws -> TicketEvent {
        TicketEvent(
            id: try row.next(),
            ticket: try row.next(),
            actor: try row.next(),
            kind: try row.next(),
            from: try row.next(),
            to: try row.next(),
            at: try row.next()
        )
    }
}
