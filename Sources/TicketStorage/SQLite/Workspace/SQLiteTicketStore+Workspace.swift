public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// What stands beside a ticket's thread for an agent.
    public func surroundings(of ticket: TicketID, for agent: AgentID) async throws -> TicketSurroundings {
        try await read { connection in
            TicketSurroundings(
                marks: try MarkTable(connection: connection).marks(of: ticket),
                followers: try MarkTable(connection: connection).followers(of: ticket),
                reminders: try ReminderTable(connection: connection).pending(of: ticket),
                drafts: try DraftTable(connection: connection).drafts(of: ticket, by: agent),
                hasBlockedSender: try connection.exists(
                    """
                    SELECT 1 FROM message m JOIN inboundMessage i ON i.id = m.id JOIN identity s ON s.id = i.sender
                    WHERE m.ticket = ?1 AND s.isBlocked = 1
                    """,
                    ticket
                ),
                sharedTeams: try SharedTicketTable(connection: connection).teams(of: ticket),
                fields: try FieldValueTable(connection: connection).values(of: ticket)
            )
        }
    }

    /// What any ticket can be given.
    public func ticketChoices() async throws -> TicketChoices {
        try await read { connection in
            let accounts = AccountTable(connection: connection)
            return TicketChoices(
                agents: try accounts.agents(),
                teams: try accounts.teams(),
                tags: try MarkTable(connection: connection).commonTags(limit: 40),
                macros: try MacroTable(connection: connection).macros(),
                design: try DesignTable(connection: connection).design()
            )
        }
    }

    /// The numbers that stand beside every page of an agent's.
    public func deskCounts(for agent: AgentID, at: Timestamp) async throws -> DeskCounts {
        try await read { connection in
            DeskCounts(
                views: try TicketListReading(connection: connection).counts(for: agent),
                due: try DueReading(connection: connection).counts(at: at),
                unreadNotices: try NoticeTable(connection: connection).unread(of: agent)
            )
        }
    }

    /// A ticket by number with its marks.
    public func state(number: Int) async throws -> TicketState? {
        try await read { connection in
            let rows = TicketRow(connection: connection)
            guard let id = try rows.id(number: number), let ticket = try rows.resolved(id) else { return nil }
            return TicketState(ticket: ticket, marks: try MarkTable(connection: connection).marks(of: ticket.id))
        }
    }

    /// Keeps a draft.
    public func keep(_ draft: Draft) async throws {
        try await writer.write(.change) { try DraftTable(connection: $0.connection).keep(draft) }
    }

    /// Notes that an agent looked at a ticket.
    public func see(_ ticket: TicketID, by agent: AgentID, at: Timestamp) async throws {
        let isNew = try await read {
            try $0.exists("SELECT 1 FROM attention WHERE agent = ?1 AND ticket = ?2 AND seenAt IS NULL", agent, ticket)
        }
        guard isNew else { return }
        try await writer.write(.change) { try AttentionTable(connection: $0.connection).see(ticket, by: agent, at: at) }
    }

    /// All macros by name.
    public func macros() async throws -> [Macro] {
        try await read { try MacroTable(connection: $0).macros() }
    }

    /// Adds or replaces a macro.
    public func save(_ macro: Macro, actor: Actor, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(macro) }
    }

    /// Removes a macro.
    public func removeMacro(_ id: MacroID, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).remove(id) }
    }

    /// The views that an agent sees.
    public func savedViews(for agent: AgentID) async throws -> [SavedView] {
        try await read { try SavedViewTable(connection: $0).views(for: agent) }
    }

    /// Adds or replaces a view.
    public func save(_ view: SavedView, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(view) }
    }

    /// Removes a view.
    public func removeView(_ id: SavedViewID, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).remove(id) }
    }

    /// How many tickets a query finds.
    public func count(_ query: TicketQuery, upTo bound: Int) async throws -> Int {
        try await read {
            try ChosenTickets(lists: TicketListReading(connection: $0), query: query).count(upTo: bound)
        }
    }

    /// Adds a reminder.
    public func add(_ reminder: Reminder) async throws {
        try await writer.write(.change) { try ReminderTable(connection: $0.connection).add(reminder) }
    }

    /// Takes a reminder back.
    public func removeReminder(_ id: ReminderID, of agent: AgentID) async throws {
        try await writer.write(.change) { try ReminderTable(connection: $0.connection).remove(id, of: agent) }
    }

    /// Wakes tickets and fires reminders.
    public func wake(at now: Timestamp, limit: Int) async throws -> Int {
        let isDue = try await read { connection in
            let table = ReminderTable(connection: connection)
            return try !table.sleepersDue(at: now, limit: 1).isEmpty || !table.due(at: now, limit: 1).isEmpty
        }
        guard isDue else { return 0 }
        return try await writer.write(.change) { try AlarmWriter(context: $0).ring(at: now, limit: limit) }
    }

    /// Keeps what was changed at once.
    public func keep(_ bulk: BulkChange) async throws {
        try await writer.write(.change) { context in
            try context.connection.run(
                "INSERT INTO bulkChange (id, agent, changes, at) VALUES (?1, ?2, ?3, ?4)",
                bulk.id,
                bulk.agent,
                try JSONColumn.text(bulk.items),
                bulk.at
            )
        }
    }

    /// What an agent changed at once.
    public func bulkChange(_ id: BulkChangeID, of agent: AgentID) async throws -> BulkChange? {
        try await read { connection in
            try connection.first(
                "SELECT changes, at FROM bulkChange WHERE id = ?1 AND agent = ?2 AND undoneAt IS NULL",
                id,
                agent
            ) { row in
                BulkChange(id: id, agent: agent, items: try JSONColumn.read(try row.next()), at: try row.next())
            }
        }
    }

    /// Notes that a bulk change is being taken back.
    public func takeBack(_ id: BulkChangeID, of agent: AgentID, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { context in
            try context.connection.run(
                "UPDATE bulkChange SET undoneAt = ?3 WHERE id = ?1 AND agent = ?2 AND undoneAt IS NULL",
                id,
                agent,
                at
            )
            return context.connection.changes > 0
        }
    }

    /// Unsolved tickets of a person.
    public func unsolvedTickets(of person: ContactID) async throws -> [Ticket] {
        try await read { connection in
            let query = TicketQuery(view: .unsolved, person: person, limit: 10)
            return try TicketListReading(connection: connection).page(query).items.map(\.ticket)
        }
    }

    /// How the desk stands right now.
    public func teamToday(at: Timestamp) async throws -> TeamToday {
        try await read { try TeamTodayReading(connection: $0).today() }
    }

    /// Adds an agent to a team, or takes them out.
    public func setMember(
        _ agent: AgentID,
        of team: TeamID,
        _ isMember: Bool,
        actor: Actor,
        at: Timestamp
    ) async throws {
        try await writer.write(.change) { context in
            if isMember {
                try context.connection.run(
                    "INSERT INTO teamMember (team, agent) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    team,
                    agent
                )
            } else {
                try context.connection.run("DELETE FROM teamMember WHERE team = ?1 AND agent = ?2", team, agent)
            }
            guard context.connection.changes > 0 else { return }
            let action: AuditAction = isMember ? .teamJoined : .teamLeft
            try AuditTable(context: context)
                .add(AuditEntry(actor: actor, action: action, object: "team:\(team)", detail: "agent:\(agent)", at: at))
        }
    }
}
