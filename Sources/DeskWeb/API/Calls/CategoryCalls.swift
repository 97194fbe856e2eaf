import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Groups of articles on the help page.
enum CategoryCalls {
    private static let title = APIObject(
        "CategoryTitle",
        "A category's title in one language.",
        [
            .required("language", ArticleResource.languages, "The language."),
            .required("title", .line(maximum: CategoryList.maximumTitle), "The title."),
        ]
    )
    private static let titles = APISchema.list(.object(title), maximum: Language.allCases.count)
    private static let slug = APISchema.line(maximum: Slug.maximumLength)
    private static let position = APISchema.integer(0...ArticleForm.maximumPosition)

    static let new = APIObject(
        "NewCategory",
        "A category to add.",
        [
            .required("titles", titles, "Its title in one language at least."),
            .optional(
                "slug",
                slug,
                "Its part of an address: a–z, digits and hyphens; made of the title when left out."
            ),
            .optional("position", position, "Its place in the order; smaller ones come first."),
        ]
    )

    static let change = APIObject(
        "CategoryChange",
        "What is to be changed about a category; what is left out stays.",
        [
            .optional("titles", titles, "Its titles, in place of those it has."),
            .optional("slug", slug, "Its part of an address: a–z, digits and hyphens."),
            .optional("position", position, "Its place in the order; smaller ones come first."),
        ]
    )

    static let schema = APIObject(
        "Category",
        "A group of articles on the help page.",
        [
            .required("id", .id, "The id."),
            .required("slug", .words, "Its part of an address."),
            .required("position", .count, "Its place in the order."),
            .required("titles", .items(.object(title)), "Its title by language."),
        ]
    )

    static func json(_ category: KnowledgeCategory) -> JSON {
        [
            "id": .id(category.id), "slug": .text(category.slug), "position": .integer(category.position),
            "titles": ArticleResource.titles(category.titles),
        ]
    }

    /// Answers `GET /knowledge/categories`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.knowledgeCategories(), json)
    }

    /// Answers `GET /knowledge/categories/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response { .json(json(try await known(exchange))) }

    /// Answers `POST /knowledge/categories`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        guard try await exchange.store.knowledgeCategories().count < CategoryList.maximumCount else {
            throw APIProblem(.conflict, "There are \(CategoryList.maximumCount) categories already.")
        }
        let id: KnowledgeCategoryID = exchange.ids.next(at: exchange.now)
        let category = try changed(KnowledgeCategory(id: id, slug: "", position: 0, titles: [:]), exchange)
        return try await exchange.administer(
            .saveCategory(category),
            json(category),
            at: "/knowledge/categories/\(category.id)"
        )
    }

    /// Answers `PATCH /knowledge/categories/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await known(exchange)
        try exchange.expectChange()
        let category = try changed(known, exchange)
        return try await exchange.administer(.saveCategory(category), json(category))
    }

    /// Answers `DELETE /knowledge/categories/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.removeCategory(try await known(exchange).id))
    }

    private static func known(_ exchange: APIExchange) async throws -> KnowledgeCategory {
        try exchange.known(\.id, in: try await exchange.store.knowledgeCategories(), "category")
    }

    private static func changed(_ category: KnowledgeCategory, _ exchange: APIExchange) throws -> KnowledgeCategory {
        var category = category
        let body = exchange.body
        if let titles = body["titles"] {
            category.titles = [:]
            for element in titles.elements {
                guard let language = element["language"]?.text, let title = element["title"]?.text else { continue }
                category.titles[language] = title
            }
            guard !category.titles.isEmpty else { throw APIProblem.invalid("/titles", "one title at least is needed") }
        }
        if let position = body["position"]?.integer { category.position = position }
        let made = Language.allCases.lazy.compactMap { category.titles[$0.rawValue].flatMap { Slug.made(from: $0) } }
        if let slug = body["slug"]?.text ?? (category.slug.isEmpty ? made.first ?? "" : nil) { category.slug = slug }
        guard Slug.isValid(category.slug) else { throw ArticleResource.wrongSlug }
        return category
    }
}
