import DeskModel
import HTTPTypes
import Hummingbird
import MarkdownText
import TicketStorage

/// Writing an article: the form, its preview, and its revisions.
enum ArticleEdit {
    /// Answers `GET /admin/knowledge/new`.
    static func begin(_ exchange: Exchange) async throws -> Response {
        try await answer(ArticleForm(), exchange)
    }

    /// Answers `GET /admin/knowledge/:id`, with the newest revision or the one that is asked for.
    static func show(_ exchange: Exchange) async throws -> Response {
        let article = try await exchange.editedArticle()
        let number = exchange.query["revision"].flatMap { Int($0) } ?? article.revision
        guard let revision = try await exchange.store.revision(number, of: article.id) else {
            throw PageProblem.notFound
        }
        var form = ArticleForm(article, revision)
        if exchange.query["saved"] != nil {
            form.remark = exchange.words.say("Saved as a draft.", "已保存为草稿。")
        } else if exchange.query["published"] != nil {
            form.remark = exchange.words.say("Published.", "已发布。")
        }
        return try await answer(form, exchange)
    }

    /// Answers `POST /admin/knowledge` and `POST /admin/knowledge/:id`: previews, saves, or saves and publishes.
    static func submit(_ exchange: Exchange) async throws -> Response {
        var form = ArticleForm(exchange.form)
        if exchange.parameters["id"] != nil {
            form.article = try await exchange.editedArticle()
        }
        if exchange.form["do"] == "preview" {
            form.isPreviewed = true
            return try await answer(form, exchange)
        }
        do {
            let draft = try form.draft(exchange.words)
            let result = try await exchange.store.saveArticle(draft, actor: try exchange.actor, at: exchange.now)
            switch result {
            case .saved(let article):
                guard exchange.form["do"] == "publish" else {
                    return .seeOther("/admin/knowledge/\(article.id)?saved=1")
                }
                _ = try await exchange.store.publish(
                    article.id,
                    revision: article.revision,
                    actor: try exchange.actor,
                    at: exchange.now
                )
                return .seeOther("/admin/knowledge/\(article.id)?published=1")
            case .slugTaken:
                form.problem = exchange.words.say(
                    "Another article has the address “\(draft.slug)”; choose another one.",
                    "地址“\(draft.slug)”已被其他文章使用，请更换。"
                )
            case .outdated(let newest):
                form.problem = exchange.words.say(
                    "Somebody saved revision \(newest) meanwhile. Your text is below; compare it with theirs, then save again.",
                    "其他人已保存版本 \(newest)。您的内容保留在下方，请对比后再保存。"
                )
                form.basis = newest
            case .missing: throw PageProblem.notFound
            }
        } catch let problem as ArticleForm.Problem {
            form.problem = problem.sentence
        }
        return try await answer(form, exchange, status: .unprocessableContent)
    }

    private static func answer(
        _ form: ArticleForm,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = form.article?.id
        let page = ArticleEditPage(
            form: form,
            categories: try await exchange.store.knowledgeCategories(),
            pictures: try await id.map { try await exchange.store.pictures(of: $0) } ?? [],
            revisions: try await id.map { try await exchange.store.revisions(of: $0) } ?? [],
            agents: try await exchange.store.agents(),
            origin: exchange.site.origin
        )
        let title =
            id == nil ? exchange.words.say("New article", "新建文章") : exchange.words.say("Edit article", "编辑文章")
        return try await exchange.adminPage(title, status: status, content: page.html(title, exchange.frame))
    }
}

extension Optional {
    /// `map` for work that waits.
    fileprivate func map<Output>(_ work: (Wrapped) async throws -> Output) async rethrows -> Output? {
        guard let self else { return nil }
        return try await work(self)
    }
}

extension Exchange {
    /// The article whose id the path holds.
    func editedArticle() async throws -> Article {
        guard let article = try await store.article(try id("id", of: Article.self)) else { throw PageProblem.notFound }
        return article
    }
}

