import AddressNormalization
import ChannelKit
import CryptoExtras
import ProviderKit
import Testing

import struct Crypto.SymmetricKey

@testable import ChatWebhookAdapter

@Suite struct FeishuProviderTests {
    private func encrypted(_ keys: [String] = ["key-new", "key-old"]) throws -> Feishu {
        try .made(
            ["app_id": "cli_loom"],
            secrets: ["encrypt_key": keys, "verification_token": ["vt-one"], "app_secret": ["as-one"]]
        )
    }

    private func plain() throws -> Feishu {
        try .made(
            ["app_id": "cli_loom"],
            secrets: ["verification_token": ["vt-new", "vt-one"], "app_secret": ["as-one"]]
        )
    }

    /// A call as Feishu encrypts and signs it.
    private func call(_ fixture: String, key: String, at time: Int = 1_735_689_600) throws -> WebRequest {
        let vector = [UInt8](repeating: 7, count: 16)
        let sealed = try AES._CBC.encrypt(
            try Written.octets(fixture),
            using: SymmetricKey(data: Signature.sha256(Array(key.utf8))),
            iv: try AES._CBC.IV(ivBytes: vector)
        )
        let body = JSONValue.object(["encrypt": .text(Base64.text(vector + sealed))]).octets()
        let signature = Hexadecimal.text(Signature.sha256(Array("\(time)nonce\(key)".utf8) + body))
        return Written.call(
            headers: [
                "X-Lark-Request-Timestamp": "\(time)", "X-Lark-Request-Nonce": "nonce", "X-Lark-Signature": signature,
            ],
            body
        )
    }

    // MARK: - In

