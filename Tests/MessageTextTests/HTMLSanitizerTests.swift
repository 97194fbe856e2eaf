import MessageText
import Testing

@Suite struct HTMLSanitizerTests {
    private func markup(_ html: String) -> String { HTMLSanitizer.sanitize(html).html.markup }

    @Test(arguments: [
        ("<script>alert(1)</script>x", "x"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<p onclick=alert(1)>x</p>", "<p>x</p>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>x", "x"),
        ("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", ""),
        ("<template><p>x</p></template>y", "y"),
        ("<a href=\"java\tscript:alert(1)\">x</a>", "<a>x</a>"),
        ("<a href=\" javascript:alert(1)\">x</a>", "<a>x</a>"),
        ("<a href=\"data:text/html,x\">x</a>", "<a>x</a>"),
        ("<a href=\"&#106;avascript:alert(1)\">x</a>", "<a>x</a>"),
        ("<a href=\"/relative\">x</a>", "<a>x</a>"),
        ("<a href=\"http:evil\">x</a>", "<a>x</a>"),
        ("<iframe src=https://x></iframe>y", "y"),
        ("<form action=https://x><input name=a>y</form>", "y"),
        ("<base href=https://x><meta http-equiv=refresh content=0>y", "y"),
        ("<p style=\"background:url(https://x)\">y</p>", "<p>y</p>"),
        ("<p style=\"width:expression(alert(1))\">y</p>", "<p>y</p>"),
        ("<p style=\"position:fixed;top:0;color:red\">y</p>", "<p style=\"color:red\">y</p>"),
        ("<p style=\"color:r\\65 d;font-weight:bold\">y</p>", "<p style=\"font-weight:bold\">y</p>"),
        ("<p style=\"color:red/*;*/;-moz-binding:x;behavior:y\">y</p>", "<p>y</p>"),
        ("<p style=\"margin-left:-9999px\">y</p>", "<p>y</p>"),
        ("<b id=x name=y class=z>y</b>", "<b>y</b>"),
        ("<![CDATA[<script>]]>", "]]&gt;"),
        ("<td>x</td>", "x"),
    ])
    func `what could run, fetch or cover is taken out`(html: String, expected: String) {
        #expect(markup(html) == expected)
    }

    @Test(arguments: [
        "<p align=\"center\">a <b>b</b> <i>c</i> <u>d</u></p>",
        "<table width=\"100%\" cellpadding=\"0\" border=\"0\"><tbody><tr><td bgcolor=\"#ffffff\" colspan=\"2\">x</td></tr></tbody></table>",
        "<ul><li>a</li><li>b<ol start=\"3\"><li>c</li></ol></li></ul>",
        "<blockquote type=\"cite\">x</blockquote>",
        "<p style=\"color:#333;font-family:'Segoe UI',微软雅黑;font-size:11pt\">x</p>",
        "<span style=\"background-color:rgb(1, 2, 3)\">x</span>",
        "<a href=\"mailto:a@example.com\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>",
        "<pre>\n\nx</pre>",
        "a &amp; b &lt; c",
    ])
    func `what is harmless stays as it is`(html: String) {
        #expect(markup(html) == html)
    }

    @Test func `links open outside and tell nobody where from`() {
        let sanitized = markup("<a href='//example.com/a b' target=_top rel=opener>x</a>")
        let expected =
            "<a href=\"https://example.com/a%20b\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>"
        #expect(sanitized == expected)
    }

    @Test func `images elsewhere are named and counted but not fetched`() {
        let sanitized = HTMLSanitizer.sanitize("<img src='https://x.example/p.gif?a&b' width=1 height=1 srcset='//y'>")
        #expect(
            sanitized.html.markup
                == "<img width=\"1\" height=\"1\" data-remote-src=\"https://x.example/p.gif?a&amp;b\">"
        )
        #expect(sanitized.remoteImages == 1)
        let again = HTMLSanitizer.sanitize(sanitized.html.markup)
        #expect(again.html == sanitized.html)
        #expect(again.remoteImages == 1)
    }

