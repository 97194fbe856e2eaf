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

    @Test func `evidence comes back, and words are never taken for a kind`() throws {
        let evidence: [Evidence] =
            Self.texts.flatMap { [.words($0), .knownAddress($0), .unprovenAddresses([$0, $0])] } + [
                .newAddress, .doubtfulReference(.answers, ticket: nil, .stranger), .unprovenAddresses([]),
                .words(#"["known-address","ada@example.org"]"#),
            ]
        #expect(try JSONText.read(JSONText.list(evidence)) == evidence)
        let encoded = String(decoding: try JSONEncoder().encode(evidence), as: UTF8.self)
        #expect(try JSONText.read(encoded) == evidence)
    }

    @Test func `evidence has the form that is written down`() throws {
        let evidence: [Evidence] = [
            .words("so"), .signedToken(ticket: 7, .body), .quietOpenTicket(nil), .newAddress,
        ]
        let text = #"["so",["signed-token","7","body"],["quiet-open-ticket",""],["new-address"]]"#
        #expect(JSONText.list(evidence) == text)
        #expect(try JSONText.read(text) == evidence)
    }

    @Test func `sentences that earlier versions stored, and kinds of later ones, are shown as they stand`() throws {
        let text = #"["The address of Ada is new.",["kind-of-tomorrow","a","b"],[]]"#
        let expected: [Evidence] = [.words("The address of Ada is new."), .words("kind-of-tomorrow a b"), .words("")]
        #expect(try JSONText.read(text) == expected)
    }

    @Test(
        arguments: Self.texts + ["[]", "[[\"known-address\",\"a\"]]", "[\"a\"]", String(repeating: "a", count: 1_000)]
    )
    func `a reason comes back, whatever it looks like`(words: String) throws {
        let reason = JSONText.reason(JSONText.reason(.words(words)))
        #expect(reason == (words.isEmpty ? nil : .words(words)))
        #expect(JSONText.reason(JSONText.reason(.blockedAddress(words))) == .blockedAddress(words))
    }

    @Test(arguments: ["[spam] buy", "[", #"["a","b"]"#, "[[1]]"])
    func `a reason of an earlier version is shown as it stands`(text: String) {
        #expect(JSONText.reason(text) == .words(text))
    }

    @Test(arguments: Self.texts + ["[]", #"["a"]"#, #"["a","b"]"#, "[spam] 550 no"])
    func `a wording comes back from its column, whatever it looks like`(words: String) {
        #expect(JSONText.wording(JSONText.wording(.verbatim(words))) == .verbatim(words))
        let both = Wording(words, words + "。")
        #expect(JSONText.wording(JSONText.wording(both)) == both)
    }

    @Test(arguments: ["550 no such user", "", "[spam] buy", "[", "[]", #"["a","b","c"]"#, "[[1]]", #"[1,"a"]"#])
    func `words of an earlier version are shown as they stand in both languages`(text: String) {
        #expect(JSONText.wording(text) == .verbatim(text))
    }

    @Test(arguments: [#"[["a""#, #"[["a"]"#, "[[1]]", #"[{"a":"b"}]"#])
    func `what is no list of evidence is an error`(text: String) {
        #expect(throws: SQLiteFailure.self) { try JSONText.read(text, as: Evidence.self) }
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
