import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct LineProviderTests {
    private func provider() throws -> Line {
        try .made(secrets: ["channel_secret": ["cs-new", "cs-old"], "channel_access_token": ["ct-one"]])
    }

    private func signed(_ body: [UInt8], by secret: String) -> WebRequest {
        let code = Signature.code(.sha256, key: Array(secret.utf8), body)
        return Written.call(headers: ["X-Line-Signature": Base64.text(code)], body)
    }

    // MARK: - In

    @Test func `the signature is base64 over the raw body`() throws {
        let provider: Line = try .made(secrets: ["channel_secret": ["sb-line-secret"]])
        let body = Array("{\"text\":\"héllo 世界 👋\"}".utf8)
        func refusal(_ signature: String) -> Int? {
            provider.judge(Written.call(headers: ["x-line-signature": signature], body), signedURL: "", now: nil)
                .refusal
        }
        // Authentic, and no call of LINE's.
        #expect(refusal("CLl31Oi83tilQXyeluNp3o0MZ0n5Vxs0o0+BKzoeH/k=") == 400)
        #expect(refusal("CLl31Oi83tilQXyeluNp3o0MZ0n5Vxs0o0+BKzoeH/j=") == 401)
        #expect(refusal("cll31oi83tilqxyelunp3o0mz0n5vxs0o0+bkzoeh/k=") == 401)
    }

    @Test(arguments: [("cs-new", nil), ("cs-old", nil), ("third", 401)] as [(String, Int?)])
    func `either live secret is taken`(_ secret: String, _ refusal: Int?) throws {
        let call = signed(try Written.octets("line/events.json"), by: secret)
        #expect(try provider().judge(call, signedURL: "", now: nil).refusal == refusal)
        let check = signed(Array(#"{"destination":"U","events":[]}"#.utf8), by: secret)
        #expect(try provider().judge(check, signedURL: "", now: nil).payload == nil)
    }

    @Test func `events are what they are`() throws {
        let payload = try #require(try provider().unwrap(Written.call(try Written.octets("line/events.json"))).payload)
        let events = try provider().events(of: payload)
        #expect(
            events.map { "\($0.kind) \($0.externalID) \($0.conversation) \($0.text)" } == [
                "message 01A Uana It squeaks", "message 01B Cloom ", "delete 01C Uana ",
                "system 01D Uana The customer blocked the account; messages no longer reach them.",
                "message 01E Rloom [sticker: hello]",
            ]
        )
        #expect(events[0].messageID == "500")
        #expect(events[0].regarding == ["499"])
        #expect(events[0].actor?.space == "line:Udesk")
        #expect(events[1].isGroup)
        #expect(events[1].attachments.map(\.content) == [.handle("message:501")])
        #expect(events[2].regarding == ["500"])
        #expect(events[4].actor == nil)
    }

    // MARK: - Out

    private func send(_ reply: OutboundReply, _ answer: ProviderAnswer) throws -> ExchangePlay<DeliveryReceipt> {
        let part = try #require(try provider().plan(reply).first)
        return try ExchangePlay(try provider().delivery(of: part, Written.context, access: nil), answer)
    }

    @Test(arguments: [200, 409])
    func `what was taken already counts as sent`(_ status: Int) throws {
        let play = try send(
            Written.reply("Oil it", into: ReplyPlace(conversation: "Uana")),
            .written(status, ["sentMessages": [["id": "900"]]])
        )
        let request = try #require(play.requests.first)
        #expect(request.url == "https://api.line.me/v2/bot/message/push")
        #expect(request.json == ["to": "Uana", "messages": [["type": "text", "text": "Oil it"]]])
        #expect(request.field("X-Line-Retry-Key")?.utf8.count == 36)
        #expect(play.outcome?.externalID?.rawValue == "900")
    }

    @Test func `in a group the asker is mentioned, unless braces would be read as a place`() throws {
        let place = ReplyPlace(conversation: "Cloom", isGroup: true, asker: "Uben")
        let parts = try provider().plan(Written.reply("Oil it", into: place, to: "Uben"))
        let message = try JSONValue(parsing: try #require(parts.first).body)["messages"]?.array.first
        #expect(message?["text"]?.text == "{asker} Oil it")
        #expect(message?["substitution", "asker", "mentionee", "userId"]?.text == "Uben")
        let plain = try provider().plan(Written.reply("{Oil}", into: place, to: "Uben"))
        let body = try JSONValue(parsing: try #require(plain.first).body)
        #expect(body["messages"]?.array.first == ["type": "text", "text": "{Oil}"])
    }

    @Test func `the limit counts UTF-16 units`() throws {
        let parts = try provider().plan(
            Written.reply(String(repeating: "👋", count: 2501), into: ReplyPlace(conversation: "U"))
        )
        #expect(parts.count == 2)
    }

    @Test(
        arguments: [
            (429, "You have reached your monthly limit.", .blocked(.windowClosed)),
            (429, "slow down", .later(after: .seconds(3))),
            (401, "", .blocked(.credentials)), (403, "", .blocked(.credentials)), (400, "", .never),
            (500, "", .later(after: .seconds(3))),
        ] as [(Int, String, DeliveryFailure.Verdict)]
    )
    func `every error has its class`(_ status: Int, _ words: String, _ verdict: DeliveryFailure.Verdict) throws {
        let answer = ProviderAnswer.written(status, ["message": .text(words)], HeaderField("Retry-After", "3"))
        #expect(try send(Written.reply("x", into: ReplyPlace(conversation: "U")), answer).failure?.verdict == verdict)
    }

    @Test func `files are fetched with the token from LINE and without it from elsewhere`() throws {
        let own = try ExchangePlay(
            try provider().attachment("message:501", maximumBytes: 9, access: nil),
            ProviderAnswer(status: 200, body: [1])
        )
        #expect(own.requests.first?.url == "https://api-data.line.me/v2/bot/message/501/content")
        #expect(own.requests.first?.field("Authorization") == "Bearer ct-one")
        let other = try ExchangePlay(
            try provider().attachment("https://example.org/a.png", maximumBytes: 9, access: nil),
            ProviderAnswer(status: 200, body: [1])
        )
        #expect(other.requests.first?.headers.isEmpty == true)
        let early = try ExchangePlay(
            try provider().attachment("message:501", maximumBytes: 9, access: nil),
            ProviderAnswer(status: 202)
        )
        #expect(early.failure?.verdict == .later(after: .seconds(5)))
    }
}
