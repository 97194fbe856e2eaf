import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// The categories of articles, for admins.
enum CategoryList {
    static let maximumTitle = 100
    static let maximumCount = 100

    /// Answers `GET /admin/knowledge/categories`.
    static func show(_ exchange: Exchange) async throws -> Response { try await answer(exchange) }

    /// Answers `POST /admin/knowledge/categories`: adds or changes one.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        var titles: [String: String] = [:]
        for language in Language.allCases {
            guard let title = exchange.form.trimmed("title-\(language.rawValue)") else { continue }
            titles[language.rawValue] = String(title.prefix(maximumTitle))
        }
        let known = try await exchange.store.knowledgeCategories()
        let id = exchange.form["id"].flatMap { KnowledgeCategoryID($0) }
        guard id.map({ id in known.contains { $0.id == id } }) ?? (known.count < maximumCount) else {
            throw PageProblem.notFound
        }
        let made = Language.allCases.lazy.compactMap { titles[$0.rawValue].flatMap { Slug.made(from: $0) } }.first
        let slug = exchange.form.trimmed("slug") ?? made ?? ""
        guard !titles.isEmpty, Slug.isValid(slug),
            let position = Int(exchange.form.trimmed("position") ?? "0"),
            (0...ArticleForm.maximumPosition).contains(position)
        else {
            let problem = words.say(
                "A category needs a title, an address of lower-case letters, digits and hyphens, and a place from 0 to \(ArticleForm.maximumPosition).",
                "分类需要标题、由小写字母、数字和连字符组成的地址，以及 0 至 \(ArticleForm.maximumPosition) 的排序。"
            )
            return try await answer(exchange, problem: problem, status: .unprocessableContent)
        }
        let category = KnowledgeCategory(
            id: id ?? exchange.site.services.ids.next(at: exchange.now),
            slug: slug,
            position: position,
            titles: titles
        )
        switch try await exchange.store.saveCategory(category, actor: try exchange.actor, at: exchange.now) {
        case .done: return .seeOther("/admin/knowledge/categories")
        case .slugTaken:
            let problem = words.say(
                "Another category has the address “\(slug)”.",
                "地址“\(slug)”已被其他分类使用。"
            )
            return try await answer(exchange, problem: problem, status: .unprocessableContent)
        }
    }

    /// Answers `POST /admin/knowledge/categories/:id/remove`; the articles stay, in no category.
    static func remove(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: KnowledgeCategory.self)
        try await exchange.store.removeCategory(id, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/knowledge/categories")
    }

    private static func answer(
        _ exchange: Exchange,
        problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = exchange.words
        let categories = try await exchange.store.knowledgeCategories()
        let title = words.say("Categories", "分类")
        var page: HTML = """
            <p class="crumbs"><a href="/admin/knowledge">\(words.say("Knowledge base", "知识库"))</a></p><h1>\(title)</h1>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        for category in categories { page.add(form(category, exchange.frame)) }
        page.add(form(nil, exchange.frame))
        return try await exchange.adminPage(title, status: status, content: page)
    }

    /// The form of a category, or of another one.
    private static func form(_ category: KnowledgeCategory?, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let heading = category?.title(for: words.language) ?? words.say("Add a category", "添加分类")
        var html: HTML = """
            <section class="card wide"><h2>\(heading)</h2><form method="post" action="/admin/knowledge/categories">\(frame.token)
            """
        if let category { html.add("<input type=\"hidden\" name=\"id\" value=\"\(category.id)\">") }
        html.add("<div class=\"columns\">")
        for language in Language.allCases {
            html.add(
                """
                <label>\(words.say("Title", "标题")) (\(language.ownName))<input name="title-\(language.rawValue)" \
                lang="\(language.rawValue)" value="\(category?.titles[language.rawValue])" maxlength="\(maximumTitle)"></label>
                """
            )
        }
        html.add(
            """
            <label>\(words.say("Address", "地址"))<input name="slug" value="\(category?.slug)" maxlength="\(Slug.maximumLength)" \
            autocapitalize="none" spellcheck="false"></label><label>\(words.say("Place in the order", "排序"))\
            <input name="position" inputmode="numeric" value="\(category?.position ?? 0)" maxlength="4"></label></div>\
            <button\(if: category == nil, " class=\"primary\"")>\(category == nil ? words.say("Add", "添加") : words.say("Save", "保存"))</button></form>
            """
        )
        if let category {
            html.add(
                """
                <form method="post" action="/admin/knowledge/categories/\(category.id)/remove">\(frame.token)\
                <button class="small danger">\(words.say("Remove; its articles stay", "删除分类（保留文章）"))</button></form>
                """
            )
        }
        html.add("</section>")
        return html
    }
}
