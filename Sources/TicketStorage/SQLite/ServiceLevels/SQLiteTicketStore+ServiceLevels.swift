public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// All business hours, by name.
    public func businessHours() async throws -> [BusinessHours] {
        try await read { try PolicyTable(connection: $0).hours() }
    }

    /// Adds or replaces business hours.
    public func save(_ hours: BusinessHours, actor: Actor, at: Timestamp) async throws -> SavingResult {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(hours) }
    }

    /// Removes business hours that no policy uses.
    public func removeBusinessHours(_ id: BusinessHoursID, actor: Actor, at: Timestamp) async throws -> SavingResult {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).remove(id) }
    }

    /// All policies in their order.
    public func policies() async throws -> [SLAPolicy] { try await read { try PolicyTable(connection: $0).policies() } }

    /// Adds or replaces a policy.
    public func save(_ policy: SLAPolicy, actor: Actor, at: Timestamp) async throws -> SavingResult {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(policy) }
    }

    /// Removes a policy.
    public func removePolicy(_ id: SLAPolicyID, actor: Actor, at: Timestamp) async throws -> SavingResult {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).remove(id) }
    }

    /// The clocks of a ticket.
    public func clocks(of ticket: TicketID) async throws -> [TicketClock] {
        try await read { try ClockTable(connection: $0).clocks(of: ticket) }
    }

    /// Tickets with a clock that runs, the one that ends first before the others.
    public func duePage(after: PageCursor?, limit: Int) async throws -> Page<TicketSummary> {
        try await read { try DueReading(connection: $0).page(after: after, limit: limit) }
    }

    /// How many tickets are breached, or warn of it.
    public func dueCounts(at now: Timestamp) async throws -> DueCounts {
        try await read { try DueReading(connection: $0).counts(at: now) }
    }

    /// What has happened since the clocks were last brought up to date.
    public func clockWork(limit: Int) async throws -> ClockWork? {
        try await read { try ClockWorkReading(connection: $0).next(limit: min(max(limit, 1), 1_000)) }
    }

    /// Stores what the work came to, and how far it has come.
    public func store(_ clocks: [TicketID: [TicketClock]], of work: ClockWork) async throws -> Bool {
        try await writer.write(.other) { context in
            let followers = FollowerTable(connection: context.connection)
            guard try PolicyTable(connection: context.connection).edition() == work.edition,
                try followers.place(of: ClockTable.follower) == work.place
            else { return false }
            let table = ClockTable(connection: context.connection)
            for (ticket, clocks) in clocks { try table.set(clocks, of: ticket, edition: work.edition) }
            if let last = work.steps.last { try followers.move(ClockTable.follower, to: last.event.id) }
            return true
        }
    }
}
