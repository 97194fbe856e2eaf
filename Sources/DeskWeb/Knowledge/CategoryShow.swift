import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// All articles of a category, or of none, page by page.
enum CategoryShow {
    /// How many articles a page has.
    private static let size = 50

    /// Answers `GET /help/categories/:slug`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let slug = exchange.parameters["slug"] ?? ""
        guard let category = try await exchange.store.knowledgeCategories().first(where: { $0.slug == slug }) else {
            throw PageProblem.notFound
        }
        let title = category.title(for: exchange.words.language)
        return try await show(category.id, title, at: "/help/categories/\(slug)", exchange)
    }

    /// Answers `GET /help/articles`: those in no category.
    static func showOthers(_ exchange: Exchange) async throws -> Response {
        try await show(nil, exchange.words.say("More articles", "更多文章"), at: "/help/articles", exchange)
    }

    private static func show(
        _ category: KnowledgeCategoryID?,
        _ title: String,
        at path: String,
        _ exchange: Exchange
    ) async throws -> Response {
        let words = exchange.words
        let count = try await exchange.store.publishedCounts()[category] ?? 0
        let pages = try NumberedPages(exchange.query, size: size, count: count)
        let articles = try await exchange.store.publishedArticles(in: category, behind: pages.before, limit: size)
        var content: HTML = """
            <p class="crumbs"><a href="/help">\(words.say("Help", "帮助中心"))</a></p><h1>\(title)</h1>
            """
        content.add(
            articles.isEmpty
                ? "<p class=\"empty\">\(words.say("There is nothing here yet.", "暂无内容。"))</p>"
                : ArticleLinks.html(articles, words)
        )
        content.add(pages.links(path, words))
        return exchange.portalPage(title, .elsewhere, content: content)
    }
}
