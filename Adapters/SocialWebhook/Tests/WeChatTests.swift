import ChannelKit
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// WeChat's calls, plain and encrypted, and its customer-service messages.
@Suite struct WeChatTests {
    private static let token = "the-token-of-wechat"
    private static let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    private static let now: Int64 = 1_735_689_600
    private static let message = "<xml><ToUserName>gh_1</ToUserName><FromUserName>oAda</FromUserName></xml>"

    private func provider(encrypted: Bool = false, tokens: [String] = [token]) throws -> WeChat {
        var secrets = ["token": tokens, "app_secret": ["app-secret-1234"]]
        if encrypted { secrets["encoding_aes_key"] = [Self.key] }
        return try WeChat(
            channel: ProviderTrial.channel,
            settings: ProviderTrial.settings(["app_id": "wx1"], secrets: secrets, more: ["reply_quota": .integer(7)])
        )
    }

    private func judge(_ provider: WeChat, _ call: WebRequest) -> CallVerdict {
        provider.judge(call, signedURL: "", now: Timestamp(seconds: Self.now))
    }

    private func signature(_ values: String..., token: String = token) -> String {
        Signature.sortedSHA1(of: values + [token])
    }

    private func plain(_ method: String, token: String = token, time: Int64 = now, echo: String? = nil) -> WebRequest {
        let stamp = String(time)
        var call = ProviderTrial.call(
            method,
            query: ["signature": signature(stamp, "n1", token: token), "timestamp": stamp, "nonce": "n1"],
            body: method == "POST" ? Self.message : ""
        )
        if let echo { call.query.append(HeaderField("echostr", echo)) }
        return call
    }

