public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// A ticket's tasks, those of tickets merged into it included.
    public func tasks(of ticket: TicketID) async throws -> [TicketTask] {
        try await read { try TaskTable(connection: $0).tasks(of: ticket) }
    }

    /// Open tasks that are due before a time, the earliest first.
    public func openTasks(dueBefore time: Timestamp, limit: Int) async throws -> [DueTask] {
        try await read { connection in
            let rows = TicketRow(connection: connection)
            return try TaskTable(connection: connection).open(dueBefore: time, limit: limit).compactMap { task in
                try rows.resolved(task.ticket).map { DueTask(task: task, ticket: $0) }
            }
        }
    }
}