    @Test func `images of the mail itself keep their ids`() {
        let sanitized = HTMLSanitizer.sanitize("<img src='cid:a%40b'><img src='cid:c'><img src='cid:c'>")
        #expect(sanitized.contentIDs == ["a@b", "c"])
        #expect(sanitized.html.markup.contains("src=\"cid:a%40b\""))
        #expect(sanitized.remoteImages == 0)
    }

    @Test(arguments: [
        ("data:image/png;base64,iVBORw0KGgo=", true),
        ("data:image/jpg;base64,/9j/", true),
        ("data:image/svg+xml;base64,PHN2Zz4=", false),
        ("data:image/png,<svg>", false),
        ("data:text/html;base64,PHNjcmlwdD4=", false),
    ])
    func `inline images are kept when they are pictures`(address: String, isKept: Bool) {
        #expect(markup("<img src=\"\(address)\">").contains("src=") == isKept)
    }

    @Test func `an inline image above the limit is left out`() {
        var limits = HTMLLimits.standard
        limits.inlineImageBytes = 100
        let image = "<img alt=\"x\" src=\"data:image/png;base64,\(String(repeating: "A", count: 200))\">"
        #expect(HTMLSanitizer.sanitize(image, limits: limits).html.markup == "<img alt=\"x\">")
    }

    @Test func `the colors of the body go to a block of their own`() {
        let sanitized = markup(
            "<html><head><title>t</title><style>p{}</style></head><body bgcolor=#eee text=red>x</body>"
        )
        #expect(sanitized == "<div style=\"background-color:#eee;color:red\">x</div>")
    }

    @Test func `a frame set is read like a body`() {
        #expect(markup("<frameset><frame src=x></frameset><noframes><p>x</p></noframes>").isEmpty)
        #expect(markup("<html><frameset></frameset></html>").isEmpty)
    }

    @Test(arguments: HostileMarkup.allCases)
    func `hostile markup ends within the limits and stays harmless`(hostile: HostileMarkup) {
        var limits = HTMLLimits.standard
        limits.parseMilliseconds = 50
        limits.outputBytes = 1 << 20
        let sanitized = HTMLSanitizer.sanitize("<p>kept</p>\(hostile.markup)<script>alert(1)</script>", limits: limits)
        #expect(sanitized.html.markup.contains("kept"))
        #expect(!sanitized.html.markup.contains("<script"))
    }

    @Test func `long input is cut and says so`() {
        var limits = HTMLLimits.standard
        limits.inputBytes = 20
        let sanitized = HTMLSanitizer.sanitize("<p>0123456789</p><p>left out</p>", limits: limits)
        #expect(sanitized.shortened)
        #expect(sanitized.text.hasPrefix("0123456789"))
        #expect(!sanitized.text.contains("out"))
        #expect(!HTMLSanitizer.sanitize("<p>x</p>").shortened)
    }

    @Test func `elements nested too deep lose their tags and keep their text`() {
        var limits = HTMLLimits.standard
        limits.depth = 3
        let html = "<div><div><div><div>x<table><tr><td>y</td></tr></table></div></div></div></div>"
        #expect(HTMLSanitizer.sanitize(html, limits: limits).html.markup == "<div><div><div>xy</div></div></div>")
    }
}

enum HostileMarkup: String, CaseIterable {
    case depth
    case tables
    case formatting
    case attributes
    case lists
    case comments
    case nulls

    var markup: String {
        switch self {
        case .depth: String(repeating: "<div>", count: 50_000)
        case .tables: String(repeating: "<div><table></div></table>", count: 50_000)
        case .formatting: String(repeating: "<b><i><u><p>", count: 20_000)
        case .attributes: "<a " + (0..<30_000).map { "x\($0)=1" }.joined(separator: " ") + ">"
        case .lists: String(repeating: "<ul><li>", count: 20_000)
        case .comments: String(repeating: "<!--", count: 100_000)
        case .nulls: String(repeating: "\u{0}<", count: 100_000)
        }
    }
}
