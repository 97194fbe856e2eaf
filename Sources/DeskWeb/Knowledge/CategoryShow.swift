import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /help/categories/:slug`: all articles of a category.
enum CategoryShow {
    static func show(_ exchange: Exchange) async throws -> Response {
        let slug = exchange.parameters["slug"] ?? ""
        guard let category = try await exchange.store.knowledgeCategories().first(where: { $0.slug == slug }) else {
            throw PageProblem.notFound
        }
        let words = exchange.words
        let title = category.title(for: words.language)
        let articles = try await exchange.store.publishedArticles(in: category.id)
        var content: HTML = """
            <p class="crumbs"><a href="/help">\(words.say("Help", "帮助中心"))</a></p><h1>\(title)</h1>
            """
        content.add(
            articles.isEmpty
                ? "<p class=\"empty\">\(words.say("There is nothing here yet.", "暂无内容。"))</p>"
                : ArticleLinks.html(articles, words)
        )
        return exchange.portalPage(title, .elsewhere, content: content)
    }
}
