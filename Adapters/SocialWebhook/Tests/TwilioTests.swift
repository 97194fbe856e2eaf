import ChannelKit
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// Twilio's signature, SMS, and the fate of SMS.
@Suite struct TwilioTests {
    private static let token = "the-auth-token"
    private static let url = "https://desk.example/channels/sms/webhook?ch=7"

    private func provider(_ texts: [String: String] = [:], tokens: [String] = [token]) throws -> Twilio {
        try Twilio(
            channel: ProviderTrial.channel,
            settings: ProviderTrial.settings(
                ["account_sid": "AC1"].merging(texts) { $1 },
                secrets: ["auth_token": tokens]
            )
        )
    }

    private func signature(_ url: String, _ fields: String, token: String = token) -> String {
        Base64.text(Signature.code(.sha1, key: Array(token.utf8), Array((url + fields).utf8)))
    }

    private func form(_ body: String, signed: String) -> WebRequest {
        ProviderTrial.call(
            headers: [
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "X-Twilio-Signature": signed,
            ],
            body: body
        )
    }

    private func judge(_ provider: Twilio, _ call: WebRequest, url: String = url) -> String {
        ProviderTrial.outcome(provider.judge(call, signedURL: url, now: nil))
    }

    private let body = "To=%2B15550100002&From=%2B442087654321&Body=%E6%82%A8+%26&MessageSid=SM1"
    private let fields = "Body您 &From+442087654321MessageSidSM1To+15550100002"

    @Test func `a form is signed with the address and its sorted fields`() throws {
        for token in [Self.token, "the-token-before"] {
            let call = form(body, signed: signature(Self.url, fields, token: token))
            #expect(judge(try provider(tokens: [Self.token, "the-token-before"]), call) == "taken 200")
        }
    }

    @Test(arguments: [
        ("https://desk.example/hook?ch=7", "https://desk.example:443/hook?ch=7"),
        ("https://desk.example:443/hook?ch=7", "https://desk.example/hook?ch=7"),
        ("http://desk.example/hook", "http://desk.example:80/hook"),
        ("https://desk.example:8443/hook", "https://desk.example/hook"),
        ("https://[2001:db8::1]/hook", "https://[2001:db8::1]:443/hook"),
        ("https://[2001:db8::1]:443/hook", "https://[2001:db8::1]/hook"),
    ])
    func `the address counts with and without its port`(_ called: String, _ signed: String) throws {
        for url in [called, signed] {
            #expect(judge(try provider(), form(body, signed: signature(url, fields)), url: called) == "taken 200")
        }
    }

    @Test func `repeated fields are signed sorted and once`() throws {
        let call = form("B=2&A=z&A=a&A=z", signed: signature(Self.url, "AaAzB2"))
        #expect(judge(try provider(), call) == "taken 200")
    }

    @Test func `the address of the settings goes before the one of the call`() throws {
        let provider = try provider(["public_url": "https://public.example/sms#rc=3"])
        let call = form(body, signed: signature("https://public.example/sms", fields))
        #expect(judge(provider, call, url: "http://127.0.0.1:8080/channels/sms/webhook") == "taken 200")
        #expect(judge(provider, form(body, signed: signature(Self.url, fields))) == "refused 401")
    }

    @Test func `of a JSON body the digest in the address is signed`() throws {
        let json = #"{"a": 1}"#
        let digest = Hexadecimal.text(Signature.sha256(Array(json.utf8)))
        let url = "https://desk.example/hook?bodySHA256=\(digest)"
        func call(_ body: String, _ digest: String?) -> WebRequest {
            var call = ProviderTrial.call(
                headers: ["Content-Type": "application/json", "X-Twilio-Signature": signature(url, "")],
                body: body
            )
            if let digest { call.query = [HeaderField("bodySHA256", digest)] }
            return call
        }
        #expect(judge(try provider(), call(json, digest), url: url).hasPrefix("answered 200"))
        #expect(judge(try provider(), call(#"{"a":1}"#, digest), url: url) == "refused 401")
        #expect(judge(try provider(), call(json, nil), url: url) == "refused 401")
    }

    @Test func `anything else is refused`() throws {
        let good = signature(Self.url, fields)
        let calls = [
            form(body + "&X=1", signed: good), form(body.replacing("SM1", with: "SM2"), signed: good),
            form(body, signed: signature("https://other.example/", fields)), form(body, signed: "NOT" + good),
            form(body, signed: ""), ProviderTrial.call(body: body),
        ]
        for call in calls { #expect(judge(try provider(), call) == "refused 401") }
        #expect(judge(try provider(), ProviderTrial.call("GET")) == "refused 405")
    }

    // MARK: - Sending

    private func request(_ provider: Twilio, _ reply: OutboundReply) throws -> ProviderRequest {
        let part = try #require(try provider.plan(reply).first)
        let (requests, _, _) = ProviderTrial.run(provider.delivery(of: part, ProviderTrial.context, access: nil), [])
        #expect(requests.count == 1)
        return try #require(requests.first)
    }

    @Test func `a reply goes from the number that the customer wrote to`() throws {
        let provider = try provider(["from": "+15550100009", "public_url": "https://desk.example/hook"])
        let request = try request(provider, ProviderTrial.reply("您 & yes", to: "+15550100002:+442087654321"))
        #expect(request.url == "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json")
        #expect(request.effect == .delivery)
        #expect(request.headers.first(named: "Authorization") == "Basic \(Base64.text("AC1:\(Self.token)".utf8))")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "Body=%E6%82%A8+%26+yes&From=%2B15550100002&StatusCallback=https%3A%2F%2Fdesk.example%2Fhook&To=%2B442087654321"
        )
    }

