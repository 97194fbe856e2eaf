import Testing
import TicketStorage

/// Search over documents at hand, as `probe` offers it.
struct SearchTests {
    private static let documents = [
        "退款已经处理", "请开发票抬头", "The refund is late", "REFUND", "ﾊﾝｶｸ と 全角", "no match at all",
    ]

    @Test(
        arguments: [
            ("退款", [0]), ("发票抬头", [1]), ("款退", []), ("退", [0]), ("头", [1]), ("refund", [2, 3]), ("refund late", [2]),
            ("", []), ("\"", []), ("refund OR match", []), ("ref*", []), ("NEAR(refund late)", []),
        ] as [(String, Set<Int>)]
    )
    func `documents are found by words`(_ query: String, _ expected: Set<Int>) throws {
        #expect(Set(try SQLiteSearch.hits(documents: Self.documents, query: query)) == expected)
    }

    @Test func `the better match comes first`() throws {
        let documents = ["printer", "a long text that says printer once among many other words about something else"]
        #expect(try SQLiteSearch.hits(documents: documents, query: "printer") == [0, 1])
    }
}
