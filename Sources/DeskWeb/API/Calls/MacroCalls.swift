import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Words and changes that agents use often.
enum MacroCalls {
    private static let statuses = APISchema.choice(
        [TicketStatus.open, .pending, .onHold, .solved].map(\.rawValue)
    )

    private static let changes: [APIField] = [
        .optional("note", .boolean, "Whether the words are a note rather than a reply."),
        .optional("status", .nullable(statuses), "The status that sending sets."),
        .optional("priority", .nullable(TicketResource.priorities), "The priority that it sets."),
        .optional("tags", .list(.line(maximum: TicketMark.maximumLength), maximum: 30), "The tags that it adds."),
    ]

    static let new = APIObject(
        "NewMacro",
        "Words and changes that agents use often.",
        [
            .required("name", .line(maximum: 100), "The name, which no other macro has."),
            .required("text", .paragraphs(maximum: 20_000), "The words, with placeholders such as {{contact.name}}."),
        ] + changes
    )

    static let change = APIObject(
        "MacroChange",
        "What is to be changed about a macro; what is left out stays.",
        [
            .optional("name", .line(maximum: 100), "The name, which no other macro has."),
            .optional("text", .paragraphs(maximum: 20_000), "The words, with placeholders such as {{contact.name}}."),
        ] + changes
    )

    static let schema = APIObject(
        "Macro",
        "Words and changes that agents use often.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The name."),
            .required("text", .words, "The words, with placeholders."),
            .required("note", .boolean, "Whether the words are a note."),
            .required("status", .nullable(.words), "The status that sending sets."),
            .required("priority", .nullable(.words), "The priority that it sets."),
            .required("tags", .items(.words), "The tags that it adds."),
        ]
    )

    static func json(_ macro: Macro) -> JSON {
        let definition = macro.definition
        return [
            "id": .id(macro.id), "name": .text(macro.name), "text": .text(definition.text),
            "note": .boolean(definition.isNote), "status": .text(orNull: definition.status?.rawValue),
            "priority": .text(orNull: definition.priority?.rawValue),
            "tags": .array(definition.tags.map { .text($0) }),
        ]
    }

    /// Answers `GET /macros`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.macros(), json)
    }

    /// Answers `GET /macros/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response { .json(json(try await known(exchange))) }

    /// Answers `POST /macros`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        guard try await exchange.store.macros().count < Macro.maximumCount else {
            throw APIProblem(.conflict, "There are \(Macro.maximumCount) macros already.")
        }
        let macro = Macro(
            id: exchange.ids.next(at: exchange.now),
            name: "",
            definition: Macro.Definition(text: "")
        )
        let made = try changed(macro, exchange)
        return try await exchange.administer(.saveMacro(made), json(made), at: "/macros/\(made.id)")
    }

    /// Answers `PATCH /macros/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let macro = try await known(exchange)
        try exchange.expectChange()
        let made = try changed(macro, exchange)
        return try await exchange.administer(.saveMacro(made), json(made))
    }

    /// Answers `DELETE /macros/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.removeMacro(try await known(exchange).id))
    }

    private static func known(_ exchange: APIExchange) async throws -> Macro {
        try exchange.known(\.id, in: try await exchange.store.macros(), "macro")
    }

    private static func changed(_ macro: Macro, _ exchange: APIExchange) throws -> Macro {
        var macro = macro
        for member in exchange.body.members {
            switch member.name {
            case "name": macro.name = member.value.text ?? macro.name
            case "text": macro.definition.text = member.value.text ?? macro.definition.text
            case "note": macro.definition.isNote = member.value.boolean ?? false
            case "status": macro.definition.status = member.value.text.flatMap(TicketStatus.init)
            case "priority": macro.definition.priority = member.value.text.flatMap(TicketPriority.init)
            case "tags":
                macro.definition.tags = try member.value.elements.enumerated().map { index, element in
                    guard let tag = element.text.flatMap(TicketMark.normalizedTag) else {
                        throw APIProblem.invalid("/tags/\(index)", "this is no tag")
                    }
                    return tag
                }
            default: break
            }
        }
        return macro
    }
}
