import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct TeamsProviderTests {
    private func provider() throws -> Teams {
        try .made(
            ["inline_answer": "Ticket opened."],
            secrets: ["security_token": ["b3RoZXI=", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]]
        )
    }

    @Test func `the code is made with the decoded token over the raw body`() throws {
        let body = Array("{\"text\":\"héllo 世界 👋\"}".utf8)
        func refusal(_ authorization: String) throws -> Int? {
            try provider().judge(Written.call(headers: ["Authorization": authorization], body), signedURL: "", now: nil)
                .refusal
        }
        #expect(try refusal("HMAC H79hPSNSpSzWC6J94r9k+OQwuFFYy0zvj289o9XZWnQ=") == nil)
        #expect(try refusal("HMAC I79hPSNSpSzWC6J94r9k+OQwuFFYy0zvj289o9XZWnQ=") == 401)
        #expect(try refusal("Bearer H79hPSNSpSzWC6J94r9k+OQwuFFYy0zvj289o9XZWnQ=") == 401)
    }

    @Test func `a message is answered on the spot and keeps its thread`() throws {
        let verdict = try provider().unwrap(Written.call(try Written.octets("teams/message.json")))
        #expect(verdict.answer == .json(status: 200, ["type": "message", "text": "Ticket opened."]))
        let payload = try #require(verdict.payload)
        let event = try #require(try provider().events(of: payload).first)
        #expect(event.conversation == "19:loom@thread.tacv2")
        #expect(event.thread == "1735689500000")
        #expect(event.html == " it <b>squeaks</b>")
        #expect(event.actor?.id == "0b1e")
        #expect(event.actor?.space == "teams:tn1")
        #expect(event.conversationTitle == "Looms")
        #expect(event.attachments.isEmpty)
    }

    @Test func `a later answer is refused with another way`() throws {
        let failure = #expect(throws: DeliveryFailure.self) {
            try provider().plan(Written.reply("x", into: ReplyPlace(conversation: "19:x")))
        }
        #expect(failure?.verdict == .never)
        #expect(failure?.reason.english.contains("another leg") == true)
        #expect(!Teams.traits.replies)
    }
}
