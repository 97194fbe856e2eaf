import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct WeComProviderTests {
    private static let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

    private func provider(_ more: [String: SettingValue] = ["agent_id": .integer(1_000_002)]) throws -> WeCom {
        try .made(
            ["corp_id": "wwloom0001"],
            secrets: ["token": ["tok-new", "tok-old"], "encoding_aes_key": [Self.key], "corp_secret": ["cs-one"]],
            more
        )
    }

    /// A call as WeCom encrypts and signs it.
    private func call(
        _ fixture: String,
        token: String = "tok-new",
        for receiver: String = "wwloom0001"
    ) throws -> WebRequest {
        let envelope = try WeChatEnvelope(
            tokens: [Secret(token)],
            encodingKeys: [Secret(Self.key)],
            receivers: [receiver]
        )
        let sealed = try #require(
            envelope.sealed(try Written.octets(fixture), random: [UInt8](repeating: 5, count: 16))
        )
        let signature = try #require(envelope.signature(over: ["1735689600", "n1", sealed]))
        return Written.call(
            query: ["msg_signature": signature, "timestamp": "1735689600", "nonce": "n1"],
            Array("<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[\(sealed)]]></Encrypt></xml>".utf8)
        )
    }

    // MARK: - In

    @Test func `the check of the address is answered with the plain echo`() throws {
        let echo = "4j/AuRx71kQlxVlzbpsMWCI8wzqbMmupxX5uhrfRzwxXB2yg4c2YmqV9l47q1k9R03pTO0eXpB4C7mgzzfZWVg=="
        let provider: WeCom = try .made(
            ["corp_id": "wwsbcorpid000001"],
            secrets: ["token": ["sbtoken"], "encoding_aes_key": [Self.key]]
        )
        func verdict(_ signature: String) -> CallVerdict {
            let call = Written.call(
                "GET",
                query: ["msg_signature": signature, "timestamp": "1735689600", "nonce": "sbnonce", "echostr": echo]
            )
            return provider.judge(call, signedURL: "", now: Timestamp(seconds: 1_735_689_601))
        }
        let good = verdict("11dea296a3b2c78d4c6a91ca8f8a77a8bfee809b")
        #expect(String(decoding: good.answer.body, as: UTF8.self) == "sb-echo-plain")
        #expect(verdict("11dea296a3b2c78d4c6a91ca8f8a77a8bfee809c").refusal == 401)
    }

    @Test(arguments: ["tok-new", "tok-old"])
    func `a member's message is taken under either live token`(_ token: String) throws {
        let call = try call("wecom/app-text.xml", token: token)
        let payload = try #require(
            try provider().judge(call, signedURL: "", now: Timestamp(seconds: 1_735_689_900)).payload
        )
        let event = try #require(try provider().events(of: payload).first)
        #expect(event.text == "织机 <响> 了")
        #expect(event.externalID.rawValue == "7001")
        #expect(event.conversation == "app:ana")
        #expect(event.actor?.space == "wecom:wwloom0001")
        #expect(event.occurredAt == Timestamp(seconds: 1_735_689_600))
    }

    @Test func `what is stale, wrongly signed, or for another company is refused`() throws {
        let good = try call("wecom/app-text.xml")
        #expect(try provider().judge(good, signedURL: "", now: Timestamp(seconds: 1_735_690_201)).refusal == 401)
        #expect(
            try provider().judge(try call("wecom/app-text.xml", token: "third"), signedURL: "", now: nil).refusal == 401
        )
        #expect(
            try provider().judge(try call("wecom/app-text.xml", for: "wwother"), signedURL: "", now: nil).refusal == 401
        )
        #expect(try provider().judge(Written.call(good.body), signedURL: "", now: nil).refusal == 401)
    }

    @Test func `a doorbell names the account and shows its token once`() throws {
        guard
            case .doorbell(let ring, let answer) = try provider().judge(
                try call("wecom/doorbell.xml"),
                signedURL: "",
                now: nil
            )
        else {
            Issue.record("no doorbell")
            return
        }
        #expect(ring == Doorbell(stream: "wkloom", token: Secret("ENCloom")))
        #expect(answer.status == 200)
        let play = try ExchangePlay(
            try provider().pull(stream: ring.stream, cursor: "c1", ring: ring, access: Written.access),
            ProviderAnswer(status: 200, body: try Written.octets("wecom/sync.json"))
        )
        let request = try #require(play.requests.first)
        #expect(request.url == "https://qyapi.weixin.qq.com/cgi-bin/kf/sync_msg?access_token=access-1")
        #expect(request.json == ["cursor": "c1", "limit": 1000, "open_kfid": "wkloom", "token": "ENCloom"])
        let batch = try #require(play.outcome)
        #expect(batch.cursor == "c2")
        #expect(batch.hasMore)
        #expect(batch.payloads.map(\.externalID.rawValue) == ["kf:m1", "kf:m2", "kf:m3", "kf:m4", "kf:m5", "kf:m6"])
    }

    @Test func `what was pulled becomes what it is`() throws {
        let list = try JSONValue(parsing: try Written.octets("wecom/sync.json"))["msg_list"]?.array ?? []
        let events = try list.flatMap {
            try provider().events(
                of: ProviderPayload(
                    externalID: ExternalID(rawValue: "x"),
                    mediaType: "application/json",
                    body: $0.octets()
                )
            )
        }
        #expect(
            events.map { "\($0.kind) \($0.externalID) \($0.text)" } == [
                "message m1 帮我", "message m2 ", "system m3 li answered in WeCom: 好的", "receipt m4 ", "delete m5 ",
            ]
        )
        #expect(events.allSatisfy { $0.conversation == "kf:wkloom:wmana" })
        #expect(events[1].attachments.map(\.content) == [.handle("MEDIA2")])
        #expect(events[2].actor == nil)
        #expect(events[3].news.first?.outcome == .failed)
        #expect(events[3].news.first?.messageID == "ours1")
        #expect(events[3].news.first?.detail.english.contains("Five messages") == true)
        #expect(events[4].regarding == ["m1"])
    }

    @Test func `a bell's token that has run out is left away`() throws {
        let play = try ExchangePlay(
            try provider().pull(
                stream: "wkloom",
                cursor: nil,
                ring: Doorbell(stream: "wkloom", token: Secret("old")),
                access: Written.access
            ),
            .written(200, ["errcode": 95_007]),
            .written(200, ["errcode": 0, "msg_list": [], "has_more": 0])
        )
        #expect(play.requests.last?.json["token"] == nil)
        #expect(play.outcome == PulledBatch(payloads: [], cursor: nil, hasMore: false))
    }

    // MARK: - Out

    private static let customer = ReplyPlace(conversation: "kf:wkloom:wmana")

    private func answer(
        _ provider: WeCom,
        state: Int64,
        _ rest: ProviderAnswer...
    ) throws -> ExchangePlay<DeliveryReceipt> {
        let part = try #require(try provider.plan(Written.reply("好", into: Self.customer)).first)
        let exchange = provider.delivery(of: part, Written.context, access: Written.access)
        let first = ProviderAnswer.written(200, ["errcode": 0, "service_state": JSONValue(state)])
        switch rest.count {
        case 0: return try ExchangePlay(exchange, first)
        case 1: return try ExchangePlay(exchange, first, rest[0])
        default: return try ExchangePlay(exchange, first, rest[0], rest[1])
        }
    }

    @Test(arguments: [0, 1, 2] as [Int64])
    func `a session is moved to a person before the answer where one is named`(_ state: Int64) throws {
        let play = try answer(
            try provider(["servicer_id": .text("li")]),
            state: state,
            .written(200, ["errcode": 0]),
            .written(200, ["errcode": 0, "msgid": "sent1"])
        )
        #expect(
            play.requests.map { $0.url.split(separator: "?")[0].split(separator: "/").suffix(2).joined(separator: "/") }
                == [
                    "service_state/get", "service_state/trans", "kf/send_msg",
                ]
        )
        #expect(
            play.requests[1].json
                == ["external_userid": "wmana", "open_kfid": "wkloom", "service_state": 3, "servicer_userid": "li"]
        )
        #expect(play.requests[2].json["msgid"]?.text?.utf8.count == 32)
        #expect(play.requests[2].json["text"] == ["content": "好"])
        #expect(play.outcome?.externalID?.rawValue == "sent1")
    }

    @Test(arguments: [0, 1, 3] as [Int64])
    func `without a person a session that takes answers is answered as it is`(_ state: Int64) throws {
        let play = try answer(try provider(), state: state, .written(200, ["errcode": 0, "msgid": "sent1"]))
        #expect(play.requests.count == 2)
        #expect(play.outcome != nil)
    }

    @Test(arguments: [2, 4] as [Int64])
    func `a session that waits or has ended holds the reply`(_ state: Int64) throws {
        #expect(try answer(try provider(), state: state).failure?.verdict == .blocked(.windowClosed))
    }

    @Test func `a member is answered through the app, at every attempt with the same octets`() throws {
        let reply = Written.reply("好", into: ReplyPlace(conversation: "app:ana"))
        let part = try #require(try provider().plan(reply).first)
        func request(_ mayRepeat: Bool) throws -> JSONValue? {
            let context = DeliveryContext(idempotencyKey: "k", attempt: 1, mayRepeat: mayRepeat)
            let play = try ExchangePlay(
                try provider().delivery(of: part, context, access: Written.access),
                .written(200, ["errcode": 0, "msgid": "s"])
            )
            return play.requests.first?.json
        }
        let expected: JSONValue = ["agentid": 1_000_002, "msgtype": "text", "text": ["content": "好"], "touser": "ana"]
        #expect(try request(false) == expected)
        #expect(try request(true) == expected)
    }

    @Test func `a text is split at 2048 bytes, never within a character`() throws {
        let text = String(repeating: "织", count: 1000)
        let parts = try provider().plan(Written.reply(text, into: Self.customer))
        let pieces = try parts.map { try JSONValue(parsing: $0.body)["text", "content"]?.text ?? "" }
        #expect(pieces.joined() == text)
        #expect(pieces.map(\.utf8.count) == [2046, 954])
    }

    @Test func `a file is uploaded and sent by its media id`() throws {
        let part = try #require(
            try provider().plan(Written.reply("", into: ReplyPlace(conversation: "app:ana"), files: [Written.picture]))
                .first
        )
        let play = try ExchangePlay(
            try provider().delivery(of: part, Written.context, access: Written.access),
            .written(200, ["errcode": 0, "media_id": "M1"]),
            .written(200, ["errcode": 0, "msgid": "s"])
        )
        #expect(
            play.requests.first?.url
                == "https://qyapi.weixin.qq.com/cgi-bin/media/upload?access_token=access-1&type=image"
        )
        #expect(play.requests.last?.json["image"] == ["media_id": "M1"])
    }

    @Test(
        arguments: [
            (95_001, .blocked(.windowClosed)), (95_002, .blocked(.windowClosed)), (95_018, .blocked(.windowClosed)),
            (45_009, .later(after: .seconds(60))), (-1, .later(after: .seconds(5))), (81_013, .never), (40_096, .never),
            (48_002, .blocked(.credentials)), (60_020, .blocked(.credentials)), (777_777, .never),
        ] as [(Int64, DeliveryFailure.Verdict)]
    )
    func `every error has its class`(_ code: Int64, _ verdict: DeliveryFailure.Verdict) throws {
        let play = try answer(try provider(), state: 0, .written(200, ["errcode": JSONValue(code), "errmsg": "no"]))
        #expect(play.failure?.verdict == verdict)
        #expect(!play.wantsToken)
    }

    @Test(arguments: [40_014, 42_001] as [Int64])
    func `a token that has run out is renewed`(_ code: Int64) throws {
        #expect(try answer(try provider(), state: 0, .written(200, ["errcode": JSONValue(code)])).wantsToken)
    }

    @Test func `an address that is not on the list is shown`() throws {
        let words =
            "not allow to access from your ip, hint: [17], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com"
        let failure = WeComFailures.failure(.written(200, ["errcode": 60_020, "errmsg": .text(words)]))
        #expect(failure.reason.english.contains("add 203.0.113.7 to"))
        let silent = WeComFailures.failure(.written(200, ["errcode": 60_020, "errmsg": "no"]))
        #expect(silent.reason.english.contains("this machine's public address"))
    }

    // MARK: - Look-ups

    @Test func `the company signs in`() throws {
        let play = try ExchangePlay(
            try provider().signIn(),
            .written(200, ["errcode": 0, "access_token": "t", "expires_in": 7200])
        )
        #expect(
            play.requests.first?.url
                == "https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=wwloom0001&corpsecret=cs-one"
        )
        #expect(play.outcome?.value == Secret("t"))
        let bad = try ExchangePlay(try provider().signIn(), .written(200, ["errcode": 40_001]))
        #expect(bad.failure?.verdict == .blocked(.credentials))
    }

    @Test func `a customer has a nickname, a member the mailbox that WeCom runs`() throws {
        let customer = IdentityKey(kind: .handle, namespace: "wecom-kf:wwloom0001", value: "wmana")
        let play = try ExchangePlay(
            try provider().profile(of: customer, access: Written.access),
            .written(200, ["errcode": 0, "customer_list": [["external_userid": "wmana", "nickname": "小安"]]])
        )
        #expect(play.outcome?.name == "小安")
        let member = IdentityKey(kind: .handle, namespace: "wecom:wwloom0001", value: "ana")
        let other = try ExchangePlay(
            try provider().profile(of: member, access: Written.access),
            .written(200, ["errcode": 0, "name": "Ana", "biz_mail": "ana@loom.example", "email": "a@example.org"])
        )
        #expect(other.outcome?.claims.map(\.isVerified) == [true, false])
    }

    @Test func `a file that is no longer there is told from a file`() throws {
        let there = try ExchangePlay(
            try provider().attachment("M1", maximumBytes: 9, access: Written.access),
            ProviderAnswer(status: 200, body: [1])
        )
        #expect(there.outcome == [1])
        let gone = try ExchangePlay(
            try provider().attachment("M1", maximumBytes: 9, access: Written.access),
            .written(200, ["errcode": 40_007, "errmsg": "invalid media_id"])
        )
        #expect(gone.failure?.verdict == .never)
    }

    @Test func `the window and its quota are 微信客服's alone`() throws {
        #expect(try provider([:]).traits.replyQuota == 5)
        #expect(try provider([:]).traits.replyWindow == .seconds(172_800))
        #expect(try provider().traits.replyWindow == nil)
        #expect(try provider([:]).traits.idempotentSending)
        #expect(try !provider().traits.idempotentSending)
    }

    @Test func `a key of the wrong length is told by its setting`() {
        let settings = ChannelSettings(["encoding_aes_key": .secrets([Secret("short")])])
        let problem = #expect(throws: SettingProblem.self) {
            try WeCom(channel: ChannelID(rawValue: "c"), settings: settings)
        }
        #expect(problem?.path == "encoding_aes_key")
    }
}
