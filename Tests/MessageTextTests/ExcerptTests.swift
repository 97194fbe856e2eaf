import MessageText
import Testing

/// The beginning of a text in one line.
struct ExcerptTests {
    @Test(arguments: [
        ("", ""), ("  \n\t ", ""), (" a \r\n\r\n b\u{A0} c ", "a b c"), ("退款 \n 请", "退款 请"), ("退款\u{3000}请", "退款 请"),
        ("a\u{85}b\u{1680}c\u{2009}d\u{2028}e\u{202F}f\u{205F}g", "a b c d e f g"),
        ("zero\u{200B}width", "zero\u{200B}width"), ("👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦 family"),
        (String(repeating: "x", count: 300), String(repeating: "x", count: 200)),
        (String(repeating: "款", count: 300), String(repeating: "款", count: 200)),
        (String(repeating: "x", count: 199) + " y", String(repeating: "x", count: 199)),
        (String(repeating: "款", count: 199) + " y", String(repeating: "款", count: 199)),
        ("e\u{301}" + String(repeating: "x", count: 300), "e\u{301}" + String(repeating: "x", count: 199)),
    ])
    func `an excerpt is one line of at most as many characters as asked`(_ text: String, _ expected: String) {
        #expect(Excerpt.line(of: text, maximumLength: 200) == expected)
    }

    @Test func `a character of endless marks makes no endless line`() {
        let text = "e" + String(repeating: "\u{301}", count: 100_000)
        #expect(Excerpt.line(of: text, maximumLength: 10).unicodeScalars.count <= 40)
    }
}
