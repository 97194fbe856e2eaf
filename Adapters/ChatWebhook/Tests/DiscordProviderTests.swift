import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct DiscordProviderTests {
    private static let key = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    private static let signature =
        "b7a4dc1e384a592289ce473809bdfeb5db227ef6b7fdda2017fe7bf700cd8296c472b6eba6caba7a62e3cc79aff9f4e085a982d0334b330a761bf116e6f4740c"

    private func provider(key: String = key) throws -> Discord {
        try .made(["public_key": key], secrets: ["bot_token": ["bt-one"]])
    }

    // MARK: - In

    @Test func `a ping is answered when its signature and age are right`() throws {
        func verdict(_ provider: Discord, _ signature: String, _ time: String, after seconds: Int64 = 0) -> CallVerdict
        {
            let headers: KeyValuePairs = ["X-Signature-Ed25519": signature, "X-Signature-Timestamp": time]
            let now = Timestamp(seconds: 1_735_689_600 + seconds)
            return provider.judge(Written.call(headers: headers, Array(#"{"type":1}"#.utf8)), signedURL: "", now: now)
        }
        #expect(verdict(try provider(), Self.signature, "1735689600").answer == .json(status: 200, ["type": 1]))
        #expect(verdict(try provider(), Self.signature, "1735689600", after: 301).refusal == 401)
        #expect(verdict(try provider(), Self.signature, "1735689601").refusal == 401)
        #expect(verdict(try provider(), "zz", "1735689600").refusal == 401)
        #expect(
            verdict(try provider(key: String(repeating: "0", count: 64)), Self.signature, "1735689600").refusal == 401
        )
        let rotated: Discord = try .made(secrets: ["public_key": [String(repeating: "0", count: 64), Self.key]])
        #expect(verdict(rotated, Self.signature, "1735689600").refusal == nil)
    }

    @Test func `a command becomes a message, is answered at once, and its token is not journaled`() throws {
        let verdict = try provider().unwrap(Written.call(try Written.octets("discord/command.json")))
        let payload = try #require(verdict.payload)
        #expect(!String(decoding: payload.body, as: UTF8.self).contains("interaction-token"))
        let answer = try JSONValue(parsing: verdict.answer.body)
        #expect(answer["type"]?.integer == 4)
        #expect(answer["data", "flags"]?.integer == 64)
        let event = try #require(try provider().events(of: payload).first)
        #expect(event.text == "It squeaks")
        #expect(event.actor?.name == "Ana of Lyon")
        #expect(event.actor?.id == "77")
        #expect(event.isGroup)
        #expect(event.conversationTitle == "help")
        #expect(event.attachments.map(\.name) == ["loom.png"])
        #expect(event.occurredAt == Timestamp(rawValue: (1_100_000_000_000_000_000 >> 22) + 1_420_070_400_000))
    }

    @Test(arguments: [
        (
            #"{"type":5,"id":"1","channel_id":"3","user":{"id":"7"},"data":{"custom_id":"f","components":[{"type":1,"components":[{"type":4,"value":"from a form"}]}]}}"#,
            "message from a form"
        ),
        (
            #"{"type":3,"id":"1","channel_id":"3","user":{"id":"7"},"message":{"id":"8"},"data":{"custom_id":"solved"}}"#,
            "reaction solved"
        ),
        (
            #"{"type":2,"id":"1","channel_id":"3","user":{"id":"7"},"data":{"target_id":"6","resolved":{"messages":{"6":{"content":"look here","author":{"id":"9","username":"ben"}}}}}}"#,
            "message look here"
        ),
        (#"{"type":2,"id":"1","channel_id":"3","user":{"id":"7","bot":true},"data":{}}"#, ""),
    ])
    func `forms, buttons and handed-in messages are read`(_ body: String, _ expected: String) throws {
        let payload = try #require(try provider().unwrap(Written.call(Array(body.utf8))).payload)
        let events = try provider().events(of: payload)
        #expect(events.map { "\($0.kind) \($0.text)" }.joined() == expected)
    }

    @Test func `a completion and an event of the application are answered and not kept`() throws {
        #expect(
            try provider().unwrap(Written.call(Array(#"{"type":4,"id":"1"}"#.utf8))).answer
                == .json(status: 200, ["type": 8, "data": ["choices": []]])
        )
        #expect(try provider().unwrap(Written.call(Array(#"{"type":0}"#.utf8))).answer.status == 204)
    }

    // MARK: - Out

    private func send(_ reply: OutboundReply, _ answer: ProviderAnswer) throws -> ExchangePlay<DeliveryReceipt> {
        let part = try #require(try provider().plan(reply).first)
        return try ExchangePlay(try provider().delivery(of: part, Written.context, access: nil), answer)
    }

    @Test func `an answer mentions the asker and nobody else`() throws {
        let place = ReplyPlace(conversation: "300", isGroup: true, asker: "77")
        let play = try send(
            Written.reply("Oil it @everyone", into: place, to: "77", answering: "6"),
            .written(200, ["id": "55"])
        )
        let request = try #require(play.requests.first)
        #expect(request.url == "https://discord.com/api/v10/channels/300/messages")
        #expect(request.field("Authorization") == "Bot bt-one")
        #expect(request.json["content"]?.text == "<@77> Oil it @everyone")
        #expect(request.json["allowed_mentions"] == ["parse": [], "users": ["77"]])
        #expect(request.json["message_reference", "message_id"]?.text == "6")
        #expect(request.json["enforce_nonce"]?.boolean == true)
        #expect(request.json["nonce"]?.text?.utf8.count == 25)
        #expect(play.outcome?.externalID?.rawValue == "55")
    }

    @Test func `a file goes with its message in one form`() throws {
        let play = try send(
            Written.reply("", into: ReplyPlace(conversation: "300"), files: [Written.picture]),
            .written(200, ["id": "55"])
        )
        let body = String(decoding: try #require(play.requests.first).body, as: UTF8.self)
        #expect(body.contains("name=\"payload_json\""))
        #expect(body.contains("name=\"files[0]\"; filename=\"loom.png\""))
        #expect(play.requests.first?.effect == .delivery)
    }

    @Test(
        arguments: [
            (403, 50_007, .never), (403, 50_013, .never), (404, 10_003, .never), (400, 50_035, .never),
            (401, 0, .blocked(.credentials)),
            (429, 0, .later(after: .milliseconds(1500))), (503, 0, .later(after: nil)),
        ] as [(Int, Int64, DeliveryFailure.Verdict)]
    )
    func `every error has its class`(_ status: Int, _ code: Int64, _ verdict: DeliveryFailure.Verdict) throws {
        let answer = ProviderAnswer.written(status, ["code": JSONValue(code), "retry_after": .number("1.5")])
        #expect(try send(Written.reply("x", into: ReplyPlace(conversation: "3")), answer).failure?.verdict == verdict)
    }

    @Test func `files are fetched without the token`() throws {
        let play = try ExchangePlay(
            try provider().attachment("https://cdn.discordapp.com/x", maximumBytes: 9, access: nil),
            ProviderAnswer(status: 404)
        )
        #expect(play.requests.first?.headers.isEmpty == true)
        #expect(play.failure?.verdict == .never)
    }

    @Test(arguments: ["", "zz", "03a1"])
    func `a key that is none is told`(_ key: String) {
        let settings = ChannelSettings(["public_key": .text(key), "bot_token": .secrets([Secret("b")])])
        let problem = #expect(throws: SettingProblem.self) { try Discord.check(settings) }
        #expect(problem?.path == "public_key")
    }
}