    private func sealed(for receiver: String = "wx1") throws -> WebRequest {
        let envelope = try WeChatEnvelope(
            tokens: [Secret(Self.token)],
            encodingKeys: [Secret(Self.key)],
            receivers: [receiver]
        )
        let text = try #require(
            envelope.sealed(Array(Self.message.utf8), random: Array("0123456789abcdef".utf8))
        )
        let stamp = String(Self.now)
        return ProviderTrial.call(
            query: [
                "signature": signature(stamp, "n1"), "timestamp": stamp, "nonce": "n1", "encrypt_type": "aes",
                "msg_signature": signature(stamp, "n1", text),
            ],
            body: "<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[\(text)]]></Encrypt></xml>"
        )
    }

    // MARK: - Calls

    @Test func `the handshake is answered with its echo`() throws {
        #expect(ProviderTrial.outcome(judge(try provider(), plain("GET", echo: "42"))) == "answered 200 42")
        #expect(ProviderTrial.outcome(judge(try provider(), plain("GET", token: "x", echo: "42"))) == "refused 401")
    }

    @Test func `a plain call is taken with either live token, and answered with success`() throws {
        let rotating = try provider(tokens: ["a-newer-token", Self.token])
        guard case .authentic(let payload, let answer) = judge(rotating, plain("POST")) else {
            Issue.record("it was not taken")
            return
        }
        #expect(payload.body == Array(Self.message.utf8))
        #expect(String(decoding: answer.body, as: UTF8.self) == "success")
    }

    @Test func `a call with a wrong, stale or missing signature is refused`() throws {
        var twice = plain("POST")
        twice.query.append(HeaderField("signature", twice.query[0].value))
        var bare = plain("POST")
        bare.query = []
        for call in [plain("POST", token: "x"), plain("POST", time: Self.now - 601), twice, bare] {
            #expect(ProviderTrial.outcome(judge(try provider(), call)) == "refused 401")
        }
        #expect(ProviderTrial.outcome(judge(try provider(), plain("PUT"))) == "refused 405")
    }

    @Test func `an encrypted call is journaled decrypted`() throws {
        guard case .authentic(let payload, _) = judge(try provider(encrypted: true), try sealed()) else {
            Issue.record("it was not taken")
            return
        }
        #expect(payload.body == Array(Self.message.utf8))
    }

    @Test func `once there is a key, nothing else is taken`() throws {
        let provider = try provider(encrypted: true)
        var changed = try sealed()
        changed.body = Array(String(decoding: changed.body, as: UTF8.self).replacing("]]>", with: "A]]>").utf8)
        var unsigned = try sealed()
        unsigned.query.removeAll { $0.name == "msg_signature" }
        for call in [plain("POST"), changed, unsigned, try sealed(for: "wx2")] {
            #expect(ProviderTrial.outcome(judge(provider, call)) == "refused 401")
        }
    }

    @Test func `the same message in another wrapping is the same call`() throws {
        guard case .authentic(let first, _) = judge(try provider(encrypted: true), try sealed()),
            case .authentic(let second, _) = judge(try provider(), plain("POST"))
        else {
            Issue.record("they were not taken")
            return
        }
        #expect(first.externalID == second.externalID)
    }

    // MARK: - Sending

    private let token = AccessToken(value: Secret("access-token-1"), lifetime: .seconds(7200))

    private func deliver(
        _ part: OutboundPart,
        _ answers: [ProviderAnswer]
    ) throws -> (
        requests: [ProviderRequest], ending: Result<DeliveryReceipt, DeliveryFailure>?, isTokenExpired: Bool
    ) {
        ProviderTrial.run(try provider().delivery(of: part, ProviderTrial.context, access: token), answers)
    }

    @Test func `a reply is sent as it is written, by one request`() throws {
        let part = try #require(try provider().plan(ProviderTrial.reply("织机 <好>", to: "gh_1:oAda")).first)
        let (requests, ending, _) = try deliver(part, [ProviderTrial.answer(200, #"{"errcode":0,"errmsg":"ok"}"#)])
        #expect(
            requests.map(\.url)
                == ["https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=access-token-1"]
        )
        #expect(
            String(decoding: part.body, as: UTF8.self)
                == #"{"msgtype":"text","text":{"content":"织机 <好>"},"touser":"oAda"}"#
        )
        #expect(try ending?.get().progress == .sent)
    }

    @Test(arguments: [(682, 1), (683, 2)])
    func `a text is split at 2048 bytes`(_ count: Int, _ parts: Int) throws {
        let text = String(repeating: "织", count: count)
        #expect(try provider().plan(ProviderTrial.reply(text, to: "gh_1:oAda")).count == parts)
    }

    @Test func `a picture is uploaded and sent, another file refused`() throws {
        let picture = OutboundAttachment(name: "a.jpg", contentType: "image/jpeg", bytes: [65])
        let part = try #require(try provider().plan(ProviderTrial.reply("", to: "gh_1:oAda", files: [picture])).first)
        let (requests, _, _) = try deliver(
            part,
            [
                ProviderTrial.answer(200, #"{"type":"image","media_id":"m-1"}"#),
                ProviderTrial.answer(200, #"{"errcode":0}"#),
            ]
        )
        #expect(requests.map(\.effect) == [.none, .delivery])
        let message = try JSONValue(parsing: try #require(requests.last).body)
        #expect(message["image", "media_id"]?.text == "m-1")
        let document = OutboundAttachment(name: "a.pdf", contentType: "application/pdf", bytes: [65])
        #expect(throws: DeliveryFailure.self) {
            try provider().plan(ProviderTrial.reply("", to: "gh_1:oAda", files: [document]))
        }
    }

    @Test(arguments: [
        (45015, DeliveryFailure.Verdict.blocked(.windowClosed)), (45047, .blocked(.windowClosed)),
        (40003, .never), (43004, .never), (45002, .never), (99999, .never), (48001, .blocked(.credentials)),
        (40013, .blocked(.credentials)), (40164, .blocked(.credentials)), (45009, .later(after: .seconds(3600))),
        (-1, .later(after: nil)),
    ])
    func `an error number is classed`(_ code: Int, _ verdict: DeliveryFailure.Verdict) throws {
        let part = try #require(try provider().plan(ProviderTrial.reply("hi", to: "gh_1:oAda")).first)
        let answer = ProviderTrial.answer(
            200,
            #"{"errcode":\#(code),"errmsg":"invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"}"#
        )
        let (_, ending, isTokenExpired) = try deliver(part, [answer])
        let failure = #expect(throws: DeliveryFailure.self) { try ending?.get() }
        #expect(failure?.verdict == verdict)
        #expect(!isTokenExpired)
        if code == 45047 { #expect(failure?.reason.english.contains("takes 7 replies") == true) }
        if code == 40164 { #expect(failure?.reason.english.contains("203.0.113.7") == true) }
    }

    @Test(arguments: [40001, 40014, 42001])
    func `a token that has run out is renewed`(_ code: Int) throws {
        let part = try #require(try provider().plan(ProviderTrial.reply("hi", to: "gh_1:oAda")).first)
        #expect(try deliver(part, [ProviderTrial.answer(200, #"{"errcode":\#(code)}"#)]).isTokenExpired)
    }

    @Test func `an access token is the stable one`() throws {
        let exchange = try #require(try provider().signIn())
        let (requests, ending, _) = ProviderTrial.run(
            exchange,
            [ProviderTrial.answer(200, #"{"access_token":"new-token-1","expires_in":7200}"#)]
        )
        #expect(requests.map(\.url) == ["https://api.weixin.qq.com/cgi-bin/stable_token"])
        let body = try JSONValue(parsing: try #require(requests.first).body)
        #expect(body["appid"]?.text == "wx1" && body["secret"]?.text == "app-secret-1234")
        #expect(try ending?.get() == AccessToken(value: Secret("new-token-1"), lifetime: .seconds(7200)))
    }

    @Test func `a picture is octets, a film an address, and an error neither`() throws {
        let provider = try provider()
        func fetch(_ answers: [ProviderAnswer]) throws -> (urls: [String], octets: Result<[UInt8], DeliveryFailure>?) {
            let exchange = try #require(provider.attachment("m-1", maximumBytes: 100, access: token))
            let (requests, ending, _) = ProviderTrial.run(exchange, answers)
            return (requests.map(\.url), ending)
        }
        let picture = try fetch([ProviderTrial.answer(200, "octets", headers: ["Content-Type": "image/jpeg"])])
        #expect(try picture.octets?.get() == Array("octets".utf8))
        let film = try fetch([
            ProviderTrial.answer(
                200,
                #"{"video_url":"http://mpvideo.qpic.cn/a.mp4"}"#,
                headers: ["Content-Type": "application/json"]
            ), ProviderTrial.answer(200, "film"),
        ])
        #expect(film.urls.last == "https://mpvideo.qpic.cn/a.mp4")
        #expect(try film.octets?.get() == Array("film".utf8))
        let gone = try fetch([
            ProviderTrial.answer(200, #"{"errcode":40007}"#, headers: ["Content-Type": "text/plain"])
        ])
        #expect(throws: DeliveryFailure.self) { try gone.octets?.get() }
    }
}