/// An article as its form holds it.
struct ArticleForm: Sendable {
    /// What keeps a form from being saved, as a sentence.
    struct Problem: Error {
        let sentence: String
    }

    /// The greatest place in an order.
    static let maximumPosition = 9_999
    /// The longest title, in characters.
    static let maximumTitle = 200

    var article: Article?
    /// The revision the text was written on.
    var basis: Int?
    /// The revision that is shown.
    var shown: Int?
    var slug = ""
    var category = ""
    var position = "0"
    var titles: [Language: String] = [:]
    var bodies: [Language: String] = [:]
    var isPreviewed = false
    var problem: String?
    var remark: String?

    /// An empty form.
    init() {}

    /// The form of a revision.
    init(_ article: Article, _ revision: ArticleRevision) {
        self.article = article
        basis = article.revision
        shown = revision.number
        slug = article.slug
        category = article.category.map(\.description) ?? ""
        position = String(article.position)
        for text in revision.texts {
            guard let language = Language(rawValue: text.language) else { continue }
            titles[language] = text.title
            bodies[language] = text.body
        }
    }

    /// The form as it was submitted.
    init(_ values: FormValues) {
        basis = values["basis"].flatMap { Int($0) }
        slug = String((values.trimmed("slug") ?? "").prefix(Slug.maximumLength + 1))
        category = values["category"] ?? ""
        position = String((values.trimmed("position") ?? "0").prefix(8))
        for language in Language.allCases {
            let tag = language.rawValue
            titles[language] = String((values.trimmed("title-\(tag)") ?? "").prefix(Self.maximumTitle + 1))
            bodies[language] = (values["body-\(tag)"] ?? "").replacing("\r\n", with: "\n")
        }
    }

    /// What is to be saved.
    ///
    /// - Throws: ``Problem``.
    func draft(_ words: Words) throws -> ArticleDraft {
        var texts: [ArticleText] = []
        for language in Language.allCases {
            let title = titles[language] ?? ""
            let body = bodies[language] ?? ""
            if title.isEmpty, body.allSatisfy(\.isWhitespace) { continue }
            guard !title.isEmpty, title.count <= Self.maximumTitle else {
                throw Problem(
                    sentence: words.say(
                        "The \(language.ownName) text needs a title of 1 to \(Self.maximumTitle) characters.",
                        "\(language.ownName)版本需要 1 至 \(Self.maximumTitle) 个字的标题。"
                    )
                )
            }
            guard body.utf8.count <= ArticleMarkup.maximumLength else {
                throw Problem(
                    sentence: words.say(
                        "The \(language.ownName) text has \(body.utf8.count) bytes; at most \(ArticleMarkup.maximumLength) are allowed.",
                        "\(language.ownName)版本为 \(body.utf8.count) 字节，最多允许 \(ArticleMarkup.maximumLength) 字节。"
                    )
                )
            }
            texts.append(ArticleText(language: language.rawValue, title: title, body: body))
        }
        guard !texts.isEmpty else {
            throw Problem(
                sentence: words.say("Write a title and a text in one language at least.", "请至少用一种语言填写标题和正文。")
            )
        }
        guard let place = Int(position), (0...Self.maximumPosition).contains(place) else {
            throw Problem(
                sentence: words.say(
                    "The place in the order is a number from 0 to \(Self.maximumPosition).",
                    "排序须为 0 至 \(Self.maximumPosition) 的数字。"
                )
            )
        }
        let slug = slug.isEmpty ? texts.lazy.compactMap { Slug.made(from: $0.title) }.first ?? "" : slug
        guard Slug.isValid(slug) else {
            throw Problem(
                sentence: words.say(
                    "The address takes lower-case letters a–z, digits and single hyphens, 1 to \(Slug.maximumLength) of them.",
                    "地址仅限小写字母 a–z、数字和单个连字符，长度 1 至 \(Slug.maximumLength)。"
                )
            )
        }
        return ArticleDraft(
            article: article?.id,
            basis: basis,
            slug: slug,
            category: KnowledgeCategoryID(category),
            position: place,
            texts: texts
        )
    }
}
