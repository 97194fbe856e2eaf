import ChannelKit
import DeskModel

extension EventReading {
    /// Events behind a place, oldest first, with their tickets' numbers.
    func numbered(after: RecordID<TicketEvent>?, limit: Int) throws -> [NumberedEvent] {
        try connection.all(
            """
            SELECT e.id, e.ticket, e.actor, e.kind, e.fromValue, e.toValue, e.at, t.number
            FROM ticketEvent e JOIN ticket t ON t.id = e.ticket
            WHERE e.id > ?1 AND (?3 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?3 AND s.ticket = t.id))
            ORDER BY e.id LIMIT ?2
            """,
            after?.rawValue ?? 0,
            min(max(limit, 1), 1_000),
            connection.viewer
        ) { row in
            let event = try Self.decode(&row)
            return NumberedEvent(event: event, number: try row.next())
        }
    }

    /// An event with its ticket's number.
    func numbered(_ id: RecordID<TicketEvent>) throws -> NumberedEvent? {
        try connection.first(
            """
            SELECT e.id, e.ticket, e.actor, e.kind, e.fromValue, e.toValue, e.at, t.number
            FROM ticketEvent e JOIN ticket t ON t.id = e.ticket
            WHERE e.id = ?1 AND (?2 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?2 AND s.ticket = t.id))
            """,
            id,
            connection.viewer
        ) { row in
            let event = try Self.decode(&row)
            return NumberedEvent(event: event, number: try row.next())
        }
    }
}
