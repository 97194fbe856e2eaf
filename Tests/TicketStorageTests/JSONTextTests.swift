import ChannelKit
import DeskModel
import Foundation
import Testing

@testable import TicketStorage

/// Lists that are stored as one column come back as they were.
struct JSONTextTests {
    private static let texts = [
        "", "plain", "a \"quote\" and a \\ backslash", "line\nbreak\ttab\u{0}\u{1f}", "退款 🧾 é", "[{\"name\":\"x\"}]",
        "\\u0041", "\\",
    ]

    @Test func `texts come back`() throws {
        #expect(try JSONText.read(JSONText.list([String]())) == [String]())
        #expect(try JSONText.read(JSONText.list(Self.texts)) == Self.texts)
    }

    @Test func `header fields, answers and recipients come back`() throws {
        let headers = Self.texts.map { HeaderField($0, $0) }
        #expect(try JSONText.read(JSONText.list(headers)) == headers)
        let fields = Self.texts.map { EnvelopeField(name: $0, label: "l\($0)", value: $0) }
        #expect(try JSONText.read(JSONText.list(fields)) == fields)
        let recipients = Self.texts.flatMap { text in
            [
                EnvelopeRecipient(identity: nil, address: text, role: .cc),
                EnvelopeRecipient(
                    identity: IdentityKey(kind: .handle, namespace: text, value: text),
                    address: text,
                    name: text,
                    role: .to
                ),
            ]
        }
        #expect(try JSONText.read(JSONText.list(recipients)) == recipients)
    }

    @Test func `what another encoder wrote is read too`() throws {
        let texts = Self.texts + ["\u{8}\u{c}\r/"]
        #expect(try JSONText.read(String(decoding: JSONEncoder().encode(texts), as: UTF8.self)) == texts)
        #expect(try JSONText.read(#"["\ud83e\uddfe\u9000"]"#) == ["🧾退"])
        #expect(try JSONText.read(#"["\ud83e!"]"#) == ["\u{FFFD}!"])
    }

    @Test(arguments: [
        "", "[", "]", "{}", "[1]", #"["a"#, #"["a",]"#, #"["a"]x"#, #"["\u12"]"#, #"["\"]"#, "[null]", #"["a" "b"]"#,
    ])
    func `what is no list is an error`(text: String) {
        #expect(throws: SQLiteFailure.self) { try JSONText.read(text, as: String.self) }
    }

    @Test(arguments: [#"[{"name":1}]"#, #"[{"name":"a""#, #"[{"name"}]"#, #"["a"]"#])
    func `what is no list of fields is an error`(text: String) {
        #expect(throws: SQLiteFailure.self) { try JSONText.read(text, as: HeaderField.self) }
    }
}
