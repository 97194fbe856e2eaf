import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Changing tickets: their properties, notes, and how they belong together.
enum TicketChangeCalls {
    static let properties = APIObject(
        "TicketChange",
        "What is to be changed about a ticket; what is left out stays.",
        [
            .optional("status", TicketResource.statuses, "Where it stands."),
            .optional("priority", TicketResource.priorities, "How urgent it is."),
            .optional("subject", .line(maximum: 250), "What it is about."),
            .optional("assignee", .nullable(.id), "The agent who answers it; null for nobody."),
            .optional("team", .nullable(.id), "The team it belongs to; null for none."),
        ]
    )

    /// Answers `PATCH /tickets/{number}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.changeableTicket()
        let version = try exchange.expectedVersion()
        let actions = try actions(exchange, ticket.id)
        guard !actions.isEmpty else {
            throw APIProblem.invalid("", "nothing is to be changed; name at least one field")
        }
        if let version, version != ticket.version {
            return .json(TicketWords.answer(.ticket(.stale(current: ticket.version)), { TicketWords.ticket($0) }))
        }
        let changes = try actions.map {
            DeskChange($0, actor: try exchange.actor, at: exchange.now, expectedVersion: version)
        }
        return try await exchange.change(.tickets(changes)) { outcome in
            TicketWords.answer(outcome) { TicketWords.ticket($0) }
        }
    }

    private static func actions(_ exchange: APIExchange, _ ticket: TicketID) throws -> [DeskChange.Action] {
        var actions: [DeskChange.Action] = []
        for member in exchange.body.members {
            switch member.name {
            case "status": member.value.text.flatMap(TicketStatus.init).map { actions.append(.status(ticket, $0)) }
            case "priority":
                member.value.text.flatMap(TicketPriority.init).map { actions.append(.priority(ticket, $0)) }
            case "subject": member.value.text.map { actions.append(.subject(ticket, $0)) }
            case "assignee": actions.append(.assign(ticket, try exchange.id(in: "assignee")))
            case "team": actions.append(.team(ticket, try exchange.id(in: "team")))
            default: break
            }
        }
        return actions
    }

    static let note = APIObject(
        "NewNote",
        "Words for colleagues only.",
        [.required("text", .paragraphs(maximum: 50_000), "The words.")]
    )

    static let madeNote = APIObject(
        "MadeNote",
        "A note that was kept.",
        [
            .required("id", .id, "The note's id."),
            .required("ticket", .object(TicketResource.schema), "The ticket as it is now."),
        ]
    )

    /// Answers `POST /tickets/{number}/notes`.
    static func addNote(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.changeableTicket()
        let note = Note(
            id: exchange.ids.next(at: exchange.now),
            ticket: ticket.id,
            author: try exchange.actor,
            text: exchange.body["text"]?.text ?? "",
            at: exchange.now
        )
        return try await exchange.apply(.note(note)) { ticket in
            TicketWords.made(
                [("id", .id(note.id))],
                in: ticket,
                at: "\(TicketResource.path(ticket.number))/messages/\(note.id)"
            )
        }
    }
}

extension APIExchange {
    /// Applies one change of a ticket once, and answers with what came of it.
    func apply(
        _ action: DeskChange.Action,
        version: Int? = nil,
        _ done: @escaping @Sendable (Ticket) -> ServiceAnswer
    ) async throws -> Response {
        let change = DeskChange(action, actor: try actor, at: now, expectedVersion: version)
        return try await self.change(.tickets([change])) { TicketWords.answer($0, done) }
    }
}
