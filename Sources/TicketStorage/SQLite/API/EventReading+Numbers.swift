import ChannelKit
import DeskModel

extension EventReading {
    /// Events behind a place, oldest first, with their tickets' numbers.
    func numbered(after: RecordID<TicketEvent>?, limit: Int) throws -> [NumberedEvent] {
        try connection.all(
            """
            SELECT e.id, e.ticket, e.actor, e.kind, e.fromValue, e.toValue, e.at, t.number
            FROM ticketEvent e JOIN ticket t ON t.id = e.ticket WHERE e.id > ?1 ORDER BY e.id LIMIT ?2
            """,
            after?.rawValue ?? 0,
            min(max(limit, 1), 1_000)
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
            FROM ticketEvent e JOIN ticket t ON t.id = e.ticket WHERE e.id = ?1
            """,
            id
        ) { row in
            let event = try Self.decode(&row)
            return NumberedEvent(event: event, number: try row.next())
        }
    }
}
