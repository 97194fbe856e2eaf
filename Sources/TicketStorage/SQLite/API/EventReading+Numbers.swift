import ChannelKit
import DeskModel

extension EventReading {
    /// Events behind a place, and the place up to which there are no others for the viewer.
    func page(after: RecordID<TicketEvent>?, limit: Int) throws -> EventPage {
        let limit = min(max(limit, 1), 1_000)
        let events = try numbered(after: after, limit: limit)
        var end = events.last?.event.id ?? after
        if connection.viewer != nil, events.count < limit {
            let newest = try connection.value(
                "SELECT id FROM ticketEvent WHERE id > ?1 ORDER BY id DESC LIMIT 1",
                end?.rawValue ?? 0,
                as: RecordID<TicketEvent>.self
            )
            end = newest ?? end
        }
        return EventPage(events: events, end: end)
    }

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
