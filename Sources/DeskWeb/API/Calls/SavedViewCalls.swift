import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Lists of tickets by conditions that somebody kept.
enum SavedViewCalls {
    static let bases = APISchema.choice(TicketView.allCases.map(\.rawValue))
    static let orders = APISchema.choice(TicketOrder.allCases.map(\.rawValue))
    private static let assignee = APISchema.line(maximum: 19)
    private static let shown = APISchema.list(
        .line(maximum: TicketField.maximumKeyLength),
        maximum: ListPlace.maximumShown
    )

    private static let newConditions = APIObject(
        "NewConditions",
        "What must hold for a ticket to be in a view; what is left out lets everything through.",
        [
            .optional("statuses", .list(TicketResource.statuses, maximum: 20), "One of these statuses."),
            .optional("priorities", .list(TicketResource.priorities, maximum: 20), "One of these priorities."),
            .optional("assignee", assignee, "An agent's id, “me” for whoever looks, or “nobody”."),
            .optional("team", .id, "This team."),
            .optional("channel", .line(maximum: 64), "Opened by this channel."),
            .optional("type", .line(maximum: 64), "This type."),
            .optional("tag", .line(maximum: TicketMark.maximumLength), "With this tag."),
            .optional("fields", .list(.line(maximum: 300), maximum: 20), "With these values of fields, as KEY=VALUE."),
            .optional("quiet_days", .integer(1...3_650), "Unchanged for at least so many days."),
        ]
    )

    private static let conditions = APIObject(
        "Conditions",
        "What must hold for a ticket to be in a view.",
        [
            .required("statuses", .items(.words), "One of these statuses; none is any."),
            .required("priorities", .items(.words), "One of these priorities; none is any."),
            .required("assignee", .nullable(.words), "An agent's id, “me” for whoever looks, or “nobody”."),
            .required("team", .nullable(.id), "This team."),
            .required("channel", .nullable(.words), "Opened by this channel."),
            .required("type", .nullable(.words), "This type."),
            .required("tag", .nullable(.words), "With this tag."),
            .required("fields", .items(.words), "With these values of fields, as KEY=VALUE."),
            .required("quiet_days", .nullable(.count), "Unchanged for at least so many days."),
        ]
    )

    private static let details: [APIField] = [
        .optional("order", orders, "The order; changed unless said otherwise."),
        .optional("conditions", .object(newConditions), "What must hold for a ticket to be in it."),
        .optional("shown_fields", shown, "The keys of fields whose values stand beside each ticket on the pages."),
    ]

    static let new = APIObject(
        "NewSavedView",
        "A view to keep.",
        [
            .required("name", .line(maximum: SavedViewPages.maximumName), "The name."),
            .required("view", bases, "The list it chooses from."),
            .optional("shared", .boolean, "Whether everybody sees it; what a service keeps is always everybody's."),
        ] + details
    )

    static let change = APIObject(
        "SavedViewChange",
        "What is to be changed about a view; what is left out stays.",
        [
            .optional("name", .line(maximum: SavedViewPages.maximumName), "The name."),
            .optional("view", bases, "The list it chooses from."),
        ] + details
    )

