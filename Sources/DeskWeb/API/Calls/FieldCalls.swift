import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// The fields that tickets have; checked as the admins' form is.
enum FieldCalls {
    private static let key = APISchema.line(maximum: TicketField.maximumKeyLength)
    private static let name = APISchema.object(DesignCalls.name)
    private static let help = APISchema.object(
        DesignCalls.text(.line(maximum: TicketField.maximumLineLength), "NewHelp")
    )

    private static let newChoice = APIObject(
        "NewFieldChoice",
        "An answer that a select is to offer.",
        [
            .required("value", key, "What tickets keep: a–z, digits and hyphens."),
            .optional("label", name, "What people read; the value when left out."),
            .optional(
                "offered_when",
                .list(key, maximum: TicketField.maximumChoices),
                "The values of the field above that it goes with; none is all."
            ),
        ]
    )

    private static let details: [APIField] = [
        .optional("help", help, "What is to be filled in."),
        .optional(
            "choices",
            .list(.object(newChoice), maximum: TicketField.maximumChoices),
            "What a select offers, in this order; in place of what it offers now."
        ),
        .optional("parent", .nullable(key), "The key of the select that the choices depend on; null for none."),
        .optional("types", .list(key, maximum: 200), "The types of ticket that have it; none is all."),
        .optional("audience", .choice(TicketField.Audience.allCases.map(\.rawValue)), "Who sees it."),
        .optional("needed_to_solve", .boolean, "Whether a ticket is solved only once it has a value."),
        .optional("position", .integer(0...9_999), "Its place; smaller ones come first."),
    ]

    static let new = APIObject(
        "NewField",
        "A field to add.",
        [
            .required("name", name, "What people call it, in one language at least."),
            .required(
                "kind",
                .choice(TicketField.Kind.allCases.map(\.rawValue)),
                "What values look like; it never changes."
            ),
            .optional("key", key, "What tickets and forms call it; made of the English name when left out."),
        ] + details
    )

    static let change = APIObject(
        "DesignedFieldChange",
        "What is to be changed about a field; what is left out stays.",
        [
            .optional("name", name, "What people call it, in one language at least."),
            .optional("retired", .boolean, "Whether tickets get no new values of it; those that have one keep it."),
        ] + details
    )

    /// Where a field of the admins' form stands in the body.
    private static let pointers: [(field: String, pointer: String)] = [
        ("english", "/name"), ("chinese", "/name"), ("help-english", "/help"), ("help-chinese", "/help"),
        ("key", "/key"), ("position", "/position"), ("parent", "/parent"), ("choices", "/choices"),
    ]

    /// Answers `GET /fields`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.ticketDesign().fields) { DesignResources.json($0) }
    }

    /// Answers `GET /fields/{key}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        .json(DesignResources.json(try known(try await exchange.store.ticketDesign(), exchange)))
    }

    /// Answers `POST /fields`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        var form = FieldForm(behind: design.fields)
        form.kind = exchange.body["kind"]?.text.flatMap(TicketField.Kind.init) ?? .text
        form.key = exchange.body["key"]?.text ?? ""
        let field = try field(form, id: exchange.ids.next(at: exchange.now), design, exchange)
        return try await exchange.administer(.saveField(field), DesignResources.json(field), at: "/fields/\(field.key)")
    }

    /// Answers `PATCH /fields/{key}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        let known = try known(design, exchange)
        try exchange.expectChange()
        let field = try field(FieldForm(known), id: known.id, design, exchange)
        return try await exchange.administer(.saveField(field), DesignResources.json(field))
    }

    private static func known(_ design: TicketDesign, _ exchange: APIExchange) throws -> TicketField {
        try design[exchange.parameters["key"] ?? ""].orNotFound("field")
    }

    /// The form with what the body says, read as one that an admin filled in.
    private static func field(
        _ form: FieldForm,
        id: TicketFieldID,
        _ design: TicketDesign,
        _ exchange: APIExchange
    ) throws -> TicketField {
        var form = form
        let body = exchange.body
        if let name = body["name"].map(DesignCalls.text) { (form.english, form.chinese) = (name.english, name.chinese) }
        if let help = body["help"].map(DesignCalls.text) {
            (form.englishHelp, form.chineseHelp) = (help.english, help.chinese)
        }
        for member in body.members {
            let value = member.value
            switch member.name {
            case "choices": form.rows = value.elements.map(row)
            case "parent": form.parent = value.text ?? ""
            case "types": form.types = try types(value, design)
            case "audience": form.audience = value.text.flatMap(TicketField.Audience.init) ?? form.audience
            case "needed_to_solve": form.isNeededToSolve = value.boolean ?? false
            case "retired": form.isRetired = value.boolean ?? false
            case "position": form.position = String(value.integer ?? 0)
            default: break
            }
        }
        if form.kind != .select, body["choices"]?.elements.isEmpty == false || body["parent"]?.text != nil {
            throw APIProblem.invalid("/kind", "a select has choices; fields of other kinds have none")
        }
        var problems = FieldProblems()
        if let field = form.field(id: id, design, Words(language: .english), &problems) { return field }
        throw APIProblem.invalid(
            pointers.compactMap { known in
                problems[known.field].map { FieldProblem(place: .body(pointer: known.pointer), detail: $0) }
            }
        )
    }

    private static func row(_ choice: JSON) -> FieldForm.Row {
        let label = choice["label"].map(DesignCalls.text)
        return FieldForm.Row(
            value: choice["value"]?.text ?? "",
            english: label?.english ?? "",
            chinese: label?.chinese ?? "",
            when: (choice["offered_when"]?.elements ?? []).compactMap(\.text).joined(separator: ", ")
        )
    }

    private static func types(_ value: JSON, _ design: TicketDesign) throws -> Set<String> {
        let known = Set(BuiltInTicketType.all + design.types.map(\.key))
        for (index, element) in value.elements.enumerated() where !known.contains(element.text ?? "") {
            throw APIProblem.invalid("/types/\(index)", "there is no such type; see GET /types")
        }
        return Set(value.elements.compactMap(\.text))
    }
}
