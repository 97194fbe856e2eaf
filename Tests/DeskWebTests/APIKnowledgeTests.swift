import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// The knowledge base over the API.
@Suite struct APIKnowledgeTests {
    private static let texts: JSON = [
        ["language": "en", "title": "Reset the pump", "body": "Hold the **red** button."],
        ["language": "zh-Hans", "title": "重置水泵", "body": "按住红色按钮。"],
    ]

    @Test func `an article is begun, revised, published, read and withdrawn`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let category = try await desk.api(
            .post,
            "/knowledge/categories",
            ["titles": [["language": "en", "title": "First steps"]], "position": 3],
            as: program
        )
        #expect(category.status == 201 && category.json["slug"] == "first-steps")
        let new: JSON = ["texts": Self.texts, "category": category.json["id"] ?? .null]
        let key = ["Idempotency-Key": "article-1"]
        let made = try await desk.api(.post, "/knowledge/articles", new, as: program, headers: key)
        let again = try await desk.api(.post, "/knowledge/articles", new, as: program, headers: key)
        #expect(made.status == 201 && again.json == made.json && again.answer.header("ETag") == "\"1\"")
        #expect(made.json["slug"] == "reset-the-pump" && made.json["published"] == .null)
        let path = "/knowledge/articles/\(made.json["id"]?.text ?? "")"
        #expect(try await desk.api(.get, "/knowledge/published/reset-the-pump", as: program).status == 404)

        #expect(try await desk.api(.post, "\(path)/publish", [:], as: program).status == 204)
        let revised = try await desk.api(
            .patch,
            path,
            ["texts": [["language": "en", "title": "Reset the pump", "body": "Hold the green button."]]],
            as: program,
            headers: ["If-Match": "\"1\""]
        )
        #expect(revised.status == 200 && revised.json["revision"] == 2 && revised.entityTag == "\"2\"")
        let stale = try await desk.api(.patch, path, ["position": 1], as: program, headers: ["If-Match": "\"1\""])
        #expect(stale.status == 412)
        // What is published stays until another revision is.
        let shown = try await desk.api(.get, "/knowledge/published/reset-the-pump", as: program).json
        #expect(shown["texts"]?.elements.count == 2)
        let found = try await desk.api(.get, "/knowledge/search?q=red", as: program).json["items"]?.elements ?? []
        #expect(found.map { $0["slug"]?.text } == ["reset-the-pump"])
        #expect(try await desk.get("/help/articles/reset-the-pump").body.contains("red"))
        let revisions = try await desk.api(.get, "\(path)/revisions", as: program).json["items"]?.elements ?? []
        #expect(revisions.map { $0["number"]?.integer } == [2, 1])
        let first = try await desk.api(.get, "\(path)/revisions/1", as: program).json
        #expect(first["texts"]?.elements.first?["body"] == "Hold the **red** button.")
        #expect(try await desk.api(.post, "\(path)/publish", ["revision": 9], as: program).status == 409)

        #expect(try await desk.api(.post, "\(path)/withdraw", as: program).status == 204)
        #expect(try await desk.api(.post, "\(path)/withdraw", as: program).status == 409)
        #expect(try await desk.get("/help/articles/reset-the-pump").status == 404)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(actions.count { $0.hasPrefix("article.") } == 4)
    }

    @Test func `articles come page by page, and drafts are for admins`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        for number in 1...3 {
            let texts: JSON = [["language": "en", "title": .text("Article \(number)"), "body": "Words."]]
            #expect(try await desk.api(.post, "/knowledge/articles", ["texts": texts], as: program).status == 201)
        }
        var slugs: Set<String> = []
        var next: String? = "/api/v1/knowledge/articles?limit=2"
        while let place = next {
            let page = try await desk.api(.get, String(place.dropFirst("/api/v1".count)), as: program)
            slugs.formUnion(page.json["items"]?.elements.compactMap { $0["slug"]?.text } ?? [])
            next = page.json["next"]?.text
        }
        #expect(slugs == ["article-1", "article-2", "article-3"])
        let reader = try await desk.program([.readDesk, .readTickets])
        #expect(try await desk.api(.get, "/knowledge/articles", as: reader).status == 403)
        let found = try await desk.api(.get, "/knowledge/search?q=words", as: reader)
        #expect(found.status == 200 && found.json["items"]?.elements.isEmpty == true)
    }

    @Test func `categories are changed and removed, and their articles stay`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let titles: JSON = [["language": "zh-Hans", "title": "常见问题"]]
        #expect(
            try await desk.api(.post, "/knowledge/categories", ["titles": titles], as: program).places == ["#/slug"]
        )
        let made = try await desk.api(.post, "/knowledge/categories", ["titles": titles, "slug": "faq"], as: program)
        let taken = try await desk.api(.post, "/knowledge/categories", ["titles": titles, "slug": "faq"], as: program)
        #expect(made.status == 201 && taken.status == 409)
        let path = "/knowledge/categories/\(made.json["id"]?.text ?? "")"
        let changed = try await desk.api(.patch, path, ["position": 7], as: program)
        #expect(changed.json["position"] == 7 && changed.json["titles"] == titles && changed.json["slug"] == "faq")
        let article = try await desk.api(
            .post,
            "/knowledge/articles",
            ["texts": Self.texts, "category": made.json["id"] ?? .null],
            as: program
        )
        #expect(try await desk.api(.delete, path, as: program).status == 204)
        #expect(try await desk.api(.get, "/knowledge/categories", as: program).json["items"]?.elements.isEmpty == true)
        let left = try await desk.api(.get, "/knowledge/articles/\(article.json["id"]?.text ?? "")", as: program)
        #expect(left.json["category"] == .null)
    }

    @Test func `a picture is kept for an article's text, and what is none is refused`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let made = try await desk.api(.post, "/knowledge/articles", ["texts": Self.texts], as: program)
        let path = "/knowledge/articles/\(made.json["id"]?.text ?? "")/pictures"
        let octets: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00]
        let picture = try await desk.api(
            .post,
            "\(path)?name=pump.png",
            octets: octets,
            as: program,
            headers: ["Content-Type": "image/png"]
        )
        #expect(picture.status == 201 && picture.json["reference"]?.text?.hasPrefix("cid:") == true)
        let text = try await desk.api(
            .post,
            path,
            octets: Array("no picture".utf8),
            as: program,
            headers: ["Content-Type": "image/png"]
        )
        #expect(text.status == 400)
        #expect(try await desk.api(.get, path, as: program).json["items"]?.elements == [picture.json])
    }

    @Test(
        arguments: [
            (["texts": []], "#/texts"),
            (["texts": [["language": "fr", "title": "a", "body": "b"]]], "#/texts/0/language"),
            (["texts": [["language": "en", "title": "a", "body": "b"]], "slug": "No Slug"], "#/slug"),
            (["texts": [["language": "zh-Hans", "title": "水泵", "body": "水"]]], "#/slug"),
            (["texts": [["language": "en", "title": "a", "body": "b"]], "category": "99"], "#/category"),
        ] as [(JSON, String)]
    )
    func `an article that cannot be is refused by name`(_ body: JSON, _ place: String) async throws {
        let desk = try TestDesk()
        let answer = try await desk.api(.post, "/knowledge/articles", body, as: try await desk.program())
        #expect(answer.status == 422 && answer.places == [place])
        #expect(try await desk.store.articlePage(after: nil, limit: 10).items.isEmpty)
    }
}
