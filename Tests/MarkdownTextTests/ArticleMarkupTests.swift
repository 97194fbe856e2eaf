import MarkdownText
import MessageText
import Testing

/// Articles as markup: what Markdown means, and nothing that runs.
@Suite struct ArticleMarkupTests {
    private func render(_ markdown: String) -> String {
        ArticleMarkup.render(markdown, origin: "https://desk.example").html.markup
    }

    @Test(arguments: [
        ("# Title", "<h2>Title</h2>"),
        ("## Section", "<h2>Section</h2>"),
        ("# Title\n\n## Section", "<h3>Section</h3>"),
        ("###### Deep\n\n# Title", "<h6>Deep</h6>"),
        ("**bold** *soft* ~~gone~~", "<strong>bold</strong>"),
        ("- one\n- two", "<li>one</li>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
        ("[text](https://example.org/x)", "href=\"https://example.org/x\""),
        ("[next](/help/articles/next)", "href=\"https://desk.example/help/articles/next\""),
        ("see https://example.org", "href=\"https://example.org\""),
        ("![Plan](cid:42)", "src=\"cid:42\""),
        ("打印机**卡纸**", "<strong>卡纸</strong>"),
    ])
    func `what Markdown means is shown`(_ markdown: String, _ expected: String) {
        let markup = render(markdown)
        #expect(markup.contains(expected), "\(markup)")
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,<script>alert(1)</script>)", "<svg onload=alert(1)>",
        "![x](javascript:alert(1))", "[x](<javascript:alert(1)>)", "<a href='javascript:alert(1)'>x</a>",
        "![x\" onerror=\"alert(1)](cid:1)", "[x](/help\" onclick=\"alert(1))", "`<script>alert(1)</script>`",
        "<div style=\"position:fixed\">x</div>", "[x]: javascript:alert(1)\n\n[x]",
        "<https://example.org/\"onmouseover=alert(1)//>",
    ])
    func `nothing in a text runs`(_ markdown: String) {
        let markup = render(markdown)
        #expect(!markup.contains("<script") && !markup.contains("javascript:") && !markup.contains("<svg"), "\(markup)")
        // As attributes only: in a text, and between an attribute's quotes, such words do nothing.
        #expect(markup.firstMatch(of: /<[a-z]+(\s+[a-z-]+="[^"]*")*\s+(on[a-z]+|style)\s*=/) == nil, "\(markup)")
        #expect(markup.firstMatch(of: /<[a-z][^>]*"on[a-z]+=/) == nil && !markup.contains("data:text"), "\(markup)")
    }

    @Test func `pictures of other sites are not fetched`() {
        let rendered = ArticleMarkup.render("![x](https://tracker.example/x.png)", origin: "https://desk.example")
        #expect(!rendered.html.markup.contains(" src=\"https://tracker"), "\(rendered.html.markup)")
    }

    @Test(arguments: ["|", "[", "*", ">", "`", "![](", "- ", "<", "\n# x\n| a |\n|-|\n"])
    func `the most expensive text of the allowed length is rendered within bounds`(_ piece: String) {
        let text = String(repeating: piece, count: ArticleMarkup.maximumLength)
        let clock = ContinuousClock()
        let time = clock.measure { _ = render(text) }
        // A fifth of a second alone; busy machines get their time.
        #expect(time < .seconds(30))
    }

    @Test func `what is behind the limit is left out`() {
        let text = String(repeating: "a ", count: ArticleMarkup.maximumLength / 2) + "behind"
        #expect(!render(text).contains("behind"))
    }
}
