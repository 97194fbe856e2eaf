import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import NIOCore
import TicketStorage

/// Reading tickets.
enum TicketReads {
    /// Answers `GET /tickets`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        let place = try await place(exchange)
        let own = try exchange.token.agent?.id
        guard own != nil || (![.mine, .team, .mentions].contains(place.view) && place.filter.assignee != .me) else {
            throw APIProblem.invalid([
                FieldProblem(
                    place: .parameter(place.saved == nil ? "view" : "saved_view", in: "query"),
                    detail: "a service has no such tickets of its own; name an agent in “assignee” instead"
                )
            ])
        }
        var query = TicketList.query(place, for: own, at: exchange.now)
        query.limit = exchange.limit
        if let contact = exchange.query["contact"].flatMap({ ContactID($0) }) {
            guard let profile = try await exchange.store.contact(contact) else {
                throw APIProblem.invalid([
                    FieldProblem(place: .parameter("contact", in: "query"), detail: "there is no such contact")
                ])
            }
            query.person = profile.person.id
        }
        return exchange.page(try await exchange.store.ticketPage(query), TicketResource.line)
    }

    /// The list and what is chosen of it: as a saved view has it, or as the query says.
    private static func place(_ exchange: APIExchange) async throws -> ListPlace {
        var place = ListPlace(view: exchange.query["view"].flatMap(TicketView.init) ?? .all)
        place.filter = try filter(exchange.query)
        if let id = exchange.query["saved_view"].flatMap({ SavedViewID($0) }) {
            func wrong(_ name: String, _ detail: String) -> APIProblem {
                .invalid([FieldProblem(place: .parameter(name, in: "query"), detail: detail)])
            }
            let others = Set(filters.map(\.name) + ["view"])
            if let other = exchange.query.pairs.first(where: { others.contains($0.name) }) {
                throw wrong(other.name, "the saved view says this; leave one of the two out")
            }
            guard let view = try await exchange.savedViews().first(where: { $0.id == id }) else {
                throw wrong("saved_view", "there is no such view; see GET /views")
            }
            place = ListPlace(view)
        }
        if let order = exchange.query["order"].flatMap(TicketOrder.init) { place.order = order }
        place.after = exchange.after
        return place
    }

    /// What of a view is listed.
    static let filters: [APIParameter] = [
        .query("status", TicketResource.statuses, "Only tickets that stand there."),
        .query("priority", TicketResource.priorities, "Only tickets that urgent."),
        .query("assignee", .id, "Only tickets of this agent."),
        .query("team", .id, "Only tickets of this team."),
        .query("channel", .line(maximum: 64), "Only tickets that this channel opened."),
        .query("type", .line(maximum: 64), "Only tickets of this type."),
        .query("tag", .line(maximum: 64), "Only tickets with this tag."),
        .query("field", .line(maximum: 300), "Only tickets whose field has this value, as KEY=VALUE."),
    ]

    private static func filter(_ query: FormValues) throws -> TicketFilter {
        var filter = TicketFilter()
        filter.statuses = Set(query["status"].flatMap(TicketStatus.init).map { [$0] } ?? [])
        filter.priorities = Set(query["priority"].flatMap(TicketPriority.init).map { [$0] } ?? [])
        filter.assignee = query["assignee"].flatMap { AgentID($0) }.map { .agent($0) }
        filter.team = query["team"].flatMap { TeamID($0) }
        filter.channel = query["channel"].map { ChannelID(rawValue: $0) }
        filter.type = query["type"]
        filter.tag = query["tag"].map { TicketMark.normalizedTag($0) ?? $0 }
        if let text = query["field"] {
            guard let condition = FieldCondition(text) else {
                throw APIProblem.invalid([
                    FieldProblem(place: .parameter("field", in: "query"), detail: "allowed is KEY=VALUE")
                ])
            }
            filter.fields = [condition]
        }
        return filter
    }

    /// Answers `GET /tickets/{number}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        let ticket = try await exchange.numberedTicket()
        return .json(TicketResource.full(ticket), version: ticket.ticket.version)
    }

    /// Answers `GET /tickets/{number}/messages`.
    static func messages(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.thread().entries, MessageResource.json)
    }

    /// Answers `GET /tickets/{number}/messages/{id}`.
    static func message(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.id(of: Message.self)
        guard let entry = try await exchange.thread().entries.first(where: { MessageResource.id($0) == id }) else {
            throw APIProblem.notFound("message in this ticket")
        }
        return .json(MessageResource.json(entry))
    }

    /// Answers `GET /tickets/{number}/legs`.
    static func legs(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.thread().legs, MessageResource.json)
    }

    /// Answers `GET /tickets/{number}/events`.
    static func events(_ exchange: APIExchange) async throws -> Response {
        let thread = try await exchange.thread()
        return exchange.list(thread.events) {
            EventResource.json(NumberedEvent(event: $0, number: thread.ticket.number))
        }
    }

    /// Answers `GET /search`.
    static func search(_ exchange: APIExchange) async throws -> Response {
        let words = exchange.query.trimmed("q") ?? ""
        let hits = try await exchange.store.search(words, after: exchange.after, limit: exchange.limit)
        return exchange.page(hits, TicketResource.found)
    }
}

extension APIExchange {
    /// The number in the path.
    var number: Int { get throws { try parameters["number"].flatMap { Int($0) }.orNotFound("ticket") } }

    /// The ticket in the path, as it is.
    func numberedTicket() async throws -> NumberedTicket {
        try await store.numberedTicket(try number).orNotFound("ticket")
    }

    /// The ticket in the path with everything in it; one that was merged gives the one it was merged into.
    func thread() async throws -> TicketThread { try await store.thread(number: try number).orNotFound("ticket") }

    /// The ticket in the path, when it can be changed: one that was merged says where to.
    func changeableTicket() async throws -> Ticket {
        let ticket = try await numberedTicket()
        if let number = ticket.mergedInto {
            throw APIProblem(.conflict, "Ticket \(ticket.ticket.number) was merged into ticket \(number).")
        }
        return ticket.ticket
    }

    /// The ticket whose number a member of the body names.
    func otherTicket(_ member: String) async throws -> Ticket {
        let number = body[member]?.integer ?? 0
        guard let other = try await store.numberedTicket(number) else {
            throw APIProblem.invalid("/\(member)", "there is no ticket with that number")
        }
        return other.ticket
    }
}

extension Optional {
    /// The value, or the problem that there is nothing of that kind.
    func orNotFound(_ what: String) throws -> Wrapped {
        guard let self else { throw APIProblem.notFound(what) }
        return self
    }
}
