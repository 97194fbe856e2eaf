import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// What admins have designed about tickets: types and tags.
enum DesignCalls {
    /// How many tags are listed, the most used ones.
    private static let maximumTags = 1_000

    static let name = text(.line(maximum: TicketField.maximumNameLength), "NewName")

    static let newType = APIObject(
        "NewTicketType",
        "A type of ticket to add.",
        [
            .required("name", .object(name), "What people call it, in one language at least."),
            .optional(
                "key",
                .line(maximum: TicketField.maximumKeyLength),
                "What tickets keep: a–z, digits and hyphens; made of the English name when left out."
            ),
            .optional("position", .integer(0...9_999), "Its place; smaller ones come first."),
        ]
    )

    static let typeChange = APIObject(
        "TicketTypeChange",
        "What is to be changed about a type; what is left out stays.",
        [
            .optional("name", .object(name), "What people call it, in one language at least."),
            .optional("position", .integer(0...9_999), "Its place; smaller ones come first."),
            .optional("retired", .boolean, "Whether tickets no longer get it; those that have it keep it."),
        ]
    )

    private static let tag = APISchema.line(maximum: TicketMark.maximumLength)

    static let tagState = APIObject(
        "TagState",
        "A tag, and whether tickets may get it.",
        [.required("tag", tag, "The tag."), .required("retired", .boolean, "Whether tickets no longer get it.")]
    )

    static let tagRenaming = APIObject(
        "TagRenaming",
        "A tag and the one that takes its place.",
        [
            .required("tag", tag, "The tag."),
            .required("to", tag, "The other one; tickets that have both keep it once."),
        ]
    )

    static let renamedTag = APIObject(
        "RenamedTag",
        "A tag that has another's place now.",
        [.required("tag", .words, "The tag."), .required("tickets", .count, "How many tickets had the other one.")]
    )

    /// Words in the desk's two languages, each of that shape.
    static func text(_ schema: APISchema, _ object: String) -> APIObject {
        APIObject(
            object,
            "Words in the desk's two languages; one is enough.",
            [
                .optional("en", schema, "English."), .optional("zh", schema, "Simplified Chinese."),
            ]
        )
    }

    /// Words that a program wrote.
    static func text(_ value: JSON) -> BilingualText {
        BilingualText(english: value["en"]?.text ?? "", chinese: value["zh"]?.text ?? "")
    }

    /// Answers `GET /types`.
    static func types(_ exchange: APIExchange) async throws -> Response {
        exchange.list(DesignResources.types(try await exchange.store.ticketDesign())) { $0 }
    }

    /// Answers `GET /types/{key}`.
    static func type(_ exchange: APIExchange) async throws -> Response {
        let types = DesignResources.types(try await exchange.store.ticketDesign())
        return .json(try types.first { $0["key"]?.text == exchange.parameters["key"] }.orNotFound("type"))
    }

    /// Answers `POST /types`.
    static func addType(_ exchange: APIExchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        let name = try typeName(exchange) ?? BilingualText(english: "", chinese: "")
        let key = exchange.body["key"]?.text ?? Slug.made(from: name.english) ?? ""
        guard Slug.isValid(key), key.count <= TicketField.maximumKeyLength else {
            throw APIProblem.invalid("/key", "allowed are small letters a–z, digits and single hyphens, at most 40")
        }
        guard !(BuiltInTicketType.all + design.types.map(\.key)).contains(key) else {
            throw APIProblem(.conflict, "The key “\(key)” is taken.")
        }
        let type = CustomTicketType(key: key, name: name, position: exchange.body["position"]?.integer ?? 0)
        return try await exchange.administer(.saveType(type), DesignResources.json(type), at: "/types/\(key)")
    }

    /// Answers `PATCH /types/{key}`.
    static func changeType(_ exchange: APIExchange) async throws -> Response {
        let key = exchange.parameters["key"] ?? ""
        var type = try await exchange.store.ticketDesign().types.first { $0.key == key }
            .orNotFound("type of the desk's own")
        try exchange.expectChange()
        if let name = try typeName(exchange) { type.name = name }
        if let position = exchange.body["position"]?.integer { type.position = position }
        if let isRetired = exchange.body["retired"]?.boolean { type.isRetired = isRetired }
        return try await exchange.administer(.saveType(type), DesignResources.json(type))
    }

    private static func typeName(_ exchange: APIExchange) throws -> BilingualText? {
        guard let value = exchange.body["name"] else { return nil }
        let name = text(value)
        guard !name.isEmpty else { throw APIProblem.invalid("/name", "a name in one language at least is needed") }
        return name
    }

    /// Answers `GET /tags`.
    static func tags(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.tags(limit: maximumTags)) { DesignResources.json($0) }
    }

    /// Answers `POST /tags/state`.
    static func setTagState(_ exchange: APIExchange) async throws -> Response {
        let isRetired = exchange.body["retired"]?.boolean ?? false
        return try await exchange.administer(.setTag(try tag("tag", exchange), isRetired: isRetired))
    }

    /// Answers `POST /tags/rename`.
    static func renameTag(_ exchange: APIExchange) async throws -> Response {
        let (tag, target) = (try tag("tag", exchange), try tag("to", exchange))
        let known = try await exchange.store.tags(limit: maximumTags)
        guard !known.contains(where: { $0.tag == target && $0.isRetired }) else {
            throw APIProblem(.conflict, "“\(target)” is retired.")
        }
        let count = try await exchange.store.renameTag(tag, to: target, actor: try exchange.actor, at: exchange.now)
        let body: JSON = ["tag": .text(target), "tickets": .integer(count)]
        return try await exchange.remember(ServiceAnswer(status: 200, body: body.compact))
    }

    private static func tag(_ member: String, _ exchange: APIExchange) throws -> String {
        guard let tag = exchange.body[member]?.text.flatMap(TicketMark.normalizedTag) else {
            throw APIProblem.invalid("/\(member)", "this is no tag")
        }
        return tag
    }
}
