import DeskModel
import HTTPTypes
import Hummingbird
import MarkdownText
import TicketStorage

/// Writing articles of the knowledge base, showing them to readers, and taking them back.
enum ArticleCalls {
    private static let texts = APISchema.list(.object(ArticleResource.newText), maximum: Language.allCases.count)

    private static let places: [APIField] = [
        .optional(
            "slug",
            .line(maximum: Slug.maximumLength),
            "Its part of an address: a–z, digits and hyphens; made of the title when a new article has none."
        ),
        .optional("category", .nullable(.id), "The category it is in; null for none."),
        .optional("position", .integer(0...ArticleForm.maximumPosition), "Its place in the category's order."),
    ]

    static let new = APIObject(
        "NewArticle",
        "An article to begin; readers see it once it is published.",
        [.required("texts", texts, "What it says, in one language at least.")] + places
    )

    static let change = APIObject(
        "ArticleChange",
        "A new revision of an article; what is left out stays. Readers see it once it is published.",
        [.optional("texts", texts, "What it says, in place of all that it says now.")] + places
    )

    static let publication = APIObject(
        "ArticlePublication",
        "What readers are to see.",
        [.optional("revision", .integer(1...999_999_999), "The revision; the newest one unless said otherwise.")]
    )

    /// Answers `GET /knowledge/articles`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        let page = try await exchange.store.articlePage(after: exchange.after, limit: exchange.limit)
        return exchange.page(page) { ArticleResource.json($0) }
    }

    /// Answers `GET /knowledge/articles/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        let (article, texts) = try await known(exchange)
        return .json(ArticleResource.json(article, texts), version: article.revision)
    }

    /// Answers `GET /knowledge/articles/{id}/revisions`.
    static func revisions(_ exchange: APIExchange) async throws -> Response {
        let article = try await known(exchange).article
        return exchange.list(try await exchange.store.revisions(of: article.id)) { ArticleResource.json($0) }
    }

    /// Answers `GET /knowledge/articles/{id}/revisions/{revision}`.
    static func revision(_ exchange: APIExchange) async throws -> Response {
        let article = try await known(exchange).article
        let number = exchange.parameters["revision"].flatMap { Int($0) } ?? 0
        let revision = try await exchange.store.revision(number, of: article.id).orNotFound("revision")
        return .json(ArticleResource.full(revision))
    }

    /// Answers `POST /knowledge/articles`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        try await save(ArticleForm(), exchange, status: 201)
    }

    /// Answers `PATCH /knowledge/articles/{id}`: adds a revision.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let (article, texts) = try await known(exchange)
        try exchange.expectChange()
        let newest = ArticleRevision(
            article: article.id,
            number: article.revision,
            actor: try exchange.actor,
            at: exchange.now,
            texts: texts
        )
        var form = ArticleForm(article, newest)
        if let version = try exchange.expectedVersion() { form.basis = version }
        return try await save(form, exchange, status: 200)
    }

    /// Answers `POST /knowledge/articles/{id}/publish`.
    static func publish(_ exchange: APIExchange) async throws -> Response {
        let article = try await known(exchange).article
        let revision = exchange.body["revision"]?.integer ?? article.revision
        return try await exchange.administer(.publishArticle(article.id, revision: revision))
    }

    /// Answers `POST /knowledge/articles/{id}/withdraw`.
    static func withdraw(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.withdrawArticle(try await known(exchange).article.id))
    }

    /// Answers `GET /knowledge/search`.
    static func search(_ exchange: APIExchange) async throws -> Response {
        let hits = try await exchange.store.searchArticles(
            exchange.query.trimmed("q") ?? "",
            language: exchange.query["language"] ?? Language.english.rawValue,
            limit: 50
        )
        return exchange.list(hits) { ArticleResource.json($0) }
    }

    /// Answers `GET /knowledge/published/{slug}`.
    static func published(_ exchange: APIExchange) async throws -> Response {
        let slug = exchange.parameters["slug"] ?? ""
        return .json(ArticleResource.json(try await exchange.store.publishedArticle(slug: slug).orNotFound("article")))
    }

    /// The article in the path with its newest texts.
    private static func known(_ exchange: APIExchange) async throws -> (article: Article, texts: [ArticleText]) {
        let article = try await exchange.store.article(try exchange.id(of: Article.self)).orNotFound("article")
        let revision = try await exchange.store.revision(article.revision, of: article.id).orNotFound("article")
        return (article, revision.texts)
    }

    /// What the body says, on top of what the form holds; checked as the form of the pages is.
    private static func draft(_ form: ArticleForm, _ exchange: APIExchange) async throws -> ArticleDraft {
        var form = form
        for member in exchange.body.members {
            switch member.name {
            case "slug":
                form.slug = member.value.text ?? form.slug
                guard Slug.isValid(form.slug) else { throw ArticleResource.wrongSlug }
            case "position": form.position = String(member.value.integer ?? 0)
            case "category":
                let id = try exchange.id(in: "category", of: KnowledgeCategory.self)
                if let id, try await !exchange.store.knowledgeCategories().contains(where: { $0.id == id }) {
                    throw APIProblem.invalid("/category", "there is no such category")
                }
                form.category = id.map(\.description) ?? ""
            case "texts":
                (form.titles, form.bodies) = ([:], [:])
                for element in member.value.elements {
                    guard let language = element["language"]?.text.flatMap(Language.init(rawValue:)) else { continue }
                    form.titles[language] = element["title"]?.text
                    form.bodies[language] = element["body"]?.text
                }
            default: break
            }
        }
        do {
            return try form.draft(Words(language: .english))
        } catch let problem as ArticleForm.Problem {
            throw form.slug.isEmpty && !form.titles.isEmpty && !hasSlug(form)
                ? ArticleResource.wrongSlug : APIProblem.invalid("/texts", problem.sentence)
        }
    }

    private static func hasSlug(_ form: ArticleForm) -> Bool {
        form.titles.values.contains { Slug.made(from: $0) != nil }
    }

    private static func save(_ form: ArticleForm, _ exchange: APIExchange, status: Int) async throws -> Response {
        let draft = try await draft(form, exchange)
        let isConditional = try exchange.expectedVersion() != nil
        let change = ServiceChange.administer(.saveArticle(draft), actor: try exchange.actor, at: exchange.now)
        return try await exchange.change(change) { outcome in
            guard case .article(let result) = outcome else { return ContactCalls.nothing(outcome) }
            switch result {
            case .saved(let article):
                return ServiceAnswer(
                    status: status,
                    location: status == 201 ? "/api/v1/knowledge/articles/\(article.id)" : nil,
                    entityTag: ArticleResource.entityTag(article),
                    body: ArticleResource.json(article, draft.texts).compact
                )
            case .slugTaken:
                return TicketWords.problem(.conflict, "Another article has the address “\(draft.slug)”.")
            case .outdated(let newest):
                return TicketWords.problem(
                    isConditional ? .stale : .conflict,
                    "The article has revision \(newest) by now. Read it again, then decide again."
                )
            case .missing: return TicketWords.problem(.notFound, "There is no such article.")
            }
        }
    }
}
