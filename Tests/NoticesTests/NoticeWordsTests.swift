import DeskModel
import Testing

@testable import Notices

@Suite struct NoticeWordsTests {
    static let facts = NoticeFacts(
        number: 12,
        subject: "{link} {number}",
        actor: "Ann",
        excerpt: "It hums.",
        link: "https://desk.example/desk/tickets/12",
        desk: "River Desk"
    )

    @Test func `placeholders are filled once, and what is filled in is not looked at again`() {
        #expect(NoticeWords.fill("#{number} {subject}", Self.facts) == "#12 {link} {number}")
        #expect(NoticeWords.fill("{nothing} { {", Self.facts) == "{nothing} { {")
        #expect(NoticeWords.fill("", Self.facts) == "")
    }

    @Test(arguments: [
        ("Hello {number}", []), ("{subject}", ["{subject}"]), ("{numbr} {desk}", ["{numbr}"]), ("open {", ["{"]),
        ("{}", ["{}"]),
    ]) func `a text to a customer holds number and desk only`(_ text: String, _ mistakes: [String]) {
        #expect(NoticeWords.mistakes(in: text, allowed: NoticeWords.customerPlaceholders) == mistakes)
    }

    @Test func `every usual text is sound in both languages`() {
        for language in NoticeWords.languages {
            for kind in NoticeKind.allCases {
                let text = NoticeWords.usual(kind, language: language)
                #expect(!text.subject.isEmpty && text.body.count <= NoticeWords.maximumBody)
                let all = Set(NoticeWords.Placeholder.allCases)
                #expect(NoticeWords.mistakes(in: text.subject + text.body, allowed: all) == [])
            }
            for notice in CustomerNotice.allCases {
                let text = NoticeWords.usual(notice, language: language)
                let allowed = NoticeWords.customerPlaceholders
                #expect(NoticeWords.mistakes(in: text.subject + text.body, allowed: allowed) == [])
            }
        }
    }

    @Test func `an admin's text goes before the usual one, in its language`() {
        let own = NoticeText(subject: "Here", body: "It is {number}.")
        let settings = NoticeSettings(texts: [NoticeSettings.key("customer.solved", language: "en"): own])
        #expect(NoticeWords.text(.solved, language: "en", settings) == own)
        #expect(NoticeWords.text(.solved, language: "zh-Hans", settings) != own)
        #expect(NoticeWords.language("zh-CN") == "zh-Hans" && NoticeWords.language(nil) == "en")
    }
}
