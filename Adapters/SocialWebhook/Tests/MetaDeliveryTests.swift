import ChannelKit
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// Replies by Messenger and Instagram, to people and to comments.
@Suite struct MetaDeliveryTests {
    private func messenger(humanAgent: Bool = false) throws -> Messenger {
        try Messenger(
            channel: ProviderTrial.channel,
            settings: ProviderTrial.settings(
                secrets: ["access_token": ["page-token-1234"]],
                more: ["human_agent": .boolean(humanAgent)]
            )
        )
    }

    private func instagram() throws -> Instagram {
        try Instagram(
            channel: ProviderTrial.channel,
            settings: ProviderTrial.settings(secrets: ["access_token": ["ig-token-1234"]])
        )
    }

    private func deliver(
        _ provider: any MessageProvider,
        _ part: OutboundPart,
        _ answers: [ProviderAnswer]
    ) -> (
        requests: [ProviderRequest], ending: Result<DeliveryReceipt, DeliveryFailure>?, isTokenExpired: Bool
    ) {
        ProviderTrial.run(provider.delivery(of: part, ProviderTrial.context, access: nil), answers)
    }

    @Test func `a reply goes to the person from the page, marked as ours`() throws {
        let part = try #require(try messenger().plan(ProviderTrial.reply("hi", to: "P1:U1")).first)
        let (requests, ending, _) = deliver(
            try messenger(),
            part,
            [ProviderTrial.answer(200, #"{"recipient_id":"U1","message_id":"m_9"}"#)]
        )
        #expect(requests.map(\.url) == ["https://graph.facebook.com/P1/messages"])
        #expect(
            requests.first.map { String(decoding: $0.body, as: UTF8.self) }
                == #"{"message":{"metadata":"tributary:social","text":"hi"},"messaging_type":"RESPONSE","recipient":{"id":"U1"}}"#
        )
        #expect(try ending?.get().externalID?.rawValue == "m_9")
    }

    @Test func `Instagram's own reply has no mark and its own host`() throws {
        let part = try #require(try instagram().plan(ProviderTrial.reply("hi", to: "A1:U1")).first)
        #expect(try JSONValue(parsing: part.body)["message"]?.document == #"{"text":"hi"}"#)
        let (requests, _, _) = deliver(try instagram(), part, [])
        #expect(requests.map(\.url) == ["https://graph.instagram.com/A1/messages"])
    }

    @Test(arguments: [(true, true, "MESSAGE_TAG"), (true, false, "RESPONSE"), (false, true, "RESPONSE")])
    func `a late reply of an agent is marked where that is allowed`(
        _ isAllowed: Bool,
        _ isLate: Bool,
        _ type: String
    ) throws {
        let until: Int64 = 1_735_689_600 + (isLate ? -1 : 3600)
        let parts = try messenger(humanAgent: isAllowed).plan(ProviderTrial.reply("hi", to: "P1:U1", openUntil: until))
        let message = try JSONValue(parsing: try #require(parts.first).body)
        #expect(message["messaging_type"]?.text == type)
        #expect(message["tag"]?.text == (type == "MESSAGE_TAG" ? "HUMAN_AGENT" : nil))
    }

    @Test(arguments: [
        ("messenger", "a", 2000), ("messenger", "👩‍👩‍👧‍👦", 181), ("instagram", "a", 1000), ("instagram", "织", 333),
    ])
    func `a text is split at the provider's limit in its unit`(
        _ name: String,
        _ unit: String,
        _ most: Int
    ) throws {
        let provider: any MessageProvider = name == "messenger" ? try messenger() : try instagram()
        for (count, parts) in [(most - 1, 1), (most, 1), (most + 1, 2)] {
            let text = String(repeating: unit, count: count)
            #expect(try provider.plan(ProviderTrial.reply(text, to: "P1:U1")).count == parts)
        }
    }

    @Test func `a comment is answered below it, in public`() throws {
        let reply = ProviderTrial.reply("Yes.", to: "P1:P1_10", thread: "10_2", isGroup: true)
        let expected = [("messenger", "comments"), ("instagram", "replies")]
        for (name, edge) in expected {
            let provider: any MessageProvider = name == "messenger" ? try messenger() : try instagram()
            let part = try #require(try provider.plan(reply).first)
            let (requests, ending, _) = deliver(provider, part, [ProviderTrial.answer(200, #"{"id":"10_5"}"#)])
            #expect(requests.first?.url.hasSuffix("/10_2/\(edge)") == true)
            #expect(requests.first.map { String(decoding: $0.body, as: UTF8.self) } == #"{"message":"Yes."}"#)
            #expect(try ending?.get().externalID?.rawValue == "10_5")
        }
    }

    @Test func `a file is uploaded unseen and then sent once`() throws {
        let file = OutboundAttachment(name: "loom.png", contentType: "image/png", bytes: [65])
        let part = try #require(try messenger().plan(ProviderTrial.reply("", to: "P1:U1", files: [file])).first)
        let (requests, ending, _) = deliver(
            try messenger(),
            part,
            [
                ProviderTrial.answer(200, #"{"attachment_id":"77"}"#),
                ProviderTrial.answer(200, #"{"message_id":"m_10"}"#),
            ]
        )
        #expect(requests.map(\.effect) == [.none, .delivery])
        let message = try JSONValue(parsing: try #require(requests.last).body)
        #expect(message["message", "attachment", "payload", "attachment_id"]?.text == "77")
        #expect(try ending?.get().externalID?.rawValue == "m_10")
        #expect(throws: DeliveryFailure.self) {
            try instagram().plan(ProviderTrial.reply("", to: "P1:U1", files: [file]))
        }
    }

    @Test(arguments: [
        (#"{"error":{"code":10,"error_subcode":2018278}}"#, DeliveryFailure.Verdict.blocked(.windowClosed)),
        (#"{"error":{"code":10,"error_subcode":2534022}}"#, .blocked(.windowClosed)),
        (#"{"error":{"code":10,"error_subcode":2018065}}"#, .blocked(.credentials)),
        (#"{"error":{"code":551,"error_subcode":1545041}}"#, .never),
        (#"{"error":{"code":100,"error_subcode":2018001}}"#, .never),
        (#"{"error":{"code":613}}"#, .later(after: nil)), (#"{"error":{"code":1200}}"#, .later(after: nil)),
    ])
    func `a refusal is classed`(_ body: String, _ verdict: DeliveryFailure.Verdict) throws {
        let part = try #require(try messenger().plan(ProviderTrial.reply("hi", to: "P1:U1")).first)
        let failure = #expect(throws: DeliveryFailure.self) {
            try deliver(try messenger(), part, [ProviderTrial.answer(400, body)]).ending?.get()
        }
        #expect(failure?.verdict == verdict)
    }

    @Test func `somebody who never wrote cannot be written to`() throws {
        var reply = ProviderTrial.reply("hi", to: "P1:U1")
        reply.route.conversationKey = nil
        #expect(throws: DeliveryFailure.self) { try messenger().plan(reply) }
    }

    @Test func `files are fetched without the token, and a name is looked up with it`() throws {
        let file = try #require(try messenger().attachment("https://x.fbcdn.net/a.png", maximumBytes: 9, access: nil))
        #expect(ProviderTrial.run(file, []).requests.first?.headers.isEmpty == true)
        let identity = IdentityKey(kind: .handle, namespace: "messenger:P1", value: "U1")
        let profile = try #require(try messenger().profile(of: identity, access: nil))
        let (requests, ending, _) = ProviderTrial.run(
            profile,
            [ProviderTrial.answer(200, #"{"first_name":"Ada","last_name":"Lovelace"}"#)]
        )
        #expect(requests.first?.headers.first(named: "Authorization") == "Bearer page-token-1234")
        #expect(try ending?.get().name == "Ada Lovelace")
    }
}
