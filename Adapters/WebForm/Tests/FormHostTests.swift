import ChannelKit
import Testing

@testable import WebFormAdapter

/// What the desk tells the form: who looks, what it is about, and how the desk presents itself.
struct FormHostTests {
    private static let mark = "\"><script>x</script>"

    @Test func `a visitor whom the desk knows finds name, address and subject filled in`() async throws {
        let host = WebHost(visitorName: "Ada", visitorEmail: "ada@example.org")
        let query = [HeaderField("subject", "Paper\njams"), HeaderField("email", "mallory@example.org")]
        let page = try await FormSample().get("form", query: query, host: host).text
        #expect(page.contains("value=\"Ada\"") && page.contains("value=\"ada@example.org\""))
        #expect(page.contains("value=\"Paper jams\""))
        // A link fills in nobody's address.
        #expect(!page.contains("mallory"))
        // The language can still be changed: nobody has typed anything.
        #expect(page.contains("class=\"language\""))
    }

    @Test func `what is filled in is text, and no longer than the field`() async throws {
        let host = WebHost(
            visitorName: Self.mark,
            visitorEmail: Self.mark,
            brandName: Self.mark,
            brandSheet: Self.mark,
            brandLogo: Self.mark
        )
        let query = [HeaderField("subject", Self.mark + String(repeating: "x", count: 5_000))]
        let page = try await FormSample().get("form", query: query, host: host).text
        #expect(!page.contains("<script>x") && !page.contains(String(repeating: "x", count: 300)))
    }

    @Test func `programs are told of nobody`() async throws {
        let host = WebHost(visitorName: "Ada", visitorEmail: "ada@example.org")
        let accept = [HeaderField("Accept", "application/json")]
        let answer = try await FormSample().get("form", headers: accept, host: host)
        #expect(!answer.text.contains("ada@example.org"))
    }

    @Test func `the desk's name, logo and colors stand on the page but not in a frame`() async throws {
        let host = WebHost(brandName: "Brook", brandSheet: "/help/brand.css?v=1", brandLogo: "/help/logo?v=2")
        let page = try await FormSample().get("form", host: host).text
        #expect(page.contains("<p class=\"brand\"><img src=\"/help/logo?v=2\" alt=\"\">Brook</p>"))
        #expect(page.contains("<link rel=\"stylesheet\" href=\"/help/brand.css?v=1\">"))
        let framed = try await FormSample().get("form", query: [HeaderField("embed", "1")], host: host).text
        #expect(!framed.contains("class=\"brand\""))
    }
}
