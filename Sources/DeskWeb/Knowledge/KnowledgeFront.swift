import DeskModel
import TicketStorage

/// What the knowledge base shows on the portal's front page: search, popular articles, and the categories, page by page.
struct KnowledgeFront {
    private static let popularCount = 5
    private static let articleCount = 5
    private static let size = 12

    /// Articles under one heading.
    private struct Section {
        /// The category; nil for articles in none.
        let category: KnowledgeCategory?
        /// How many there are.
        let count: Int
        var articles: [ArticleHeading] = []
    }

    private let popular: [ArticleHeading]
    private let sections: [Section]
    private let pages: NumberedPages
    private let hasCategories: Bool

    /// Reads what the page that is asked for shows.
    ///
    /// - Throws: ``PageProblem/notFound`` when there is no such page, and `StorageError`.
    init(_ query: FormValues, _ store: any KnowledgeStore) async throws {
        let popular = try await store.popularArticles(limit: Self.popularCount)
        let counts = popular.isEmpty ? [:] : try await store.publishedCounts()
        let categories = counts.isEmpty ? [] : try await store.knowledgeCategories()
        var all = categories.compactMap { category in
            counts[category.id].map { Section(category: category, count: $0) }
        }
        hasCategories = !all.isEmpty
        if let count = counts[nil] { all.append(Section(category: nil, count: count)) }
        pages = try NumberedPages(query, size: Self.size, count: all.count)
        var sections = Array(all.dropFirst(pages.before).prefix(Self.size))
        for index in sections.indices {
            sections[index].articles = try await store.publishedArticles(
                in: sections[index].category?.id,
                behind: 0,
                limit: Self.articleCount
            )
        }
        self.sections = sections
        self.popular = popular
    }

    /// The field to search with; nothing while there is nothing to find.
    func search(_ words: Words) -> HTML { popular.isEmpty ? "" : KnowledgeSearch.field("", words) }

    /// The articles.
    func html(_ words: Words) -> HTML {
        guard !popular.isEmpty else { return "" }
        var html: HTML = ""
        if pages.page == 1 {
            html.add(
                """
                <section class="popular"><h2>\(words.say("Popular articles", "热门文章"))</h2>\
                \(ArticleLinks.html(popular, words))</section>
                """
            )
        }
        html.add("<div class=\"categories\">")
        for section in sections { html.add(self.html(section, words)) }
        html.add("</div>\(pages.links("/help", words))")
        return html
    }

    private func html(_ section: Section, _ words: Words) -> HTML {
        let path = section.category.map { "/help/categories/\($0.slug)" } ?? "/help/articles"
        let title =
            section.category?.title(for: words.language)
            ?? (hasCategories ? words.say("More articles", "更多文章") : words.say("Articles", "文章"))
        var html: HTML = """
            <section><h2><a href="\(path)">\(title)</a></h2>\(ArticleLinks.html(section.articles, words))
            """
        if section.count > Self.articleCount {
            html.add(
                """
                <p><a href="\(path)">\(words.say("All \(section.count) articles", "全部 \(section.count) 篇文章"))</a></p>
                """
            )
        }
        html.add("</section>")
        return html
    }
}
