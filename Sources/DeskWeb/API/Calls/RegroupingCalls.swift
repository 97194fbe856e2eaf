import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Splits, merges, moves and links of tickets, and taking them back.
enum RegroupingCalls {
    private static let messages = APIField.required(
        "messages",
        .list(.id, maximum: 500),
        "The messages, by id."
    )

    static let split = APIObject(
        "Split",
        "Messages that get a ticket of their own.",
        [messages, .optional("subject", .line(maximum: 250), "What the new ticket is about.")]
    )

    static let merge = APIObject(
        "Merge",
        "The ticket that takes all messages.",
        [.required("into", .integer(1...999_999_999_999), "Its number.")]
    )

    static let move = APIObject(
        "Move",
        "Messages that belong into another ticket.",
        [messages, .required("into", .integer(1...999_999_999_999), "The other ticket's number.")]
    )

    static let link = APIObject(
        "Link",
        "A ticket that belongs to this one.",
        [.required("to", .integer(1...999_999_999_999), "Its number.")]
    )

    static let undo = APIObject(
        "Undo",
        "What is to be taken back.",
        [.required("action", .id, "The action, as the split, merge or move was answered.")]
    )

    static let regrouped = APIObject(
        "Regrouped",
        "A split, merge or move that was made.",
        [
            .required("action", .id, "Names it, for undoing it."),
            .required("ticket", .object(TicketResource.schema), "The ticket that has the messages now."),
        ]
    )

    /// Answers `POST /tickets/{number}/split`.
    static func split(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.changeableTicket()
        let thread = try await exchange.thread()
        let messages = try exchange.ids(in: "messages", of: Message.self)
        let sender = thread.entries.lazy.compactMap { entry -> ContactID? in
            if case .inbound(let message) = entry, messages.contains(message.id) { message.contact } else { nil }
        }.first
        let new = Ticket(
            id: exchange.ids.next(at: exchange.now),
            number: 0,
            subject: exchange.body["subject"]?.text ?? ticket.subject,
            status: .open,
            contact: sender ?? ticket.contact,
            channel: ticket.channel,
            createdAt: exchange.now
        )
        let action: ActionID = exchange.ids.next(at: exchange.now)
        return try await exchange.apply(
            .split(from: ticket.id, messages: messages, into: new, action: action),
            version: try exchange.expectedVersion(),
            made(action)
        )
    }

    /// Answers `POST /tickets/{number}/merge`.
    static func merge(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.changeableTicket()
        let into = try await exchange.otherTicket("into")
        let action: ActionID = exchange.ids.next(at: exchange.now)
        return try await exchange.apply(
            .merge(from: ticket.id, into: into.id, action: action),
            version: try exchange.expectedVersion(),
            made(action)
        )
    }

    /// Answers `POST /tickets/{number}/move`.
    static func move(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.changeableTicket()
        let into = try await exchange.otherTicket("into")
        let action: ActionID = exchange.ids.next(at: exchange.now)
        return try await exchange.apply(
            .move(
                from: ticket.id,
                messages: try exchange.ids(in: "messages"),
                into: into.id,
                action: action
            ),
            version: try exchange.expectedVersion(),
            made(action)
        )
    }

    private static func made(_ action: ActionID) -> @Sendable (Ticket) -> ServiceAnswer {
        { ticket in
            TicketWords.made([("action", .id(action))], in: ticket, at: TicketResource.path(ticket.number))
        }
    }

    /// Answers `POST /tickets/{number}/undo`.
    static func undo(_ exchange: APIExchange) async throws -> Response {
        let thread = try await exchange.thread()
        guard let action = try exchange.id(in: "action", of: UndoableAction.self),
            thread.undoable.contains(where: { $0.id == action })
        else { throw APIProblem(.conflict, "This ticket has no such action that can be undone.") }
        return try await exchange.apply(.undo(action)) { TicketWords.ticket($0) }
    }

    /// Answers `POST /tickets/{number}/links`.
    static func link(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.changeableTicket()
        let other = try await exchange.otherTicket("to")
        return try await exchange.apply(.link(related(ticket, other))) { _ in
            ServiceAnswer(status: 204, body: "")
        }
    }

    /// Answers `DELETE /tickets/{number}/links/{other}`.
    static func unlink(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.changeableTicket()
        let number = exchange.parameters["other"].flatMap { Int($0) } ?? 0
        let other = try await exchange.store.numberedTicket(number).orNotFound("ticket").ticket
        return try await exchange.apply(.unlink(related(ticket, other))) { _ in
            ServiceAnswer(status: 204, body: "")
        }
    }

    private static func related(_ one: Ticket, _ other: Ticket) -> TicketLink {
        TicketLink(from: min(one.id, other.id), to: max(one.id, other.id), kind: .related)
    }
}