    @Test(arguments: ["key-new", "key-old"])
    func `an encrypted and signed event is taken under either live key`(_ key: String) throws {
        let call = try call("feishu/group-text.json", key: key)
        let payload = try #require(
            try encrypted().judge(call, signedURL: "", now: Timestamp(seconds: 1_735_689_650)).payload
        )
        #expect(payload.externalID.rawValue == "event:ev1")
        #expect(try encrypted().events(of: payload).map(\.text) == ["@Desk 织机响了 @Ben"])
    }

    @Test func `no verification token is journaled`() throws {
        let payload = try #require(
            try plain().unwrap(Written.call(try Written.octets("feishu/group-text.json"))).payload
        )
        #expect(!String(decoding: payload.body, as: UTF8.self).contains("vt-one"))
    }

    @Test func `what is stale, changed, under another key, or plain where a key is set, is refused`() throws {
        let good = try call("feishu/group-text.json", key: "key-new")
        let late = Timestamp(seconds: 1_735_689_600 + 301)
        #expect(try encrypted().judge(good, signedURL: "", now: late).refusal == 401)
        #expect(try encrypted(["third"]).judge(good, signedURL: "", now: nil).refusal == 401)
        var changed = good
        changed.headers[1].value = "other"
        #expect(try encrypted().judge(changed, signedURL: "", now: nil).refusal == 401)
        var twice = good
        twice.headers.append(twice.headers[2])
        #expect(try encrypted().judge(twice, signedURL: "", now: nil).refusal == 401)
        let open = Written.call(try Written.octets("feishu/group-text.json"))
        #expect(try encrypted().judge(open, signedURL: "", now: nil).refusal == 401)
    }

    @Test func `without a key the verification token decides`() throws {
        let open = Written.call(try Written.octets("feishu/group-text.json"))
        #expect(try plain().judge(open, signedURL: "", now: nil).payload != nil)
        let stranger: Feishu = try .made(secrets: ["verification_token": ["other"]])
        #expect(stranger.judge(open, signedURL: "", now: nil).refusal == 401)
        let unset: Feishu = try .made()
        #expect(unset.judge(open, signedURL: "", now: nil).refusal == 401)
    }

    @Test func `the check of the address is answered in clear`() throws {
        let body = #"{"type":"url_verification","challenge":"c-1","token":"vt-one"}"#
        let verdict = try plain().judge(Written.call(Array(body.utf8)), signedURL: "", now: nil)
        #expect(verdict.answer == .json(status: 200, ["challenge": "c-1"]))
        let wrong = body.replacing("vt-one", with: "vt-two")
        #expect(try plain().judge(Written.call(Array(wrong.utf8)), signedURL: "", now: nil).refusal == 401)
    }

    @Test func `a message in a group begins a thread unless the setting says otherwise`() throws {
        let payload = try #require(
            try plain().unwrap(Written.call(try Written.octets("feishu/group-text.json"))).payload
        )
        let event = try #require(try plain().events(of: payload).first)
        #expect(event.thread == "om_1")
        #expect(event.isGroup)
        #expect(event.actor?.id == "ou_ana")
        #expect(event.actor?.space == "feishu:cli_loom")
        #expect(event.occurredAt == Timestamp(rawValue: 1_735_689_600_123))
        let flat: Feishu = try .made(secrets: ["verification_token": ["vt-one"]], ["reply_in_thread": .boolean(false)])
        #expect(try flat.events(of: payload).first?.thread == nil)
    }

    @Test func `a post has its words, links and pictures, and stays in its thread`() throws {
        let payload = try #require(try plain().unwrap(Written.call(try Written.octets("feishu/post.json"))).payload)
        let event = try #require(try plain().events(of: payload).first)
        #expect(event.text == "Loom\nsee this (https://example.org/l)\n@Desk")
        #expect(event.attachments.map(\.content) == [.handle("om_2/image/img_1")])
        #expect(event.thread == "om_0")
        #expect(event.regarding == ["om_9", "om_0"])
        #expect(!event.isGroup)
    }

    @Test(
        arguments: [
            ("file", #"{"file_key":"f1","file_name":"loom.pdf"}"#, "om_1/file/f1", ""),
            ("audio", #"{"file_key":"f2","duration":1}"#, "om_1/file/f2", ""),
            ("image", #"{"image_key":"i1"}"#, "om_1/image/i1", ""),
            ("location", #"{"name":"Lyon","latitude":"45.7","longitude":"4.8"}"#, nil, "Lyon"),
            ("sticker", #"{"file_key":"f3"}"#, nil, "[sticker]"),
            ("hologram", #"{"title":"new"}"#, nil, "new"),
        ] as [(String, String, String?, String)]
    )
    func `every kind of message is shown`(_ kind: String, _ content: String, _ handle: String?, _ text: String) throws {
        let envelope: JSONValue = [
            "header": ["event_id": "e", "event_type": "im.message.receive_v1", "app_id": "a"],
            "event": [
                "sender": ["sender_id": ["open_id": "ou"], "sender_type": "user"],
                "message": [
                    "message_id": "om_1", "chat_id": "oc", "chat_type": "p2p", "message_type": .text(kind),
                    "content": .text(content),
                ],
            ],
        ]
        let payload = try #require(try plain().unwrap(Written.call(envelope.octets())).payload)
        let event = try #require(try plain().events(of: payload).first)
        #expect(event.attachments.first?.content == handle.map { .handle($0) })
        #expect(event.text == text)
    }

    @Test(arguments: [
        (
            "im.message.recalled_v1", #"{"message_id":"om_1","chat_id":"oc_1","recall_time":"1735689600"}"#,
            "delete om_1"
        ),
        (
            "im.message.message_read_v1",
            #"{"reader":{"reader_id":{"open_id":"ou"},"read_time":"1735689600000"},"message_id_list":["om_1"]}"#,
            "receipt om_1"
        ),
        (
            "im.message.reaction.created_v1",
            #"{"message_id":"om_1","operator_type":"user","user_id":{"open_id":"ou"},"reaction_type":{"emoji_type":"OK"}}"#,
            "reaction om_1"
        ),
        (
            "im.message.reaction.created_v1",
            #"{"message_id":"om_1","operator_type":"app","reaction_type":{"emoji_type":"OK"}}"#, ""
        ),
        ("im.message.receive_v1", #"{"sender":{"sender_type":"app"},"message":{"message_id":"om_1"}}"#, ""),
    ])
    func `other events are what they are, and those of bots are nothing`(
        _ type: String,
        _ event: String,
        _ expected: String
    ) throws {
        let body = #"{"header":{"event_id":"e","event_type":"\#(type)","app_id":"a"},"event":\#(event)}"#
        let payload = try #require(try plain().unwrap(Written.call(Array(body.utf8))).payload)
        let events = try plain().events(of: payload)
        #expect(events.map { "\($0.kind) \($0.regarding.joined())" }.joined() == expected)
        #expect(events.first.map { $0.kind != .receipt || $0.news.first?.outcome == .read } ?? true)
    }

    // MARK: - Out

    private func send(_ reply: OutboundReply, _ answers: ProviderAnswer...) throws -> ExchangePlay<DeliveryReceipt> {
        let part = try #require(try plain().plan(reply).first)
        let exchange = try plain().delivery(of: part, Written.context, access: Written.access)
        return answers.count == 1
            ? try ExchangePlay(exchange, answers[0]) : try ExchangePlay(exchange, answers[0], answers[1])
    }

    @Test func `an answer in a group replies in the thread and mentions the asker`() throws {
        let place = ReplyPlace(conversation: "oc_1", thread: "om_1", isGroup: true)
        let play = try send(
            Written.reply("Oil it", into: place, to: "ou_ana"),
            .written(200, ["code": 0, "data": ["message_id": "om_5"]])
        )
        let request = try #require(play.requests.first)
        #expect(request.url == "https://open.feishu.cn/open-apis/im/v1/messages/om_1/reply")
        #expect(request.field("Authorization") == "Bearer access-1")
        #expect(request.json["reply_in_thread"]?.boolean == true)
        #expect(request.json["content"]?.text == #"{"text":"<at user_id=\"ou_ana\"></at> Oil it"}"#)
        #expect(request.json["uuid"]?.text?.utf8.count == 36)
        #expect(request.json["answers"] == nil)
        #expect(play.outcome?.externalID?.rawValue == "om_5")
    }

    @Test func `an answer to one person goes to the chat`() throws {
        let place = ReplyPlace(conversation: "oc_2")
        let play = try send(
            Written.reply("<at all", into: place, to: "ou_ana"),
            .written(200, ["code": 0, "data": ["message_id": "om_5"]])
        )
        #expect(play.requests.first?.url == "https://open.feishu.cn/open-apis/im/v1/messages?receive_id_type=chat_id")
        #expect(play.requests.first?.json["receive_id"]?.text == "oc_2")
        #expect(play.requests.first?.json["content"]?.text == #"{"text":"< at all"}"#)
    }

    @Test(arguments: [
        ("image/png", "loom.png", "images", "image_key"), ("application/pdf", "loom.pdf", "files", "file_key"),
    ])
    func `a file is uploaded by its kind`(_ type: String, _ name: String, _ path: String, _ key: String) throws {
        let file = OutboundAttachment(name: name, contentType: type, bytes: [1, 2, 3])
        let play = try send(
            Written.reply("", into: ReplyPlace(conversation: "oc_2"), files: [file]),
            .written(200, ["code": 0, "data": .object([key: "k-1"])]),
            .written(200, ["code": 0, "data": ["message_id": "om_5"]])
        )
        #expect(play.requests.first?.url == "https://open.feishu.cn/open-apis/im/v1/\(path)")
        #expect(play.requests.last?.json["content"]?.text == #"{"\#(key)":"k-1"}"#)
    }

    @Test(
        arguments: [
            (400, 230_001, .never), (400, 230_002, .never), (400, 230_013, .never),
            (400, 230_020, .later(after: .seconds(9))),
            (400, 99_991_400, .later(after: .seconds(9))), (429, 99_991_400, .later(after: .seconds(9))),
            (400, 230_006, .blocked(.credentials)), (400, 99_991_672, .blocked(.credentials)),
            (400, 230_049, .later(after: .seconds(5))), (500, 1, .later(after: nil)), (400, 123_456, .never),
        ] as [(Int, Int64, DeliveryFailure.Verdict)]
    )
    func `every error has its class`(_ status: Int, _ code: Int64, _ verdict: DeliveryFailure.Verdict) throws {
        let play = try send(
            Written.reply("x", into: ReplyPlace(conversation: "oc_2")),
            .written(status, ["code": JSONValue(code), "msg": "no"], HeaderField("x-ogw-ratelimit-reset", "9"))
        )
        #expect(play.failure?.verdict == verdict)
        #expect(!play.wantsToken)
    }

    @Test(arguments: [99_991_661, 99_991_663] as [Int64])
    func `a token that has run out is renewed`(_ code: Int64) throws {
        let play = try send(
            Written.reply("x", into: ReplyPlace(conversation: "oc_2")),
            .written(400, ["code": JSONValue(code)])
        )
        #expect(play.wantsToken)
        #expect(play.failure?.verdict == .blocked(.credentials))
    }

    // MARK: - Look-ups

    @Test func `the app signs in, and is told apart from an app that is refused`() throws {
        let good = try ExchangePlay(
            try plain().signIn(),
            .written(200, ["code": 0, "tenant_access_token": "t-1", "expire": 3600])
        )
        #expect(good.requests.first?.json == ["app_id": "cli_loom", "app_secret": "as-one"])
        #expect(good.outcome == AccessToken(value: Secret("t-1"), lifetime: .seconds(3600)))
        let bad = try ExchangePlay(try plain().signIn(), .written(200, ["code": 10_014, "msg": "app secret invalid"]))
        #expect(bad.failure?.verdict == .blocked(.credentials))
        let busy = try ExchangePlay(try plain().signIn(), .written(503, [:]))
        #expect(busy.failure?.verdict == .later(after: nil))
    }

    @Test func `the directory proves the company's mailbox and nothing else`() throws {
        let ana = IdentityKey(kind: .handle, namespace: "feishu:cli_loom", value: "ou_ana")
        let user: JSONValue = ["name": "Ana", "enterprise_email": "ana@loom.example", "email": "ana@example.org"]
        let play = try ExchangePlay(
            try plain().profile(of: ana, access: Written.access),
            .written(200, ["code": 0, "data": ["user": user]])
        )
        #expect(play.outcome?.name == "Ana")
        #expect(
            play.outcome?.claims.map { "\($0.identity.value) \($0.isVerified)" } == [
                "ana@loom.example true", "ana@example.org false",
            ]
        )
    }

    @Test func `a file is fetched by message, kind and key`() throws {
        let play = try ExchangePlay(
            try plain().attachment("om_2/image/img_1", maximumBytes: 50, access: Written.access),
            ProviderAnswer(status: 200, body: [9])
        )
        #expect(
            play.requests.first?.url
                == "https://open.feishu.cn/open-apis/im/v1/messages/om_2/resources/img_1?type=image"
        )
        #expect(play.outcome == [9])
    }

    @Test func `an app without a way to prove calls is no channel`() {
        let settings = ChannelSettings(["app_id": .text("a"), "app_secret": .secrets([Secret("s")])])
        #expect(throws: SettingProblem.self) { try Feishu.check(settings) }
    }
}
