import ChannelKit
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
            .optional(
                "snoozed_until",
                .nullable(.time),
                "Until when it is off the working lists, at most two years ahead; null puts it back."
            ),
            .optional("spam", .boolean, "Whether it is put away as spam, and whoever sent it blocked."),
            .optional("type", .nullable(.line(maximum: 40)), "The key of its type; null for none."),
            .optional(
                "tags",
                .list(.line(maximum: TicketMark.maximumLength), maximum: TicketMark.maximumTags),
                "Its tags, in place of those it has."
            ),
            .optional(
                "fields",
                .list(.object(field), maximum: TicketField.maximumCount),
                "Values of fields; fields that are not named keep theirs."
            ),
        ]
    )

    private static let field = APIObject(
        "FieldChange",
        "A value for a ticket's field.",
        [
            .required("key", .line(maximum: TicketField.maximumKeyLength), "The field's key."),
            .required(
                "value",
                .nullable(.paragraphs(maximum: TicketField.maximumTextLength)),
                "The value: of a select a choice's, of a checkbox “yes”; null takes it away."
            ),
        ]
    )

    /// Answers `PATCH /tickets/{number}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.changeableTicket()
        let version = try exchange.expectedVersion()
        // What a ticket needs before it is solved may come with solving it.
        let actions = try await marks(exchange, ticket) + actions(exchange, ticket.id)
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

    /// Type, fields and tags.
    private static func marks(_ exchange: APIExchange, _ ticket: Ticket) async throws -> [DeskChange.Action] {
        var marks: [TicketMark] = []
        if let type = exchange.body["type"] { marks.append(.type(type.text)) }
        marks += try shelves(exchange.body, at: exchange.now)
        if let fields = exchange.body["fields"] {
            let design = try await exchange.store.ticketDesign()
            let changes = try fields.elements.enumerated().map { index, element in
                guard let field = element["key"]?.text.flatMap({ design[$0] }) else {
                    throw APIProblem.invalid("/fields/\(index)/key", "there is no such field; see GET /fields")
                }
                return FieldChange(field: field.id, value: element["value"]?.text)
            }
            marks.append(.fields(changes))
        }
        if let tags = exchange.body["tags"] {
            let wanted = try tags.elements.enumerated().map { index, element in
                guard let tag = element.text.flatMap(TicketMark.normalizedTag) else {
                    throw APIProblem.invalid("/tags/\(index)", "this is no tag")
                }
                return tag
            }
            marks.append(.onlyTags(wanted))
        }
        return marks.map { .mark(ticket.id, $0) }
    }

    /// What takes a ticket off the working lists.
    ///
    /// - Throws: ``APIProblem`` when a time is over, or too far ahead.
    static func shelves(_ body: JSON, at now: Timestamp, below pointer: String = "") throws -> [TicketMark] {
        var marks: [TicketMark] = []
        if case .boolean(let isSpam)? = body["spam"] { marks.append(.spam(isSpam)) }
        guard let snooze = body["snoozed_until"] else { return marks }
        let until = snooze.text.flatMap(WrittenTime.read)
        if let until {
            guard until > now, until.since(now) < .seconds(ChosenTime.maximumDays * 86_400) else {
                throw APIProblem.invalid("\(pointer)/snoozed_until", "allowed is a time from now on, within two years")
            }
        }
        return marks + [.snooze(until: until)]
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
