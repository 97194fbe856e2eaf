import ChannelKit
import DeskModel

/// Reads what the clocks of tickets have to be brought up to.
struct ClockWorkReading {
    let connection: Connection

    /// The next work; nil when there is none.
    func next(limit: Int) throws -> ClockWork? {
        let table = PolicyTable(connection: connection)
        let edition = try table.edition()
        let outdated = try connection.all(
            """
            SELECT DISTINCT ticket FROM ticketClock INDEXED BY ticketClockUnderWay
            WHERE endedAt IS NULL AND edition < ?1 ORDER BY edition, ticket LIMIT ?2
            """,
            edition,
            limit
        ) { try $0.next(TicketID.self) }
        let isInForce = try table.hasPolicyInForce()
        guard isInForce || !outdated.isEmpty else { return nil }
        let place = try FollowerTable(connection: connection).place(of: ClockTable.follower)
        let events = isInForce ? try EventReading(connection: connection).events(after: place, limit: limit) : []
        guard !events.isEmpty || !outdated.isEmpty else { return nil }
        let steps = try events.map { ClockWork.Step(event: $0, isAutomatic: try isAutomatic($0)) }
        var work = ClockWork(
            edition: edition,
            policies: try table.policies(),
            hours: try table.hours(),
            place: place,
            steps: steps,
            outdated: outdated,
            tickets: [:],
            types: [:],
            away: [],
            clocks: [:]
        )
        for id in Set(events.map(\.ticket) + outdated) {
            work.tickets[id] = try TicketRow(connection: connection).ticket(id)
            work.types[id] = try connection.value("SELECT type FROM ticket WHERE id = ?1", id, as: String?.self) ?? nil
            let isAway = try connection.exists(
                """
                SELECT 1 FROM ticket
                WHERE id = ?1 AND (mergedInto IS NOT NULL OR takenBack IS NOT NULL OR shelf = 'spam')
                """,
                id
            )
            if isAway { work.away.insert(id) }
            work.clocks[id] = try ClockTable(connection: connection).clocks(of: id)
        }
        return work
    }

    private func isAutomatic(_ event: TicketEvent) throws -> Bool {
        guard event.kind == .message, let id = event.to.flatMap({ MessageID($0) }) else { return false }
        return try connection.exists("SELECT 1 FROM inboundMessage WHERE id = ?1 AND automatic IS NOT NULL", id)
    }
}
