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

    /// A page of the open tasks, the earliest due first, those without a time behind them.
    public func openTasks(after: PageCursor?, limit: Int) async throws -> Page<DueTask> {
        let limit = min(max(limit, 1), 200)
        return try await read { connection in
            let rows = TicketRow(connection: connection)
            let place = after.map { TicketCursor($0) } ?? TicketCursor(updatedAt: .min, id: .min)
            let tasks = try TaskTable(connection: connection).open(behind: place, limit: limit + 1)
            let items = try tasks.prefix(limit).compactMap { task in
                try rows.resolved(task.ticket).map { DueTask(task: task, ticket: $0) }
            }
            guard tasks.count > limit else { return Page(items: items, next: nil) }
            let last = tasks[limit - 1]
            let next = TicketCursor(updatedAt: last.dueAt?.rawValue ?? TaskTable.never, id: last.id.rawValue)
            return Page(items: items, next: next.text)
        }
    }
}