    @Test func `a messaging service always sends, and another carrier stays the carrier`() throws {
        let service = try request(
            try provider(["from": "MG1"]),
            ProviderTrial.reply("hi", to: "+15550100002:+442087654321")
        )
        #expect(FormFields(parsing: service.body)?["MessagingServiceSid"] == "MG1")
        #expect(FormFields(parsing: service.body)?["From"] == nil)
        let other = try request(try provider(), ProviderTrial.reply("hi", to: "+15550100002:whatsapp:+442087654321"))
        #expect(FormFields(parsing: other.body)?["From"] == "whatsapp:+15550100002")
        #expect(FormFields(parsing: other.body)?["To"] == "whatsapp:+442087654321")
    }

    @Test func `somebody who only ever called is reached by the number`() throws {
        var reply = ProviderTrial.reply("We tried to call.", to: "-")
        reply.route.conversationKey = nil
        reply.route.target = IdentityKey(kind: .phone, value: "+442087654321;ext=12")
        let request = try request(try provider(["from": "+15550100009"]), reply)
        #expect(FormFields(parsing: request.body)?["To"] == "+442087654321")
        #expect(FormFields(parsing: request.body)?["From"] == "+15550100009")
        #expect(throws: DeliveryFailure.self) { try provider().plan(reply) }
    }

    @Test(arguments: [(1599, 1), (1600, 1), (1601, 2)])
    func `a text is split at 1600 units`(_ length: Int, _ parts: Int) throws {
        let text = String(repeating: "a", count: length)
        #expect(try provider().plan(ProviderTrial.reply(text, to: "+1:+2")).count == parts)
    }

    @Test func `a file is refused rather than dropped`() throws {
        let file = OutboundAttachment(name: "a.png", contentType: "image/png", bytes: [65])
        #expect(throws: DeliveryFailure.self) {
            try provider().plan(ProviderTrial.reply("hi", to: "+1:+2", files: [file]))
        }
    }

    @Test(arguments: [
        (429, 20429, DeliveryFailure.Verdict.later(after: .seconds(9))), (400, 30001, .later(after: .seconds(9))),
        (401, 20003, .blocked(.credentials)), (400, 21606, .blocked(.credentials)), (400, 21610, .never),
        (400, 21211, .never), (400, 21614, .never), (400, 21408, .never), (400, 63016, .blocked(.windowClosed)),
        (400, 99999, .never), (503, 99999, .later(after: .seconds(9))),
    ])
    func `a refusal is classed`(_ status: Int, _ code: Int, _ verdict: DeliveryFailure.Verdict) throws {
        let provider = try provider()
        let part = try #require(try provider.plan(ProviderTrial.reply("hi", to: "+1:+2")).first)
        let answer = ProviderTrial.answer(status, #"{"code":\#(code),"message":"no"}"#, headers: ["Retry-After": "9"])
        let (_, ending, _) = ProviderTrial.run(
            provider.delivery(of: part, ProviderTrial.context, access: nil),
            [answer]
        )
        let failure = #expect(throws: DeliveryFailure.self) { try ending?.get() }
        #expect(failure?.verdict == verdict)
    }

    @Test func `what was taken has the provider's id, and an unreadable answer is unknown`() throws {
        let provider = try provider()
        let part = try #require(try provider.plan(ProviderTrial.reply("hi", to: "+1:+2")).first)
        let exchange = provider.delivery(of: part, ProviderTrial.context, access: nil)
        let taken = ProviderTrial.run(exchange, [ProviderTrial.answer(201, #"{"sid":"SM9"}"#)])
        #expect(try taken.ending?.get().externalID?.rawValue == "SM9")
        let unread = ProviderTrial.run(exchange, [ProviderTrial.answer(201, "<html>")])
        let failure = #expect(throws: DeliveryFailure.self) { try unread.ending?.get() }
        #expect(failure?.verdict == .unknown)
    }

    @Test func `the account is shown to Twilio alone when a file redirects`() throws {
        let provider = try provider()
        let own = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"
        let exchange = try #require(provider.attachment(own, maximumBytes: 100, access: nil))
        let (requests, ending, _) = ProviderTrial.run(
            exchange,
            [
                ProviderTrial.answer(307, "", headers: ["Location": "https://mms.twiliocdn.com/AC1/x?sig=1"]),
                ProviderTrial.answer(200, "octets"),
            ]
        )
        #expect(requests.map { $0.headers.first(named: "Authorization") != nil } == [true, false])
        #expect(try ending?.get() == Array("octets".utf8))
        let foreign = try #require(provider.attachment("https://evil.example/a", maximumBytes: 100, access: nil))
        #expect(ProviderTrial.run(foreign, []).requests.isEmpty)
    }
}
