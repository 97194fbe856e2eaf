import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// What somebody has to do for tickets.
enum TaskCalls {
    static let schema = APIObject(
        "Task",
        "Something somebody has to do for a ticket, other than write.",
        [
            .required("id", .id, "The id."),
            .required("ticket", .count, "The ticket's number."),
            .required("kind", .choice(TicketTask.Kind.allCases.map(\.rawValue)), "What is to be done."),
            .required("title", .words, "Whom to call, or what to do."),
            .required("due_at", .nullable(.time), "By when."),
            .required("assignee", .nullable(.id), "Who is to do it; null is whoever answers the ticket."),
            .required("state", .choice(["open", "done", "canceled"]), "How it stands."),
            .required("created_at", .time, "When it was added."),
        ]
    )

    static func json(_ task: TicketTask, number: Int) -> JSON {
        let state: JSON =
            switch task.state {
            case .open: "open"
            case .done: "done"
            case .canceled: "canceled"
            }
        return [
            "id": .id(task.id), "ticket": .integer(number), "kind": .text(task.kind.rawValue),
            "title": .text(task.title), "due_at": .time(orNull: task.dueAt), "assignee": .id(orNull: task.assignee),
            "state": state, "created_at": .time(task.createdAt),
        ]
    }

    /// Answers `GET /tasks`.
    static func open(_ exchange: APIExchange) async throws -> Response {
        let page = try await exchange.store.openTasks(after: exchange.after, limit: exchange.limit)
        return exchange.page(page) { json($0.task, number: $0.ticket.number) }
    }

    /// Answers `GET /tickets/{number}/tasks`.
    static func ofTicket(_ exchange: APIExchange) async throws -> Response {
        let thread = try await exchange.thread()
        return exchange.list(thread.tasks) { json($0, number: thread.ticket.number) }
    }
}
