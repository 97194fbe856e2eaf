import ChannelKit
import DeskModel

/// Changes tasks, each with the event that tells of it.
struct TaskWriter {
    let context: WriteContext
    private var table: TaskTable { TaskTable(connection: context.connection) }

    init(context: WriteContext) { self.context = context }

    /// Adds a task.
    func add(_ task: TicketTask) throws {
        try table.add(task)
        try note(task, by: task.createdBy, from: nil, to: "open", at: task.createdAt)
    }

    /// Notes that a task was done; nothing when it is not open.
    func complete(_ task: TicketTask, by actor: Actor, with message: MessageID? = nil, at time: Timestamp) throws {
        guard try table.complete(task.id, by: actor, with: message, at: time) else { return }
        try note(task, by: actor, from: "open", to: "done", at: time)
    }

    /// Takes up again what was done; nothing when it was not.
    func reopen(_ task: TicketTask, by actor: Actor, at time: Timestamp) throws {
        guard try table.reopen(task.id) else { return }
        try note(task, by: actor, from: "done", to: "open", at: time)
    }

    /// Cancels a task because what asked for it is no more; nothing when it is not open.
    func cancel(_ task: TicketTask, by actor: Actor, at time: Timestamp) throws {
        guard try table.cancel(task.id, at: time) else { return }
        try note(task, by: actor, from: "open", to: "canceled", at: time)
    }

    private func note(_ task: TicketTask, by actor: Actor, from: String?, to: String, at time: Timestamp) throws {
        let ticket = try TicketRow(connection: context.connection).resolved(task.ticket)?.id ?? task.ticket
        try TicketWriter(context: context).note(.task, in: ticket, by: actor, from: from, to: to, at: time)
    }
}
