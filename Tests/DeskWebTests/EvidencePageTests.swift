import ChannelKit
import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

/// Why something was decided is said in the reader's language.
@Suite struct EvidencePageTests {
    @Test(arguments: [
        (
            "en",
            [
                "<li>grace@customer.example is known.</li>",
                "<li>A signed token of ticket 1 stands in a recipient address.</li>",
                "the mail server could not verify it",
            ]
        ),
        (
            "zh-Hans",
            [
                "<li>grace@customer.example 是已知地址。</li>", "<li>收件地址中有工单 1 的签名标记。</li>", "邮件服务器无法验证",
            ]
        ),
    ])
    func `a ticket says why a message is there in the reader's language, and old sentences as they are`(
        _ language: String,
        _ sentences: [String]
    ) async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive(Letter())
        try await desk.receive(
            Letter(
                text: "And again.",
                isVerified: false,
                doubt: .unverified,
                rule: "reply-token",
                evidence: [.knownAddress("grace@customer.example"), .signedToken(ticket: 1, .recipient)]
            ),
            into: ticket
        )
        let agent = try await desk.signIn(.agent, language: language)
        let page = try await desk.get("/desk/tickets/\(ticket.number)", as: agent).body
        for sentence in sentences { #expect(page.contains(sentence), "\(sentence)") }
        #expect(page.contains("<li>The address of Grace Customer is new.</li>"))
    }

    @Test(arguments: [
        ("en", ["Same name", "One side", "The domain spam.example is blocked."]),
        ("zh-Hans", ["姓名相同", "其中一方未经验证", "域名 spam.example 已被屏蔽。"]),
    ])
    func `suggestions, merges and what was put aside say so as well`(
        _ language: String,
        _ sentences: [String]
    ) async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive(Letter())
        let other = try await desk.receive(Letter(from: "hopper@customer.example"))
        let (first, second) = (try await desk.thread(ticket), try await desk.thread(other))
        try await desk.store.suggest([
            Suggestion(
                id: desk.ids.next(at: desk.clock.now),
                proposal: .mergeContacts(first.person.id, second.person.id),
                score: 0.9,
                evidence: [
                    .names(.same),
                    .claimedAddress(sender: "grace@customer.example", claimed: "hopper@customer.example", .oneSide),
                ],
                at: desk.clock.now
            )
        ])
        let agent = try await desk.signIn(.agent, language: language)
        let pages = [
            try await desk.get("/desk/tickets/\(ticket.number)", as: agent).body,
            try await desk.get("/desk/contacts/\(first.person.id)", as: agent).body,
        ]
        for page in pages {
            for sentence in sentences.dropLast() {
                #expect(page.lowercased().contains(sentence.lowercased()), "\(sentence)")
            }
        }
        try await desk.putAside(Letter(from: "x@spam.example"), .blockedDomain("spam.example"))
        let intake = try await desk.get("/desk/intake", as: agent).body
        #expect(intake.contains(try #require(sentences.last)))
        let preview = "/desk/contacts/\(first.person.id)/merge"
        _ = try await desk.post(preview, [("into", "\(second.person.id)")], as: agent)
        let merged = try await desk.get("/desk/contacts/\(first.person.id)", as: agent).body
        #expect(merged.contains(language == "en" ? "An agent says so." : "由客服人员认定。"))
    }

    @Test(arguments: [Language.english, .chinese])
    func `every usual doubt about a sender is said in the reader's language`(_ language: Language) {
        let words = Words(language: language)
        let said = SenderDoubt.allCases.map { words.doubt($0.rawValue) }
        #expect(Set(said).count == SenderDoubt.allCases.count)
        for (doubt, said) in zip(SenderDoubt.allCases, said) {
            #expect((said == doubt.rawValue) == (language == .english))
        }
        #expect(words.doubt("an adapter's own") == "an adapter's own")
    }
}
