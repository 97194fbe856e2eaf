import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct RocketChatProviderTests {
    private func provider() throws -> RocketChat {
        try .made(
            ["api_base_url": "https://chat.example.org", "user_id": "desk"],
            secrets: ["token": ["tok-new", "tok-one"], "auth_token": ["at-one"]]
        )
    }

    private func changed(_ members: [String: JSONValue]) throws -> [UInt8] {
        let original = try JSONValue(parsing: try Written.octets("rocketchat/message.json")).members
        return JSONValue.object(original.merging(members) { $1 }).octets()
    }

    // MARK: - In

    @Test func `a message is taken with its token, which is not journaled, and answered with a body`() throws {
        let verdict = try provider().judge(
            Written.call(try Written.octets("rocketchat/message.json")),
            signedURL: "",
            now: nil
        )
        let payload = try #require(verdict.payload)
        #expect(verdict.answer == .json(status: 200, [:]))
        #expect(!String(decoding: payload.body, as: UTF8.self).contains("tok-one"))
        let event = try #require(try provider().events(of: payload).first)
        #expect(event.text == "It squeaks")
        #expect(event.thread == "m1")
        #expect(event.isGroup)
        #expect(event.occurredAt == Timestamp(seconds: 1_735_689_600))
        #expect(event.attachments.map(\.content) == [.handle("F1/loom%20plan.pdf")])
        #expect(
            try provider().judge(Written.call(try changed(["token": "other"])), signedURL: "", now: nil).refusal == 401
        )
    }

    @Test func `a change is a change of its message, and another change another one`() throws {
        func event(_ text: String) throws -> ProviderEvent? {
            let body = try changed(["isEdited": true, "text": .text(text), "tmid": "m0"])
            return try provider().events(of: try #require(try provider().unwrap(Written.call(body)).payload)).first
        }
        let first = try event("sings")
        #expect(first?.kind == .edit)
        #expect(first?.regarding == ["m1"])
        #expect(first?.thread == "m0")
        #expect(try first?.externalID != event("hums")?.externalID)
    }

    @Test(arguments: [["bot": true], ["bot": ["i": "x"]], ["user_id": "desk"]] as [[String: JSONValue]])
    func `bots and the desk itself are nothing`(_ members: [String: JSONValue]) throws {
        let payload = try #require(try provider().unwrap(Written.call(try changed(members))).payload)
        #expect(try provider().events(of: payload).isEmpty)
    }

    // MARK: - Out

    private func send(_ answers: ProviderAnswer..., file: Bool = false) throws -> ExchangePlay<DeliveryReceipt> {
        let place = ReplyPlace(conversation: "r1", thread: "m1", isGroup: true)
        let reply = Written.reply(
            file ? "" : "Oil it",
            into: place,
            to: "u1",
            named: "ana",
            files: file ? [Written.picture] : []
        )
        let part = try #require(try provider().plan(reply).first)
        let exchange = try provider().delivery(
            of: part,
            Written.context,
            access: nil,
            at: Timestamp(seconds: 1_735_689_600)
        )
        return answers.count == 1
            ? try ExchangePlay(exchange, answers[0]) : try ExchangePlay(exchange, answers[0], answers[1])
    }

    @Test func `an answer has an id of our own and stays in the thread`() throws {
        let play = try send(.written(200, ["success": true, "message": ["_id": "x1"]]))
        let request = try #require(play.requests.first)
        #expect(request.url == "https://chat.example.org/api/v1/chat.sendMessage")
        #expect(request.field("X-User-Id") == "desk")
        #expect(request.field("X-Auth-Token") == "at-one")
        #expect(request.json["message", "msg"]?.text == "@ana Oil it")
        #expect(request.json["message", "tmid"]?.text == "m1")
        #expect(request.json["message", "_id"]?.text?.utf8.count == 24)
        #expect(play.outcome?.externalID?.rawValue == "x1")
    }

    @Test func `a file is uploaded, and seen when it is confirmed`() throws {
        let play = try send(
            .written(200, ["success": true, "file": ["_id": "F9"]]),
            .written(200, ["success": true]),
            file: true
        )
        #expect(
            play.requests.map(\.url) == [
                "https://chat.example.org/api/v1/rooms.media/r1",
                "https://chat.example.org/api/v1/rooms.mediaConfirm/r1/F9",
            ]
        )
        #expect(play.requests.map(\.effect) == [.none, .delivery])
        #expect(play.requests.last?.json["tmid"]?.text == "m1")
    }

    @Test(
        arguments: [
            (429, "error-too-many-requests", .later(after: .seconds(8))), (401, "", .blocked(.credentials)),
            (400, "error-message-size-exceeded", .never), (400, "error-not-allowed", .never),
            (502, "", .later(after: nil)),
        ] as [(Int, String, DeliveryFailure.Verdict)]
    )
    func `every error has its class`(_ status: Int, _ code: String, _ verdict: DeliveryFailure.Verdict) throws {
        let play = try send(
            .written(
                status,
                ["success": false, "errorType": .text(code)],
                HeaderField("x-ratelimit-reset", "1735689608000")
            )
        )
        #expect(play.failure?.verdict == verdict)
    }

    @Test func `mailboxes count as proven where the server has verified them`() throws {
        let ana = IdentityKey(kind: .handle, namespace: "rocketchat:chat.example.org", value: "u1")
        let mailboxes: JSONValue = [
            ["address": "a@example.org", "verified": true], ["address": "b@example.org", "verified": false],
        ]
        let play = try ExchangePlay(
            try provider().profile(of: ana, access: nil),
            .written(200, ["success": true, "user": ["name": "Ana", "emails": mailboxes]])
        )
        #expect(play.outcome?.claims.map(\.isVerified) == [true, false])
    }
}
