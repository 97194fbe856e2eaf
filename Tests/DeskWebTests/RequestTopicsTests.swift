import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

/// Submitting a request: topics, and articles that are offered before the form.
@Suite struct RequestTopicsTests {
    private func publish(_ desk: TestDesk, _ slug: String, _ title: String, _ body: String) async throws {
        let draft = ArticleDraft(slug: slug, texts: [ArticleText(language: "en", title: title, body: body)])
        guard case .saved(let article) = try await desk.store.saveArticle(draft, actor: .operator, at: desk.clock.now)
        else {
            throw PageProblem.notFound
        }
        _ = try await desk.store.publish(article.id, revision: 1, actor: .operator, at: desk.clock.now)
    }

    @Test func `matching articles stand before the form, which has the words as its subject`() async throws {
        let desk = try TestDesk()
        try await publish(desk, "jams", "Paper <jams>", "Open the lid.")
        let about = PercentCoding.encode("My paper is stuck & \"torn\"")
        let page = try await desk.get("/help/requests/new?topic=form&about=\(about)")
        #expect(page.status == 200 && page.body.contains("/help/articles/jams"))
        #expect(page.body.contains("&lt;jams&gt;") && !page.body.contains("<jams>"))
        #expect(page.body.contains("href=\"/channels/form/form?lang=en&amp;subject=My%20paper"))
        let other = try await desk.get("/help/requests/new?topic=form&about=Invoice")
        #expect(other.location == "/channels/form/form?lang=en&subject=Invoice")
        // Without a topic, where there are several, one is asked for and the words stay.
        let again = try await desk.get("/help/requests/new?about=Invoice&topic=none")
        #expect(again.status == 200 && again.body.contains("value=\"Invoice\""))
    }

    @Test func `the script is told the same articles, and quotes do not break out`() async throws {
        let desk = try TestDesk()
        try await publish(desk, "jams", "Paper \"jams\"\n</script>", "Open the lid.")
        let answer = try await desk.get("/help/suggestions?q=paper")
        #expect(answer.header("Content-Type") == "application/json")
        #expect(
            answer.body.contains(#""title":"Paper \"jams\""#) && answer.body.contains(#""path":"/help/articles/jams""#)
        )
        #expect(try await desk.get("/help/suggestions?q=").body.contains(#""articles":[]"#))
        #expect(try await desk.get("/help/suggestions?q=\(String(repeating: "paper", count: 3_000))").status == 200)
        let asset = try await desk.get("/help/assets/\(PortalScript.asset.name)")
        #expect(asset.status == 200 && asset.header("Cache-Control")?.contains("immutable") == true)
    }

    @Test func `whoever is signed in is told so, and the form's page is told who asks`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let customer = try await desk.signInCustomer()
        #expect(try await desk.get("/help/requests/new", as: customer).body.contains("grace@customer.example"))
        #expect(try await desk.get("/help/requests/new").body.contains("grace@customer.example") == false)
        #expect(try await desk.get("/channels/form/form", as: customer).body.contains("for grace@customer.example"))
        #expect(try await desk.get("/channels/form/form").body == "page form")
        let submitted = try await desk.post("/channels/form/form", [("a", "b")], as: customer)
        #expect(!submitted.body.contains("grace@"))
    }
}
