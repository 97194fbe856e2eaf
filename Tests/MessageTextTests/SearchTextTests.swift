import MessageText
import Testing

@Suite struct SearchTextTests {
    @Test(arguments: [
        ("周杰伦", "周杰 杰伦 伦"),
        ("退", "退"),
        ("Hello, World!", "hello world"),
        ("手机iPhone壳", "手机 机 iphone 壳"),
        ("ＡＢＣ１２３，全角", "abc123 全角 角"),
        ("ｶﾞｷﾞ", "ガギ ギ"),
        ("e\u{301}te\u{301}", "été"),
        ("환불을", "환불 불을 을"),
        ("株式会社ﾃｽﾄ", "株式 式会 会社 社テ テス スト ト"),
        ("葛\u{E0100}城", "葛城 城"),
        ("snake_case 50% \"a&b\"", "snake case 50 a b"),
        ("co\u{AD}operate zero\u{200B}width", "cooperate zerowidth"),
        ("ÀÉ Straße ПРИВЕТ", "àé straße привет"),
        ("𠮷野家", "𠮷野 野家 家"),
        ("—…！？🙂", ""),
        ("", ""),
    ])
    func `a text is indexed as words and pairs`(text: String, expected: String) {
        #expect(SearchText.indexed(text) == expected)
    }

    @Test(arguments: [
        ("退款", #""退款""#),
        ("周杰伦", #""周杰 杰伦""#),
        ("退", #""退" *"#),
        ("love 中国", #""love" AND "中国""#),
        ("love\u{3000}中国", #""love" AND "中国""#),
        ("A-123", #""a 123""#),
        ("手机iPhone", #""手机 机 iphone""#),
        ("iPhone手", #""iphone 手" *"#),
        ("退款！", #""退款""#),
        (#"x" OR NEAR(y*) {z} ^a:b"#, #""x" AND "or" AND "near y" AND "z" AND "a b""#),
    ])
    func `a query becomes quoted phrases`(query: String, expected: String) {
        #expect(SearchText.matchExpression(query) == expected)
    }

    @Test(arguments: ["", "   ", "\"", "%_*^", "。，！", "🙂", "\u{301}", "\u{0}"])
    func `a query without letters and digits finds nothing`(query: String) {
        #expect(SearchText.matchExpression(query) == nil)
    }

    @Test func `a query never holds more than quotes, letters, digits and its own operators`() {
        let hostile = (0..<0x3000).compactMap { Unicode.Scalar($0 as UInt32) }.map { String($0) }
        for scalar in hostile {
            guard let expression = SearchText.matchExpression("a\(scalar)b") else { continue }
            let inside = expression.split(separator: "\"", omittingEmptySubsequences: true)
            for (index, part) in inside.enumerated() where index % 2 == 1 {
                #expect(part == " AND " || part == " *")
            }
            #expect(expression.count { $0 == "\"" } % 2 == 0)
        }
    }

    @Test func `a long query is cut and keeps its first terms`() {
        let many = (0..<500).map { "w\($0)" }.joined(separator: " ")
        let expression = SearchText.matchExpression(many) ?? ""
        #expect(expression.hasPrefix(#""w0" AND "w1""#))
        #expect(expression.split(separator: " AND ").count == SearchText.maximumTermCount)
        let one = String(repeating: "退", count: 100_000)
        #expect((SearchText.matchExpression(one) ?? "").utf8.count < 4 * SearchText.maximumQueryLength)
    }

    @Test func `a word that a mail program wrapped is found`() {
        let line = String(repeating: "字", count: 30)
        #expect(SearchText.indexed("\(line)退\n款").hasSuffix("字退 退款 款"))
        #expect(SearchText.indexed("\(line)退\r\n款").hasSuffix("字退 退款 款"))
        #expect(SearchText.indexed("\(line)退\n\n款").hasSuffix("字退 退 款"))
        #expect(SearchText.indexed("\(line)退\n\u{3000}款").hasSuffix("字退 退 款"))
        #expect(SearchText.indexed("\(line)退\nABC").hasSuffix("字退 退 abc"))
        #expect(SearchText.indexed("苹果\n香蕉") == "苹果 果 香蕉 蕉")
    }

    @Test func `reversed characters are another phrase`() {
        #expect(!SearchText.indexed("周杰伦").contains("伦杰"))
        #expect(SearchText.matchExpression("伦杰") == #""伦杰""#)
    }
}
