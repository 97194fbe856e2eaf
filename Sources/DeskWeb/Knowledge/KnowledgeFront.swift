import DeskModel
import TicketStorage

/// What the knowledge base shows on the portal's front page: search, popular articles, and the categories, page by page.
///
/// An article is named once: among the popular ones or behind its category.
struct KnowledgeFront {
    private static let popularCount = 5
    private static let size = 12

    /// Articles that stand on a page of their own.
    private struct Section {
        /// The category; nil for articles in none.
        let category: KnowledgeCategory?
        /// How many there are.
        let count: Int
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
        // Without categories the popular articles may be all there are.
        if let count = counts[nil], hasCategories || count > popular.count {
            all.append(Section(category: nil, count: count))
        }
        pages = try NumberedPages(query, size: Self.size, count: all.count)
        sections = Array(all.dropFirst(pages.before).prefix(Self.size))
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
        guard !sections.isEmpty else { return html }
        html.add("<section>\(if: hasCategories, "<h2>\(words.say("Categories", "分类"))</h2>")<ul class=\"actions\">")
        for section in sections { html.add(self.html(section, words)) }
        html.add("</ul>\(pages.links("/help", words))</section>")
        return html
    }

    private func html(_ section: Section, _ words: Words) -> HTML {
        let path = section.category.map { "/help/categories/\($0.slug)" } ?? "/help/articles"
        let title =
            section.category?.title(for: words.language)
            ?? (hasCategories ? words.say("More articles", "更多文章") : words.say("All articles", "全部文章"))
        return """
            <li><a href="\(path)"><strong>\(title)</strong>\
            <span>\(words.count(section.count, "article", "articles", "篇文章"))</span></a></li>
            """
    }
}
