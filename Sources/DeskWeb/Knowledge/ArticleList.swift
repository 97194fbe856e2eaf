import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /admin/knowledge`: all articles, drafts and published ones.
enum ArticleList {
    private static let pageSize = 50

    static func show(_ exchange: Exchange) async throws -> Response {
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        async let articles = exchange.store.articlePage(after: after, limit: pageSize)
        async let categories = exchange.store.knowledgeCategories()
        let page = ArticleListPage(
            articles: try await articles,
            categories: try await categories,
            isFirst: after == nil
        )
        return try await exchange.adminPage(
            exchange.words.say("Knowledge base", "知识库"),
            content: page.html(exchange.frame)
        )
    }
}

/// The articles as a table.
struct ArticleListPage {
    let articles: Page<ArticleSummary>
    let categories: [KnowledgeCategory]
    let isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Knowledge base", "知识库"))</h1><p class="lead">\(words.say(
                "Articles that customers read at /help. A draft is seen by nobody; what is published stays until you publish again.",
                "客户可在 /help 阅读的文章。草稿对客户不可见；已发布的版本在再次发布前保持不变。"
            ))</p><p class="row"><a class="button primary" href="/admin/knowledge/new">\(words.say("New article", "新建文章"))</a>\
            <a class="button" href="/admin/knowledge/categories">\(words.say("Categories", "分类"))</a></p>
            """
        if articles.items.isEmpty {
            page.add(
                EmptyState(
                    .note,
                    words.say("There is no article yet.", "还没有文章。"),
                    words.say(
                        "What customers ask again and again is answered here once; they find it before they write.",
                        "客户反复询问的问题在此解答一次；他们在提问前就能找到。"
                    )
                ).html
            )
        } else {
            page.add(
                """
                <div class="scroll"><table><thead><tr><th>\(words.say("Title", "标题"))</th><th>\(words.say("Status", "状态"))</th>\
                <th>\(words.say("Category", "分类"))</th><th>\(words.say("Languages", "语言"))</th>\
                <th>\(words.say("Helped", "有帮助"))</th><th>\(words.say("Changed", "更新时间"))</th></tr></thead><tbody>
                """
            )
            for item in articles.items { page.add(row(item, frame)) }
            page.add("</tbody></table></div>")
        }
        let base = "/admin/knowledge"
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : base,
                next: articles.next.map { "\(base)?after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }

    private func row(_ item: ArticleSummary, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let article = item.article
        let title = ShownText(item.titles, for: words.language)
        let category = categories.first { $0.id == article.category }
        let languages = Language.allCases.filter { item.titles[$0.rawValue] != nil }.map(\.ownName)
        return """
            <tr><td><a href="/admin/knowledge/\(article.id)">\(title?.html(in: words.language) ?? "\(article.slug)")</a></td>\
            <td>\(ArticleStatus.chips(article, words))</td><td>\(category.map { $0.title(for: words.language) })</td>\
            <td>\(languages.joined(separator: ", "))</td><td>\(article.helpful) / \(article.helpful + article.unhelpful)</td>\
            <td>\(frame.clock.html(article.updatedAt, words))</td></tr>
            """
    }
}

/// Whether readers see an article.
enum ArticleStatus {
    static func chips(_ article: Article, _ words: Words) -> HTML {
        guard let published = article.published else {
            return "<span class=\"chip plain\">\(words.say("Draft", "草稿"))</span>"
        }
        var html: HTML = "<span class=\"chip good\">\(words.say("Published", "已发布"))</span>"
        if published < article.revision {
            html.add(" <span class=\"chip warn\">\(words.say("newer draft", "有新草稿"))</span>")
        }
        return html
    }
}
