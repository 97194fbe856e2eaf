import ChannelKit
import DeskModel

/// Reads what notices have to be made of.
struct NoticeWorkReading {
    /// The name the worker is known by.
    static let follower = "notices"
    private static let told: Set<TicketEvent.Kind> = [.opened, .shared, .message, .mention, .assignee, .status]

    let connection: Connection

    /// The next work; nil when there is none.
    func next(at now: Timestamp, limit: Int) throws -> NoticeWork? {
        let place = try FollowerTable(connection: connection).place(of: Self.follower)
        let events = try EventReading(connection: connection).events(after: place, limit: limit)
        let clocks = try connection.all(
            """
            SELECT ticket, target, policy, allowed, warningPercent, used, startedAt, runningSince, dueAt, warnAt,
                breachedAt, endedAt
            FROM ticketClock INDEXED BY ticketClockToTell
            WHERE warnAt IS NOT NULL AND isTold = 0 AND warnAt <= ?1 ORDER BY warnAt, ticket LIMIT ?2
            """,
            now,
            limit,
            row: ClockTable.decode
        )
        guard !events.isEmpty || !clocks.isEmpty else { return nil }
        let rows = TicketRow(connection: connection)
        var work = NoticeWork(place: place, end: events.last?.id ?? place, steps: [], warnings: [])
        for event in events where Self.told.contains(event.kind) {
            guard let ticket = try rows.ticket(event.ticket) else { continue }
            let (words, isAutomatic) = try words(of: event)
            work.steps.append(
                NoticeWork.Step(event: event, ticket: ticket, words: words, isAutomatic: isAutomatic)
            )
        }
        for clock in clocks {
            if let ticket = try rows.ticket(clock.ticket) { work.warnings.append((clock, ticket)) }
        }
        return work
    }

    private func words(of event: TicketEvent) throws -> (String, Bool) {
        switch event.kind {
        case .opened, .shared:
            let preview = try connection.value(
                "SELECT preview FROM ticket WHERE id = ?1",
                event.ticket,
                as: String.self
            )
            return (preview ?? "", false)
        case .message:
            guard let id = event.to.flatMap({ MessageID($0) }) else { return ("", false) }
            return try connection.first(
                """
                SELECT substr(ifnull(newText, text), 1, 400), automatic IS NOT NULL FROM inboundMessage WHERE id = ?1
                """,
                id
            ) { (try $0.next(String.self), try $0.next(Bool.self)) } ?? ("", false)
        case .mention:
            guard let id = event.from.flatMap({ MessageID($0) }) else { return ("", false) }
            let text = try connection.value(
                "SELECT substr(text, 1, 400) FROM note WHERE id = ?1",
                id,
                as: String.self
            )
            return (text ?? "", false)
        default: return ("", false)
        }
    }
}
