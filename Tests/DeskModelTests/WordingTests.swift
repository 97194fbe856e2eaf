import ChannelKit
import Foundation
import Testing

@Suite struct WordingTests {
    @Test(
        arguments: [
            (Wording("The reply is empty.", "回复内容为空。"), #"["The reply is empty.","回复内容为空。"]"#),
            (.verbatim("550 no such user"), #""550 no such user""#),
            (.verbatim(""), #""""#),
        ]
    )
    func `words of both languages are a list, words that are the same a text`(wording: Wording, json: String) throws {
        #expect(String(decoding: try JSONEncoder().encode(wording), as: UTF8.self) == json)
        #expect(try JSONDecoder().decode(Wording.self, from: Data(json.utf8)) == wording)
    }

    @Test(arguments: ["[]", #"["only English"]"#, "{}", "7"])
    func `what lacks a language is an error`(json: String) {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(Wording.self, from: Data(json.utf8)) }
    }

    @Test func `each reader gets their language, and logs get English`() {
        let wording = Wording("It is late.", "太晚了。")
        #expect(wording.text(chinese: false) == "It is late." && wording.text(chinese: true) == "太晚了。")
        #expect("\(wording)" == "It is late." && String(reflecting: wording) == "It is late. | 太晚了。")
        #expect(wording.map { "> \($0)" } == Wording("> It is late.", "> 太晚了。"))
        #expect(!wording.isVerbatim && Wording.verbatim("250 ok").isVerbatim && Wording.verbatim("").isEmpty)
    }
}
