import DeskModel
import TicketStorage

/// What the knowledge base shows on the portal's front page: search, popular articles, and the categories.
struct KnowledgeFront {
    private static let popularCount = 5
    private static let categoryCount = 5

    let popular: [ArticleHeading]
    let categories: [(category: KnowledgeCategory, articles: [ArticleHeading])]
    let others: [ArticleHeading]

    init(_ store: any KnowledgeStore) async throws {
        popular = try await store.popularArticles(limit: Self.popularCount)
        var categories: [(category: KnowledgeCategory, articles: [ArticleHeading])] = []
        guard !popular.isEmpty else {
            self.categories = []
            others = []
            return
        }
        for category in try await store.knowledgeCategories() {
            let articles = try await store.publishedArticles(in: category.id)
            if !articles.isEmpty { categories.append((category, articles)) }
        }
        self.categories = categories
        others = try await store.publishedArticles(in: nil)
    }

    /// The field to search with; nothing while there is nothing to find.
    func search(_ words: Words) -> HTML { popular.isEmpty ? "" : KnowledgeSearch.field("", words) }

    /// The articles.
    func html(_ words: Words) -> HTML {
        guard !popular.isEmpty else { return "" }
        var html: HTML = """
            <section class="popular"><h2>\(words.say("Popular articles", "热门文章"))</h2>\
            \(ArticleLinks.html(popular, words))</section><div class="categories">
            """
        for (category, articles) in categories {
            html.add(
                """
                <section><h2><a href="/help/categories/\(category.slug)">\(category.title(for: words.language))</a></h2>\
                \(ArticleLinks.html(articles.prefix(Self.categoryCount), words))
                """
            )
            if articles.count > Self.categoryCount {
                html.add(
                    """
                    <p><a href="/help/categories/\(category.slug)">\
                    \(words.say("All \(articles.count) articles", "全部 \(articles.count) 篇文章"))</a></p>
                    """
                )
            }
            html.add("</section>")
        }
        if !others.isEmpty {
            let title =
                categories.isEmpty ? words.say("Articles", "文章") : words.say("More articles", "更多文章")
            html.add("<section><h2>\(title)</h2>\(ArticleLinks.html(others.prefix(50), words))</section>")
        }
        html.add("</div>")
        return html
    }
}
