import Testing

@testable import MessageText

@Suite struct TrimmingWorkTests {
    /// Texts that would cost the square of their size if a line made others be read again.
    @Test(arguments: [
        "On Mon, 3 Mar 2025 at 10:15\n", "On On On On On On On On On On On On 2025 wrote:\n", "From: a@b.c\n\n",
        "x\n--\n", "--\n\n\n\n", "> x\n\n", "> x\n\ny\n\n", "Ann <a@b.c> wrote:\n\n", "sent from my phone\n", "```\n",
        "> (http://x\n y\n", "-----Original Message----\n", "a b c d e f g h i j k l m n o p q\n", "|\n", ">", "\n",
        "发件人：甲\n", "Thanks,\n", "ann@example.com\n\n",
    ])
    func `the work grows with the size and no faster`(unit: String) {
        let sizes = [1, 2, 4, 8]
        let work = sizes.map { size in
            var text = "x\n" + String(repeating: unit, count: 250 * size)
            return text.withUTF8 { octets in
                var anatomy = ReplyAnatomy(LineReading.lines(of: octets))
                _ = anatomy.parts()
                return anatomy.work
            }
        }
        #expect(work[0] > 0)
        for (index, size) in sizes.enumerated().dropFirst() {
            #expect(work[index] <= work[0] * size * 5 / 4 + 2_000, "\(size) times the text: \(work)")
        }
    }

    @Test func `ordinary lines are not folded`() {
        var text = String(repeating: "We have looked at it and found nothing that could be the reason.\n", count: 100)
        text.withUTF8 { octets in
            var anatomy = ReplyAnatomy(LineReading.lines(of: octets))
            _ = anatomy.parts()
            #expect(anatomy.work < 1_000)
        }
    }

    @Test(arguments: [(255, true), (256, true), (257, false), (100_000, false)])
    func `a tag may have so many attributes`(count: Int, passes: Bool) {
        let markup = Array(("<p>x<b" + String(repeating: " a=1", count: count) + ">y").utf8)
        #expect(markup.withUnsafeBufferPointer { TagSizeCheck.passes($0) } == passes)
    }

    @Test(arguments: [
        "<p title=\"" + String(repeating: "a ", count: 1_000) + "\">",
        "<script>for (i=0;i<n;) " + String(repeating: "a b ", count: 1_000) + "</script>",
        String(repeating: "<b a b c d>", count: 1_000), "a < " + String(repeating: "b ", count: 1_000),
    ])
    func `words that are no attributes are not counted`(markup: String) {
        #expect(Array(markup.utf8).withUnsafeBufferPointer { TagSizeCheck.passes($0) })
    }

    @Test(arguments: [
        ("ÀÉÎÕÜÝ Ÿ", "àéîõüý ÿ"), ("ĀĘŁŃŚŹŻŽ", "āęłńśźżž"), ("ΑΩΆΈΌΏΫ", "αωάέόώϋ"), ("АЯЁЇҐ", "аяёїґ"),
        ("ẠẾỒỰỸ", "ạếồựỹ"),
        ("From:\u{A0}A&lt;B&gt;", "from: a<b>"), ("发件人 FROM", "发件人 from"), ("×ßæ", "×ßæ"),
    ])
    func `text is folded as the standard library lowers it`(text: String, folded: String) {
        #expect(FoldedText.folded(text) == Array(folded.utf8))
    }
}
