import ChannelKit
import DeskModel

/// Reads tickets, as far as the connection's viewer sees them.
struct TicketRow {
    let connection: Connection

    /// The ticket with an id.
    func ticket(_ id: TicketID) throws -> Ticket? {
        try connection.first(
            """
            SELECT id, number, subject, status, priority, contact, channel, assignee, team, mergedInto, createdAt,
                updatedAt, version
            FROM ticket WHERE id = ?1 AND (?2 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?2 AND s.ticket = ticket.id))
            """,
            id,
            connection.viewer,
            row: Self.decode
        )
    }

    /// The id of the ticket with a number.
    func id(number: Int) throws -> TicketID? {
        try connection.value(
            """
            SELECT id FROM ticket WHERE number = ?1
                AND (?2 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?2 AND s.ticket = ticket.id))
            """,
            number,
            connection.viewer,
            as: TicketID.self
        )
    }

    /// The ticket with an id, or the one it was merged into, over any number of merges.
    func resolved(_ id: TicketID) throws -> Ticket? {
        var next: TicketID? = id
        // Merges of merged tickets form a chain without a ring: only an unmerged ticket is merged, into an unmerged one.
        while let current = next {
            if let ticket = try ticket(current) {
                if ticket.mergedInto == nil { return ticket }
                next = ticket.mergedInto
            } else {
                // Whoever sees a ticket also sees what was merged into it, out of whatever team it came.
                guard connection.viewer != nil else { return nil }
                next = try connection.value(
                    "SELECT mergedInto FROM ticket WHERE id = ?1 AND mergedInto IS NOT NULL",
                    current,
                    as: TicketID.self
                )
            }
        }
        return nil
    }

    /// The first thirteen columns of a row as a ticket.
    static func decode(_ row: inout ResultRow) throws -> Ticket {
        Ticket(
            id: try row.next(),
            number: try row.next(),
            subject: try row.next(),
            status: try row.next(),
            priority: try row.next(),
            contact: try row.next(),
            channel: try row.next(),
            assignee: try row.next(),
            team: try row.next(),
            mergedInto: try row.next(),
            createdAt: try row.next(),
            updatedAt: try row.next(),
            version: try row.next()
        )
    }
}
