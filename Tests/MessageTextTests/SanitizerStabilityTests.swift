import MessageText
import Testing

/// Markup that changes when it is parsed again is how sanitizers are fooled, so what is written must read back as
/// itself, whatever it was made from.
@Suite struct SanitizerStabilityTests {
    @Test(arguments: ["&#x81;", "&#x9D;", "&#xFDD0;", "&#xFFFE;", "&#x1FFFF;"])
    func `a reference to no character is replaced, as a parser would`(reference: String) {
        let first = HTMLSanitizer.sanitize("<p title=\"a\(reference)b\">ä\(reference)漢😀</p>").html.markup
        #expect(first == "<p title=\"a\u{FFFD}b\">ä\u{FFFD}漢😀</p>")
        #expect(HTMLSanitizer.sanitize(first).html.markup == first)
    }

    @Test(arguments: [
        "<p><button><p>x</p></button></p>",
        "<a href=http://x><table><tr><td><a href=http://y>z</a></td></tr></table></a>",
        "<object><a><object><a>x</a></object></a></object>",
        "<h1><button><h2>x</h2></button></h1>",
        "<li><form><main><li>x",
        "<b><b><b><b><b>x</b></b></b></b></b>",
        "<pre>\n\nx</pre>", "<pre><b>\n</b></pre>", "<pre>&#13;x</pre>", "<pre><noscript></noscript>\nx</pre>",
        "<p title='a &#13; \u{7F}'>x</p>", "<p title=\" \u{1} x \">x</p>",
        "<ruby>a<rt>b<rp>c</ruby>", "<table>x<b>y</table>", "<table><caption><p>x<table>",
        "\u{FEFF} <p>x</p> \n", "<frameset><p>x", "<isindex prompt=x>",
    ])
    func `a case that needs care reads back as itself`(html: String) {
        let once = HTMLSanitizer.sanitize(html).html
        #expect(HTMLSanitizer.sanitize(once.markup).html == once)
    }

    @Test(arguments: 0..<8)
    func `random tag soup reads back as itself`(seed: Int) {
        var soup = TagSoup(seed: UInt64(seed))
        for _ in 0..<1_000 {
            let html = soup.next()
            let once = HTMLSanitizer.sanitize(html).html
            let twice = HTMLSanitizer.sanitize(once.markup).html
            guard once != twice else { continue }
            Issue.record("\(html.debugDescription)\n-> \(once.markup)\n-> \(twice.markup)")
            return
        }
    }
}

/// Makes markup no author would write, the same for the same seed.
struct TagSoup {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    private static let tags =
        """
        a abbr b i u em font small code p div span center table tbody thead tr td th caption col colgroup ul ol li dl \
        dt dd h1 h2 pre blockquote br hr img button form label nobr object noscript select option textarea svg math \
        mtext mglyph style script title template iframe xmp plaintext listing marquee applet body html head frameset \
        frame input ruby rt rp details summary address fieldset o:p unknown annotation-xml noembed noframes isindex \
        image main menu
        """.split(separator: " ")
    private static let attributes = [
        "style=\"color:red;position:fixed\"", "href=\"http://x/y z\"", "src='cid:1'", "src=//x/y", "align=left",
        "title='a\u{7F} &#13; b\"<'", "bgcolor=\"#fff\"", "onclick=x()", "colspan=3", "alt=\" x \"", "type=1",
    ]
    private static let texts = [
        "x", " ", "\n", "&amp;lt;", "&#0;", "&#13;", "\r\n", "退款", "<!--", "-->", "<![CDATA[", "]]>", "\u{0}", "<",
        ">", "\"", "&nbsp;", "\u{C}", "\u{1}", "<?x", "</p>", "</br>", "\u{FEFF}",
    ]

    mutating func next() -> String {
        var html = ""
        for _ in 0...pick(40) {
            switch pick(10) {
            case 0..<5:
                html += "<\(Self.tags[pick(Self.tags.count)])"
                for _ in 0..<pick(3) { html += " " + Self.attributes[pick(Self.attributes.count)] }
                html += ">"
            case 5..<7: html += "</\(Self.tags[pick(Self.tags.count)])>"
            default: html += Self.texts[pick(Self.texts.count)]
            }
        }
        return html
    }

    private mutating func pick(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(count))
    }
}
