import Testing

@testable import TicketStorage

/// The beginning of a message, as a line of a list shows it.
struct PreviewTests {
    @Test(arguments: [
        ("", ""), ("  \n\t ", ""), (" a \r\n\r\n b\u{A0} c ", "a b c"), ("退款 \n 请", "退款 请"),
        (String(repeating: "x", count: 300), String(repeating: "x", count: 200)),
        (String(repeating: "款", count: 300), String(repeating: "款", count: 200)),
        (String(repeating: "x", count: 199) + " y", String(repeating: "x", count: 199)),
        (String(repeating: "款", count: 199) + " y", String(repeating: "款", count: 199)),
        ("e\u{301}" + String(repeating: "x", count: 300), "e\u{301}" + String(repeating: "x", count: 199)),
    ])
    func `a preview is one line of at most two hundred characters`(_ text: String, _ expected: String) {
        #expect(TicketWriter.preview(of: text) == expected)
    }
}
