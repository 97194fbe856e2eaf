import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Articles: written by admins, read by everybody, safe whatever stands in them.
@Suite struct KnowledgePageTests {
    private static let mark = "<canary a='\"&>"

    /// The form of an article as a browser sends it.
    private func form(_ title: String, _ body: String, chinese: (String, String)? = nil) -> [(String, String)] {
        var fields = [("title-en", title), ("body-en", body), ("position", "0"), ("slug", "")]
        if let chinese { fields += [("title-zh-Hans", chinese.0), ("body-zh-Hans", chinese.1)] }
        return fields
    }

    /// The page an article was saved on.
    private func save(
        _ desk: TestDesk,
        _ admin: TestAgent,
        _ fields: [(String, String)],
        to path: String = "/admin/knowledge",
        publishing: Bool = true
    ) async throws -> String {
        let answer = try await desk.post(path, fields + [("do", publishing ? "publish" : "save")], as: admin)
        #expect(answer.status == 303, "\(answer.body)")
        return String(try #require(answer.location).prefix { $0 != "?" })
    }

    @Test func `an article is drafted, previewed, published, changed and taken back`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let preview = try await desk.post(
            "/admin/knowledge",
            form("Paper jams", "Open **the** lid.") + [("do", "preview")],
            as: admin
        )
        #expect(preview.status == 200 && preview.body.contains("<strong>the</strong>"))
        #expect(try await desk.store.articlePage(after: nil, limit: 5).items.isEmpty)
        let page = try await save(desk, admin, form("Paper jams", "Open **the** lid."), publishing: false)
        #expect(try await desk.get("/help/articles/paper-jams").status == 404)
        #expect(try await desk.get("/help").body.contains("Paper jams") == false)
        #expect(try await desk.post("\(page)/publish", [("revision", "1")], as: admin).status == 303)
        let article = try await desk.get("/help/articles/paper-jams")
        #expect(article.status == 200 && article.body.contains("<strong>the</strong>"))
        #expect(try await desk.get("/help").body.contains("/help/articles/paper-jams"))
        let changed = form("Paper jams", "Close it.") + [("basis", "1"), ("do", "save")]
        #expect(try await desk.post(page, changed, as: admin).status == 303)
        #expect(try await desk.get("/help/articles/paper-jams").body.contains("Close it.") == false)
        // Somebody who still had the first revision open is told, and keeps their words.
        let late = try await desk.post(page, form("Mine", "My words.") + [("basis", "1"), ("do", "save")], as: admin)
        #expect(late.status == 422 && late.body.contains("My words.") && late.body.contains("revision 2"))
        let first = try await desk.get("\(page)?revision=1", as: admin)
        #expect(first.body.contains("Open **the** lid."))
        #expect(try await desk.post("\(page)/unpublish", as: admin).status == 303)
        #expect(try await desk.get("/help/articles/paper-jams").status == 404)
    }

