public import ChannelKit
public import DeskModel

/// What somebody has to do for tickets.
///
/// Tasks are added, done and taken up again by ``DeskChange``; a ticket's own come with its ``TicketThread``.
public protocol TaskStore: Sendable {
    /// A ticket's tasks, those of tickets merged into it included: open ones first, the earliest due before.
    func tasks(of ticket: TicketID) async throws -> [TicketTask]

    /// Open tasks that are due before a time, the earliest first; those without a time are never due.
    ///
    /// - Parameters:
    ///   - time: the time.
    ///   - limit: how many at the most, 1 to 1000.
    /// - Returns: each with the ticket it is part of now.
    /// - Throws: ``StorageError``.
    func openTasks(dueBefore time: Timestamp, limit: Int) async throws -> [DueTask]

    /// A page of the open tasks, the earliest due first, those without a time behind them.
    func openTasks(after: PageCursor?, limit: Int) async throws -> Page<DueTask>
}

/// An open task with its ticket.
public struct DueTask: Sendable, Hashable, Codable {
    /// The task.
    public var task: TicketTask
    /// The ticket it is part of now.
    public var ticket: Ticket

    /// Creates a pair.
    public init(task: TicketTask, ticket: Ticket) {
        self.task = task
        self.ticket = ticket
    }
}
