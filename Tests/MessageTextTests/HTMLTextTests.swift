import MessageText
import Testing

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb"),
        ("a  \n b<br>c", "a b\nc"),
        ("<ul><li>a<li>b<ol start=3><li>c</ol></ul>", "- a\n- b\n  3. c"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>x", "a\tb\n\nx"),
        ("x<blockquote>a<br>b<blockquote>c</blockquote></blockquote>y", "x\n\n> a\n> b\n>\n> > c\n\ny"),
        ("<a href='https://example.com/x'>here</a>!", "here <https://example.com/x>!"),
        ("<a href='https://example.com/'>example.com</a>", "example.com"),
        ("<a href='mailto:a@example.com'>a@example.com</a>", "a@example.com"),
        ("a<hr>b", "a\n\n---\n\nb"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<img alt='A cat' src='cid:1'>", "[A cat]"),
        ("<div style='display:none'>hidden</div>seen", "seen"),
        ("<script>x</script><style>y</style><title>z</title>a", "a"),
        ("&lt;b&gt; &amp;amp; &nbsp;x", "<b> &amp;  x"),
    ])
    func `a document becomes readable text`(html: String, expected: String) {
        #expect(HTMLSanitizer.sanitize(html).text == expected)
    }

    @Test(arguments: [
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<a href='https://example.com/x'>here</a>", "here"),
        ("<blockquote>a</blockquote>b", "a\n\nb"),
        ("<img alt='A cat'>x", "x"),
    ])
    func `plain text holds the words only`(html: String, expected: String) {
        #expect(HTMLText.plainText(html) == expected)
    }

    @Test func `escaped text is text again`() {
        let text = "<a href=\"x\" title='y'>&amp;</a>"
        #expect(HTMLText.escape(text) == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;")
        #expect(HTMLText.plainText(HTMLText.escape(text)) == text)
    }
}