    @Test(arguments: [
        ([("title-en", ""), ("body-en", "")], "Write a title"),
        ([("title-en", ""), ("body-en", "x")], "needs a title"),
        ([("title-en", "A"), ("slug", "Not a slug")], "lower-case letters"),
        ([("title-en", "标题")], "lower-case letters"),
        ([("title-en", "A"), ("position", "-1")], "from 0 to 9999"),
        ([("title-en", "A"), ("body-en", String(repeating: "x", count: 32_769))], "32769 bytes"),
    ])
    func `what cannot be saved is said, and what was typed stays`(
        _ fields: [(String, String)],
        _ reason: String
    ) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let answer = try await desk.post("/admin/knowledge", fields + [("do", "save")], as: admin)
        #expect(answer.status == 422 && answer.body.contains(reason), "\(answer.status)")
        #expect(try await desk.store.articlePage(after: nil, limit: 5).items.isEmpty)
    }

    @Test(arguments: ["en", "zh-Hans"])
    func `nothing in titles, texts, names and queries becomes markup`(_ language: String) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin, name: Self.mark, language: language)
        let mark = Self.mark
        let script = "\(mark)\n\n<script>canary()</script> [x](javascript:canary()) ![x](cid:1\" onerror=\"canary())"
        _ = try await desk.post(
            "/admin/knowledge/categories",
            [("title-en", mark), ("title-zh-Hans", mark), ("slug", "c"), ("position", "0")],
            as: admin
        )
        let category = try #require(try await desk.store.knowledgeCategories().first)
        let fields = form(mark, script) + [("category", "\(category.id)")]
        let page = try await save(desk, admin, fields.map { $0.0 == "slug" ? ("slug", "x") : $0 })
        let encoded = PercentCoding.encode(mark)
        let pages = [
            "/help", "/help/articles/x", "/help/categories/c", "/help/search?q=\(encoded)", "/help/search?q=canary",
            "/help/articles/\(encoded)", page, "/admin/knowledge", "/admin/knowledge/categories",
            "/admin/knowledge?after=\(encoded)",
        ]
        for path in pages {
            let answer = try await desk.get(path, as: admin, headers: ["Accept-Language": language])
            #expect(answer.status < 500, "\(path): \(answer.status)")
            // In an article's sanitized text quotes stand as they are; they mean something in attributes alone.
            let quotes = path == "/help/articles/x" ? [] : ["a='\""]
            for trace in ["<canary", "<script>canary", "javascript:canary()\"", "onerror=\"canary"] + quotes {
                #expect(!answer.body.contains(trace), "\(path): \(trace)")
            }
        }
    }

    @Test func `a reader gets the other language with a note, and their own where there is one`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        _ = try await save(desk, admin, form("Paper jams", "Open the lid."))
        _ = try await save(desk, admin, form("Refunds", "Write to us.", chinese: ("退款", "联系我们。")))
        let chinese = ["Accept-Language": "zh-CN"]
        let foreign = try await desk.get("/help/articles/paper-jams", headers: chinese)
        #expect(foreign.body.contains("本文暂无中文版本") && foreign.body.contains("lang=\"en\""))
        let own = try await desk.get("/help/articles/refunds", headers: chinese)
        #expect(own.body.contains("<h1 lang=\"zh-Hans\">退款</h1>") && !own.body.contains("本文暂无中文版本"))
        let found = try await desk.get("/help/search?q=%E9%80%80%E6%AC%BE", headers: chinese)
        #expect(found.body.contains("<mark>退款</mark>") && found.body.contains("/help/articles/refunds"))
        #expect(try await desk.get("/help/search?q=nothing-like-it").body.contains("/help/requests/new"))
    }

    @Test func `the front page and the lists of articles are turned page by page`() async throws {
        let desk = try TestDesk()
        func publish(_ slug: String, in category: KnowledgeCategoryID?) async throws {
            let draft = ArticleDraft(
                slug: slug,
                category: category,
                texts: [ArticleText(language: "en", title: "Article \(slug)", body: "x")]
            )
            guard
                case .saved(let article) = try await desk.store.saveArticle(draft, actor: .operator, at: desk.clock.now)
            else { throw CancellationError() }
            _ = try await desk.store.publish(article.id, revision: 1, actor: .operator, at: desk.clock.now)
        }
        for number in 10..<23 {
            let category = KnowledgeCategory(
                id: desk.ids.next(at: desk.clock.now),
                slug: "c\(number)",
                position: number,
                titles: ["en": "Category \(number)"]
            )
            #expect(try await desk.store.saveCategory(category, actor: .operator, at: desk.clock.now) == .done)
            try await publish("in-\(number)", in: category.id)
        }
        for number in 100..<160 { try await publish("a\(number)", in: nil) }
        let first = try await desk.get("/help").body
        #expect(first.contains("Category 10") && first.contains("Category 21") && !first.contains("Category 22"))
        #expect(first.contains("href=\"/help?page=2\"") && !first.contains("rel=\"prev\""))
        let second = try await desk.get("/help?page=2").body
        #expect(
            second.contains("Category 22") && second.contains("60 articles") && !second.contains("rel=\"next\"")
        )
        #expect(second.contains("rel=\"prev\" href=\"/help\""))
        // Each article is named once.
        let named = (first + second).matches(of: /href="(\/help\/articles\/[^"]+)"/).map(\.output.1)
        #expect(named.count == 5 && Set(named).count == 5)
        #expect(first.contains("<strong>Category 10</strong><span>1 article</span>"))
        let others = try await desk.get("/help/articles").body
        #expect(others.contains("a149") && !others.contains("a150") && others.contains("/help/articles?page=2"))
        let rest = try await desk.get("/help/articles?page=2", headers: ["Accept-Language": "zh-CN"]).body
        #expect(rest.contains("a159") && rest.contains("上一页") && !rest.contains("下一页"))
        for path in [
            "/help?page=3", "/help?page=0", "/help?page=x", "/help/articles?page=3", "/help/categories/c10?page=2",
        ] {
            #expect(try await desk.get(path).status == 404, "\(path)")
        }
    }

    @Test func `an opinion counts once, and one network has a limit`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        _ = try await save(desk, admin, form("Refunds", "x"))
        let path = "/help/articles/refunds/feedback"
        for _ in 0..<3 { #expect(try await desk.post(path, [("helpful", "yes")]).status == 303) }
        let article = try #require(try await desk.store.publishedArticle(slug: "refunds")).article
        #expect(article.helpful == 1 && article.unhelpful == 0)
        #expect(try await desk.post(path, [("helpful", "maybe")]).status == 404)
        for _ in 0..<40 { _ = try await desk.post(path, [("helpful", "no")]) }
        #expect(try await desk.post(path, [("helpful", "no")]).status == 429)
        #expect(try await desk.store.publishedArticle(slug: "refunds")?.article.unhelpful == 1)
    }

    @Test func `searches from one network are bounded, and nobody is kept from writing by it`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        _ = try await save(desk, admin, form("Refunds", "Write to us."))
        #expect(try await desk.get("/help/suggestions?q=refunds").body.contains("/help/articles/refunds"))
        for _ in 0..<599 { _ = try await desk.get("/help/search?q=refunds") }
        let refused = try await desk.get("/help/search?q=refunds")
        #expect(refused.status == 429 && refused.header("Retry-After") != nil)
        let suggested = try await desk.get("/help/suggestions?q=refunds")
        #expect(suggested.status == 200 && !suggested.body.contains("/help/articles/refunds"))
        #expect(try await desk.get("/help/requests/new?about=refunds").status < 400)
    }

    @Test func `a picture is served by the content origin under a signed address, and nothing else is a picture`()
        async throws
    {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let page = try await save(desk, admin, form("Plan", "x"))
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
        func upload(_ octets: [UInt8], _ name: String) async throws -> Answer {
            var body = Array(
                "--b\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n\(admin.formToken)\r\n".utf8
            )
            body += "--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"\(name)\"\r\n\r\n".utf8
            body += octets + Array("\r\n--b--\r\n".utf8)
            return try await desk.send(
                .post,
                "\(page)/pictures",
                as: admin,
                headers: ["Content-Type": "multipart/form-data; boundary=b", "Origin": "http://127.0.0.1:8080"],
                body: body
            )
        }
        #expect(try await upload(Array("<svg onload=alert(1)/>".utf8), "evil.png").status == 422)
        #expect(try await upload(png, "plan.png").status == 303)
        let article = try #require(try await desk.store.publishedArticle(slug: "plan")).article
        let picture = try #require(try await desk.store.pictures(of: article.id).first)
        let fields = form("Plan", "![The plan](cid:\(picture.id)) ![none](cid:99)") + [("basis", "1")]
        _ = try await save(desk, admin, fields, to: page)
        let body = try await desk.get("/help/articles/plan").body
        let address = try #require(body.firstMatch(of: /src="http:\/\/127\.0\.0\.1:8081(\/picture\/[^"]+)"/)).output.1
        #expect(!body.contains("cid:"))
        let answer = try await desk.send(.get, String(address), toContent: true)
        #expect(answer.status == 200 && answer.header("Content-Type") == "image/png")
        #expect(
            try await desk.send(.get, String(address).replacing("/picture/p", with: "/picture/p1"), toContent: true)
                .status == 404
        )
        desk.clock.advance(by: .seconds(1_000))
        #expect(try await desk.send(.get, String(address), toContent: true).status == 404)
        let policy = try await desk.get("/help/articles/plan").header("Content-Security-Policy")
        #expect(policy?.contains("img-src 'self' http://127.0.0.1:8081;") == true)
    }

    @Test func `only admins write articles`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn(.agent)
        #expect(try await desk.get("/admin/knowledge", as: agent).status == 403)
        #expect(try await desk.post("/admin/knowledge", form("A", "x") + [("do", "publish")], as: agent).status == 403)
        #expect(try await desk.store.popularArticles(limit: 5).isEmpty)
    }
}
