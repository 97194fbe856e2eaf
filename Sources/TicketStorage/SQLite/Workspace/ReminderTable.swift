import ChannelKit
import DeskModel

/// Reminders, and tickets that sleep until a time.
struct ReminderTable {
    let connection: Connection

    func pending(of ticket: TicketID) throws -> [Reminder] {
        try connection.all(
            "SELECT id, ticket, agent, at, text FROM reminder WHERE ticket = ?1 AND firedAt IS NULL ORDER BY at, id LIMIT 50",
            ticket,
            row: Self.decode
        )
    }

    func add(_ reminder: Reminder) throws {
        try connection.run(
            "INSERT INTO reminder (id, ticket, agent, at, text) VALUES (?1, ?2, ?3, ?4, ?5)",
            reminder.id,
            reminder.ticket,
            reminder.agent,
            reminder.at,
            reminder.text
        )
    }

    func remove(_ id: ReminderID, of agent: AgentID) throws {
        try connection.run("DELETE FROM reminder WHERE id = ?1 AND agent = ?2 AND firedAt IS NULL", id, agent)
    }

    func due(at: Timestamp, limit: Int) throws -> [Reminder] {
        try connection.all(
            """
            SELECT id, ticket, agent, at, text FROM reminder
            WHERE firedAt IS NULL AND at <= ?1 ORDER BY at LIMIT ?2
            """,
            at,
            limit,
            row: Self.decode
        )
    }

    func sleepersDue(at: Timestamp, limit: Int) throws -> [TicketID] {
        try connection.all(
            """
            SELECT id FROM ticket INDEXED BY ticketSnoozedUntil
            WHERE snoozedUntil IS NOT NULL AND snoozedUntil <= ?1 ORDER BY snoozedUntil LIMIT ?2
            """,
            at,
            limit
        ) { try $0.next() }
    }

    private static func decode(_ row: inout ResultRow) throws -> Reminder {
        Reminder(
            id: try row.next(),
            ticket: try row.next(),
            agent: try row.next(),
            at: try row.next(),
            text: try row.next()
        )
    }
}

/// Wakes tickets and fires reminders; what it does and that it was done are one transaction, so each happens once.
struct AlarmWriter {
    private static let actor = Actor.system("alarm")

    let context: WriteContext
    private var connection: Connection { context.connection }
    private var tickets: TicketWriter { TicketWriter(context: context) }
    private var reminders: ReminderTable { ReminderTable(connection: connection) }

    init(context: WriteContext) { self.context = context }

    /// Does what is due.
    ///
    /// - Returns: how many things were done.
    func ring(at now: Timestamp, limit: Int) throws -> Int {
        let sleepers = try reminders.sleepersDue(at: now, limit: limit)
        for ticket in sleepers { try wake(ticket, at: now) }
        let due = try reminders.due(at: now, limit: limit)
        for reminder in due { try fire(reminder, at: now) }
        return sleepers.count + due.count
    }

    private func wake(_ id: TicketID, at now: Timestamp) throws {
        guard let ticket = try TicketRow(connection: connection).ticket(id) else { return }
        let until = try MarkTable(connection: connection).marks(of: id).snoozedUntil
        try connection.run(
            "UPDATE ticket SET shelf = nullif(shelf, 'snoozed'), snoozedUntil = NULL WHERE id = ?1",
            id
        )
        try tickets.note(.snoozed, in: id, by: Self.actor, from: MarkWriter.text(until), at: now)
        if ticket.status == .pending || ticket.status == .onHold {
            try tickets.setStatus(of: id, to: .open)
            try tickets.note(
                .status,
                in: id,
                by: Self.actor,
                from: ticket.status.rawValue,
                to: TicketStatus.open.rawValue,
                at: now
            )
        }
        try tickets.touch(id, at: now)
    }

    private func fire(_ reminder: Reminder, at now: Timestamp) throws {
        try connection.run("UPDATE reminder SET firedAt = ?2 WHERE id = ?1", reminder.id, now)
        try AttentionTable(connection: connection).ask(reminder.agent, about: reminder.ticket, at: now)
        try tickets.note(
            .reminder,
            in: reminder.ticket,
            by: Self.actor,
            from: reminder.text,
            to: reminder.agent.description,
            at: now
        )
        try tickets.touch(reminder.ticket, at: now)
    }
}
