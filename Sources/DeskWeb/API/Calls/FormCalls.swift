import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// The topics that customers choose from in the portal, each with what it asks.
enum FormCalls {
    private static let newItem = APIObject(
        "NewFormItem",
        "A field to stand on a form.",
        [
            .required("field", .line(maximum: TicketField.maximumKeyLength), "The field's key."),
            .optional("needed", .boolean, "Whether a customer has to answer."),
        ]
    )

    private static let title = APISchema.object(DesignCalls.name)
    private static let introduction = APISchema.object(
        DesignCalls.text(.paragraphs(maximum: RequestForm.maximumIntroductionLength), "NewIntroduction")
    )

    private static let details: [APIField] = [
        .optional("introduction", introduction, "What customers read above the form."),
        .optional("fields", .list(.object(newItem), maximum: TicketField.maximumCount), "The fields, in their order."),
        .optional("type", .nullable(.line(maximum: 40)), "The type that its tickets get; null for none."),
        .optional("position", .integer(0...9_999), "Its place among the topics; smaller ones come first."),
        .optional("open", .boolean, "Whether customers may use it."),
    ]

    static let new = APIObject(
        "NewForm",
        "A request form to add; it is closed unless said otherwise.",
        [.required("title", title, "The topic's name, in one language at least.")] + details
    )

    static let change = APIObject(
        "FormChange",
        "What is to be changed about a request form; what is left out stays.",
        [.optional("title", title, "The topic's name, in one language at least.")] + details
    )

    private static let item = APIObject(
        "FormItem",
        "A field on a form.",
        [
            .required("field", .words, "The field's key."),
            .required("needed", .boolean, "Whether a customer has to answer."),
        ]
    )

    static let schema = APIObject(
        "Form",
        "A request form of the portal.",
        [
            .required("id", .id, "The id."),
            .required("title", .object(DesignResources.bilingual), "The topic's name."),
            .required("introduction", .object(DesignResources.bilingual), "What customers read above the form."),
            .required("fields", .items(.object(item)), "The fields, in their order."),
            .required("type", .nullable(.words), "The type that its tickets get."),
            .required("position", .count, "Its place among the topics."),
            .required("open", .boolean, "Whether customers may use it."),
            .required("path", .words, "Where customers find it."),
        ]
    )

    private static func json(_ form: RequestForm, _ design: TicketDesign) -> JSON {
        let definition = form.definition
        return [
            "id": .id(form.id), "title": DesignResources.json(definition.title),
            "introduction": DesignResources.json(definition.introduction),
            "fields": .array(
                definition.items.compactMap { item in
                    design[item.field].map { ["field": .text($0.key), "needed": .boolean(item.isRequired)] }
                }
            ),
            "type": .text(orNull: definition.type), "position": .integer(form.position),
            "open": .boolean(form.isOpen), "path": .text("/help/forms/\(form.id)"),
        ]
    }

    /// Answers `GET /forms`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        return exchange.list(try await exchange.store.requestForms()) { json($0, design) }
    }

    /// Answers `GET /forms/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        .json(json(try await known(exchange), try await exchange.store.ticketDesign()))
    }

    /// Answers `POST /forms`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let id: RequestFormID = exchange.ids.next(at: exchange.now)
        let empty = BilingualText(english: "", chinese: "")
        let new = RequestForm(id: id, position: 0, isOpen: false, definition: RequestForm.Definition(title: empty))
        let design = try await exchange.store.ticketDesign()
        let form = try changed(new, design, exchange)
        return try await exchange.administer(.saveForm(form), json(form, design), at: "/forms/\(id)")
    }

    /// Answers `PATCH /forms/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await known(exchange)
        try exchange.expectChange()
        let design = try await exchange.store.ticketDesign()
        let form = try changed(known, design, exchange)
        return try await exchange.administer(.saveForm(form), json(form, design))
    }

    /// Answers `DELETE /forms/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.removeForm(try await known(exchange).id))
    }

    private static func known(_ exchange: APIExchange) async throws -> RequestForm {
        try exchange.known(\.id, in: try await exchange.store.requestForms(), "form")
    }

    private static func changed(
        _ form: RequestForm,
        _ design: TicketDesign,
        _ exchange: APIExchange
    ) throws -> RequestForm {
        var form = form
        for member in exchange.body.members {
            let value = member.value
            switch member.name {
            case "title":
                form.definition.title = DesignCalls.text(value)
                if form.definition.title.isEmpty {
                    throw APIProblem.invalid("/title", "a title in one language at least is needed")
                }
            case "introduction": form.definition.introduction = DesignCalls.text(value)
            case "fields": form.definition.items = try items(value, design)
            case "type":
                if let type = value.text, type != form.definition.type, !design.activeTypes.contains(type) {
                    throw APIProblem.invalid("/type", "there is no such type; see GET /types")
                }
                form.definition.type = value.text
            case "position": form.position = value.integer ?? form.position
            case "open": form.isOpen = value.boolean ?? form.isOpen
            default: break
            }
        }
        return form
    }

    private static func items(_ value: JSON, _ design: TicketDesign) throws -> [RequestForm.Item] {
        let keys = value.elements.compactMap { $0["field"]?.text }
        return try value.elements.enumerated().map { index, element in
            let pointer = "/fields/\(index)/field"
            let key = element["field"]?.text ?? ""
            guard let field = design[key], !field.isRetired, field.definition.audience == .customers else {
                throw APIProblem.invalid(pointer, "there is no such field that customers see; see GET /fields")
            }
            guard keys.firstIndex(of: key) == index else { throw APIProblem.invalid(pointer, "stands more than once") }
            if let parent = field.definition.parent, !keys.contains(parent) {
                throw APIProblem.invalid(pointer, "it depends on the field \(parent), which is not on the form")
            }
            return RequestForm.Item(field: field.id, isRequired: element["needed"]?.boolean ?? false)
        }
    }
}
