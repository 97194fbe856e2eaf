import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /help/search`: articles that hold the words.
enum KnowledgeSearch {
    private static let maximumWords = 200
    private static let limit = 30

    static func show(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        let wanted = String((exchange.query.trimmed("q") ?? "").prefix(maximumWords))
        let title = words.say("Search", "搜索")
        var content: HTML = """
            <p class="crumbs"><a href="/help">\(words.say("Help", "帮助中心"))</a></p><h1>\(title)</h1>\(field(wanted, words))
            """
        guard !wanted.isEmpty else { return exchange.portalPage(title, .elsewhere, content: content) }
        if let seconds = wait(exchange) { throw PageProblem.tooMany(retryAfter: seconds) }
        let hits = try await exchange.store.searchArticles(wanted, language: words.language.rawValue, limit: limit)
        if hits.isEmpty {
            content.add(
                """
                <p class="empty" role="status">\(words.say("No article holds these words.", "没有找到相关文章。"))</p>\
                <p><a class="button" href="/help/requests/new">\(words.say("Write to us", "联系我们"))</a></p>
                """
            )
        } else {
            let count = words.count(hits.count, "article", "articles", "篇文章")
            content.add("<p class=\"quiet\" role=\"status\">\(count)</p>")
            content.add(ArticleLinks.found(hits, marking: wanted, words.language))
        }
        return exchange.portalPage(title, .elsewhere, content: content)
    }

    /// Counts a search; the seconds to wait when there were too many from the same network.
    static func wait(_ exchange: Exchange) -> Int? {
        let network = PortalThrottle.Subject.searches(PortalThrottle.octets(of: exchange.remoteAddress))
        return exchange.site.portalThrottle.take(network, at: exchange.now)
    }

    /// The field to search with.
    static func field(_ wanted: String, _ words: Words) -> HTML {
        """
        <form class="row seek" role="search" action="/help/search"><input type="search" name="q" value="\(wanted)" \
        aria-label="\(words.say("Search the articles", "搜索文章"))" placeholder="\(words.say("Search the articles", "搜索文章"))" \
        maxlength="\(maximumWords)"><button class="primary">\(words.say("Search", "搜索"))</button></form>
        """
    }
}