    static let schema = APIObject(
        "SavedView",
        "A list of tickets by conditions.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The name."),
            .required("shared", .boolean, "Whether everybody sees it."),
            .required("view", .words, "The list it chooses from."),
            .required("order", .words, "The order."),
            .required("conditions", .object(conditions), "What must hold for a ticket to be in it."),
            .required("shown_fields", .items(.words), "The keys of fields that stand beside each ticket."),
        ]
    )

    static func json(_ view: SavedView) -> JSON {
        let (definition, filter) = (view.definition, view.definition.filter)
        let assignee: JSON =
            switch filter.assignee {
            case .me: "me"
            case .nobody: "nobody"
            case .agent(let id): .id(id)
            case nil: .null
            }
        return [
            "id": .id(view.id), "name": .text(view.name), "shared": .boolean(view.owner == nil),
            "view": .text(definition.base.rawValue), "order": .text(definition.order.rawValue),
            "conditions": [
                "statuses": .array(filter.statuses.map(\.rawValue).sorted().map { .text($0) }),
                "priorities": .array(filter.priorities.map(\.rawValue).sorted().map { .text($0) }),
                "assignee": assignee, "team": .id(orNull: filter.team),
                "channel": .text(orNull: filter.channel?.rawValue), "type": .text(orNull: filter.type),
                "tag": .text(orNull: filter.tag),
                "fields": .array((filter.fields ?? []).map { .text($0.text) }),
                "quiet_days": .integer(orNull: filter.quietDays),
            ],
            "shown_fields": .array((definition.shown ?? []).map { .text($0) }),
        ]
    }

    /// Answers `GET /views`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.savedViews(), json)
    }

    /// Answers `GET /views/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response { .json(json(try await known(exchange))) }

    /// Answers `POST /views`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        guard try await exchange.savedViews().count < SavedViewPages.maximumCount else {
            throw APIProblem(.conflict, "There are \(SavedViewPages.maximumCount) views already. Remove one first.")
        }
        let own = try exchange.token.agent?.id
        let isShared = exchange.body["shared"]?.boolean ?? (own == nil)
        guard isShared || own != nil else {
            throw APIProblem.invalid("/shared", "a service has no views of its own; what it keeps is everybody's")
        }
        let view = try changed(
            SavedView(
                id: exchange.ids.next(at: exchange.now),
                name: "",
                owner: isShared ? nil : own,
                definition: SavedView.Definition(base: .all, filter: TicketFilter(), order: .changed)
            ),
            exchange
        )
        return try await exchange.administer(.saveView(view), json(view), at: "/views/\(view.id)")
    }

    /// Answers `PATCH /views/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await changeable(exchange)
        try exchange.expectChange()
        let view = try changed(known, exchange)
        return try await exchange.administer(.saveView(view), json(view))
    }

    /// Answers `DELETE /views/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.removeView(try await changeable(exchange).id))
    }

    private static func known(_ exchange: APIExchange) async throws -> SavedView {
        try exchange.known(\.id, in: try await exchange.savedViews(), "view")
    }

    /// The view in the path, when the token may change it: the agent's own, or everybody's for those who lead.
    private static func changeable(_ exchange: APIExchange) async throws -> SavedView {
        let view = try await known(exchange)
        let token = try exchange.token
        let mayChange =
            if let agent = token.agent { SavedViewPages.mayChange(view, agent) } else {
                token.token.scopes.contains(.admin)
            }
        guard mayChange else {
            throw APIProblem(
                .forbidden,
                "Everybody's views are changed by admins and supervisors, and by services with the scope admin."
            )
        }
        return view
    }

    private static func changed(_ view: SavedView, _ exchange: APIExchange) throws -> SavedView {
        var view = view
        for member in exchange.body.members {
            let value = member.value
            switch member.name {
            case "name": view.name = value.text ?? view.name
            case "view": view.definition.base = value.text.flatMap(TicketView.init) ?? view.definition.base
            case "order": view.definition.order = value.text.flatMap(TicketOrder.init) ?? view.definition.order
            case "conditions": view.definition.filter = try filter(value)
            case "shown_fields":
                let keys = value.elements.compactMap(\.text)
                view.definition.shown = keys.isEmpty ? nil : keys
            default: break
            }
        }
        return view
    }

    private static func filter(_ conditions: JSON) throws -> TicketFilter {
        var filter = TicketFilter()
        for member in conditions.members {
            let (value, pointer) = (member.value, "/conditions/\(member.name)")
            switch member.name {
            case "statuses": filter.statuses = Set(value.elements.compactMap { $0.text.flatMap(TicketStatus.init) })
            case "priorities":
                filter.priorities = Set(value.elements.compactMap { $0.text.flatMap(TicketPriority.init) })
            case "assignee":
                switch value.text ?? "" {
                case "me": filter.assignee = .me
                case "nobody": filter.assignee = .nobody
                case let text:
                    guard let id = AgentID(text) else {
                        throw APIProblem.invalid(pointer, "allowed are an agent's id, “me” and “nobody”")
                    }
                    filter.assignee = .agent(id)
                }
            case "team":
                guard let team = value.text.flatMap({ TeamID($0) }) else {
                    throw APIProblem.invalid(pointer, "there is no such id")
                }
                filter.team = team
            case "channel": filter.channel = value.text.map { ChannelID(rawValue: $0) }
            case "type": filter.type = value.text
            case "tag":
                guard let tag = value.text.flatMap(TicketMark.normalizedTag) else {
                    throw APIProblem.invalid(pointer, "this is no tag")
                }
                filter.tag = tag
            case "fields":
                let fields = try value.elements.enumerated().map { index, element in
                    guard let condition = element.text.flatMap({ FieldCondition($0) }) else {
                        throw APIProblem.invalid("\(pointer)/\(index)", "allowed is KEY=VALUE")
                    }
                    return condition
                }
                filter.fields = fields.isEmpty ? nil : fields
            case "quiet_days": filter.quietDays = value.integer
            default: break
            }
        }
        return filter
    }
}

extension APIExchange {
    /// The views that the token's agent sees; a service sees everybody's.
    func savedViews() async throws -> [SavedView] {
        try await store.savedViews(for: try token.agent?.id ?? AgentID(rawValue: 0))
    }
}
