import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let knowledge: [StoreCase] = [
        StoreCase("a draft is seen by nobody until it is published, and stays as published until it is again") { desk in
            var article = try await desk.article("refunds", "Refunds", "How to get your money back.")
            #expect(article.revision == 1 && article.published == nil)
            #expect(try await desk.store.publishedArticle(slug: "refunds") == nil)
            #expect(try await desk.foundArticles("money") == [])
            #expect(try await desk.store.publish(article.id, revision: 1, actor: .operator, at: desk.at(5)))
            #expect(try await desk.foundArticles("money") == ["refunds"])
            let draft = ArticleDraft(
                article: article.id,
                basis: 1,
                slug: "refunds",
                texts: [ArticleText(language: "en", title: "Refunds", body: "Write to us.")]
            )
            guard case .saved(let changed) = try await desk.store.saveArticle(draft, actor: .operator, at: desk.at(9))
            else {
                throw NothingThere()
            }
            article = changed
            #expect(article.revision == 2 && article.published == 1)
            #expect(try await desk.foundArticles("money") == ["refunds"])
            #expect(try await desk.foundArticles("write") == [])
            #expect(try await desk.store.publishedArticle(slug: "refunds")?.texts.first?.body.contains("money") == true)
            #expect(try await desk.store.publish(article.id, revision: 2, actor: .operator, at: desk.at(10)))
            #expect(try await desk.foundArticles("money") == [])
            #expect(try await desk.foundArticles("write") == ["refunds"])
            #expect(try await desk.store.revisions(of: article.id).map(\.number) == [2, 1])
            #expect(
                try await desk.store.revision(1, of: article.id)?.texts.first?.body == "How to get your money back."
            )
            #expect(try await desk.store.unpublish(article.id, actor: .operator, at: desk.at(11)))
            #expect(try await !desk.store.unpublish(article.id, actor: .operator, at: desk.at(12)))
            #expect(try await desk.foundArticles("write") == [])
            #expect(try await desk.store.publishedArticle(slug: "refunds") == nil)
            #expect(try await !desk.store.publish(article.id, revision: 3, actor: .operator, at: desk.at(13)))
        },
        StoreCase(
            "of two drafts on one revision the second is told of the first, and an address belongs to one article"
        ) { desk in
            let article = try await desk.article("refunds", "Refunds", "x")
            var draft = ArticleDraft(
                article: article.id,
                basis: 1,
                slug: "refunds",
                texts: [ArticleText(language: "en", title: "A", body: "")]
            )
            guard case .saved = try await desk.store.saveArticle(draft, actor: .operator, at: desk.at(1)) else {
                throw NothingThere()
            }
            #expect(try await desk.store.saveArticle(draft, actor: .operator, at: desk.at(2)) == .outdated(2))
            draft.article = nil
            #expect(try await desk.store.saveArticle(draft, actor: .operator, at: desk.at(2)) == .slugTaken)
            draft.article = desk.ids.next(at: desk.at(3))
            draft.slug = "other"
            #expect(try await desk.store.saveArticle(draft, actor: .operator, at: desk.at(2)) == .missing)
            #expect(try await desk.store.articlePage(after: nil, limit: 10).items.count == 1)
        },
        StoreCase(
            "articles are found in both languages by words and by single characters, in the reader's language first"
        ) { desk in
            try await desk.publish(
                "paper",
                [
                    ArticleText(language: "en", title: "Paper jams", body: "Open the printer, then remove the paper."),
                    ArticleText(language: "zh-Hans", title: "打印机卡纸", body: "打开打印机，取出卡住的纸张。"),
                ]
            )
            try await desk.publish("refund", [ArticleText(language: "zh-Hans", title: "如何退款", body: "联系客服。printer")])
            #expect(try await desk.foundArticles("卡纸", "zh-Hans") == ["paper"])
            #expect(try await desk.foundArticles("退", "zh-Hans") == ["refund"])
            #expect(try await desk.foundArticles("PAPER jams") == ["paper"])
            #expect(try await Set(desk.foundArticles("printer")) == ["paper", "refund"])
            #expect(try await desk.foundArticles("纸卡", "zh-Hans") == [])
            #expect(try await desk.foundArticles("\" OR * NEAR(") == [])
            let english = try await desk.store.searchArticles("打印机", language: "en", limit: 5)
            #expect(english.map(\.language) == ["zh-Hans"] && english.map(\.title) == ["打印机卡纸"])
            let hit = try #require(try await desk.store.searchArticles("remove", language: "en", limit: 5).first)
            #expect(hit.title == "Paper jams" && hit.excerpt.contains("remove"))
        },
        StoreCase("a customer's words lead to articles that share telling words with them, and to no others") { desk in
            try await desk.publish(
                "paper",
                [ArticleText(language: "en", title: "Paper jams", body: "Open the printer.")]
            )
            try await desk.publish("ka", [ArticleText(language: "zh-Hans", title: "打印机卡纸", body: "打开。")])
            try await desk.publish(
                "money",
                [ArticleText(language: "en", title: "Refunds", body: "We have your money.")]
            )
            func suggested(_ text: String, _ language: String = "en") async throws -> [String] {
                try await desk.store.suggestArticles(for: text, language: language, limit: 3).map(\.slug)
            }
            #expect(try await suggested("Hello, my paper is stuck again, what can I do?") == ["paper"])
            #expect(try await suggested("你好，我的打印机卡住了怎么办", "zh-Hans") == ["ka"])
            #expect(try await suggested("What do you have for me? Thank you and hello") == [])
            #expect(try await suggested("") == [])
            #expect(try await suggested("\" OR paper* NEAR(") == ["paper"])
        },
        StoreCase("a reader's second opinion takes the place of the first, and what helped most comes first") { desk in
            let one = try await desk.publish("one", [ArticleText(language: "en", title: "One", body: "")])
            let two = try await desk.publish("two", [ArticleText(language: "en", title: "Two", body: "")])
            let draft = try await desk.article("draft", "Draft", "")
            #expect(try await desk.store.rate(two, isHelpful: true, voter: "a", at: desk.at(1)))
            #expect(try await desk.store.rate(two, isHelpful: true, voter: "b", at: desk.at(2)))
            #expect(try await desk.store.rate(one, isHelpful: true, voter: "a", at: desk.at(3)))
            #expect(try await desk.store.popularArticles(limit: 5).map(\.slug) == ["two", "one"])
            #expect(try await desk.store.rate(two, isHelpful: false, voter: "a", at: desk.at(4)))
            #expect(try await desk.store.rate(two, isHelpful: false, voter: "b", at: desk.at(5)))
            #expect(try await desk.store.popularArticles(limit: 5).map(\.slug) == ["one", "two"])
            let rated = try #require(try await desk.store.article(two))
            #expect(rated.helpful == 0 && rated.unhelpful == 2)
            #expect(try await !desk.store.rate(draft.id, isHelpful: true, voter: "a", at: desk.at(6)))
        },
        StoreCase("categories keep their order and their articles, and can go") { desk in
            let late = KnowledgeCategory(
                id: desk.ids.next(at: desk.start),
                slug: "billing",
                position: 2,
                titles: ["en": "Billing", "zh-Hans": "账单"]
            )
            var early = KnowledgeCategory(
                id: desk.ids.next(at: desk.start),
                slug: "start",
                position: 1,
                titles: ["en": "Start"]
            )
            #expect(try await desk.store.saveCategory(late, actor: .operator, at: desk.start) == .done)
            #expect(try await desk.store.saveCategory(early, actor: .operator, at: desk.start) == .done)
            #expect(try await desk.store.knowledgeCategories() == [early, late])
            early.slug = "billing"
            #expect(try await desk.store.saveCategory(early, actor: .operator, at: desk.start) == .slugTaken)
            let article = try await desk.publish("a", [ArticleText(language: "en", title: "A", body: "")], in: late.id)
            #expect(try await desk.store.publishedArticles(in: late.id, behind: 0, limit: 9).map(\.slug) == ["a"])
            #expect(try await desk.store.publishedArticles(in: nil, behind: 0, limit: 9) == [])
            try await desk.store.removeCategory(late.id, actor: .operator, at: desk.at(9))
            #expect(try await desk.store.publishedArticles(in: nil, behind: 0, limit: 9).map(\.slug) == ["a"])
            #expect(try await desk.store.article(article)?.category == nil)
            for slug in ["b", "c"] {
                _ = try await desk.publish(slug, [ArticleText(language: "en", title: slug, body: "")])
            }
            #expect(try await desk.store.publishedCounts() == [nil: 3])
            #expect(try await desk.store.publishedArticles(in: nil, behind: 1, limit: 1).map(\.slug) == ["b"])
            #expect(try await desk.store.publishedArticles(in: nil, behind: 3, limit: 9) == [])
        },
        StoreCase("a picture stays as long as its article, and pages of articles go on where they ended") { desk in
            let article = try await desk.article("a", "A", "")
            let blob = BlobBytes.made([1, 2, 3])
            let picture = ArticlePicture(
                id: desk.ids.next(at: desk.at(1)),
                article: article.id,
                name: "plan.png",
                blob: blob.digest
            )
            try await desk.store.add(picture, bytes: blob.bytes, actor: .operator, at: desk.at(1))
            try await desk.store.tidy(now: desk.at(900_000))
            #expect(try await desk.store.pictures(of: article.id) == [picture])
            #expect(try await desk.store.picture(picture.id) == picture)
            #expect(try await desk.store.blob(blob.digest) == [1, 2, 3])
            for name in ["b", "c", "d", "e"] { _ = try await desk.article(name, name, "") }
            var slugs: [String] = []
            var cursor: PageCursor?
            repeat {
                let page = try await desk.store.articlePage(after: cursor, limit: 2)
                slugs += page.items.map(\.article.slug)
                cursor = page.next
            } while cursor != nil
            #expect(slugs.sorted() == ["a", "b", "c", "d", "e"])
        },
    ]
}

extension DeskFixture {
    /// A draft.
    fileprivate func article(_ slug: String, _ title: String, _ body: String) async throws -> Article {
        let texts = [ArticleText(language: "en", title: title, body: body)]
        guard
            case .saved(let article) = try await store.saveArticle(
                ArticleDraft(slug: slug, texts: texts),
                actor: .operator,
                at: start
            )
        else { throw NothingThere() }
        return article
    }

    /// A published article.
    @discardableResult
    fileprivate func publish(
        _ slug: String,
        _ texts: [ArticleText],
        in category: KnowledgeCategoryID? = nil
    ) async throws -> ArticleID {
        let draft = ArticleDraft(slug: slug, category: category, texts: texts)
        guard case .saved(let article) = try await store.saveArticle(draft, actor: .operator, at: start) else {
            throw NothingThere()
        }
        #expect(try await store.publish(article.id, revision: 1, actor: .operator, at: start))
        return article.id
    }

    fileprivate func foundArticles(_ words: String, _ language: String = "en") async throws -> [String] {
        try await store.searchArticles(words, language: language, limit: 10).map(\.slug)
    }
}
