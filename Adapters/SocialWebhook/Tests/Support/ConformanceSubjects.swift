import ChannelKit
import ConformanceCases
import ProviderKit
import Synchronization

@testable import SocialWebhookAdapter

/// The providers as the contract's cases see them.
enum ConformanceSubjects {
    static let whatsApp = subject(
        "whatsapp",
        settings: ["phone_number_id": "PN1", "api_version": "v23.0"],
        secrets: meta,
        badSettings: [
            BadSettings("no number", changing: ["phone_number_id": nil], path: "phone_number_id"),
            BadSettings("an id with a slash", changing: ["phone_number_id": "1/2"], path: "phone_number_id"),
            BadSettings("a version that is none", changing: ["api_version": "latest"], path: "api_version"),
            BadSettings(
                "a template without the words",
                changing: ["template": "{name: a, language: en, parameters: [name]}"],
                path: "template.parameters"
            ),
            BadSettings("no secret", changing: ["app_secret": nil], path: "app_secret"),
        ],
        fixtures: ["text": ["PN1:wamid.A1"], "document": ["PN1:wamid.A1"]],
        files: ["document": [SampleAttachment(name: "plan.pdf", octets: nil)]],
        requests: metaRequests(fixture("whatsapp", "text")),
        conversation: "PN1:442087654321",
        text: { $0["text", "body"]?.text },
        more: [
            .answered(
                "a closed window",
                .failure(.blocked(.windowClosed)),
                .success(json(400, #"{"error":{"code":131047}}"#))
            ),
            .answered(
                "a number that is no customer",
                .failure(.never),
                .success(json(400, #"{"error":{"code":131026}}"#))
            ),
        ],
        provider: { request in
            if request.url.hasSuffix("/messages") { return json(200, #"{"messages":[{"id":"wamid.N1"}]}"#) }
            return json(200, #"{"id":"M1","display_phone_number":"+44 1234 567890"}"#)
        }
    )

    static let messenger = subject(
        "messenger",
        secrets: meta,
        badSettings: [BadSettings("no token", changing: ["access_token": nil], path: "access_token")],
        fixtures: ["text": ["P1:m_1"], "files": ["P1:m_1"]],
        files: [
            "files": [
                SampleAttachment(name: "loom.png", octets: nil),
                SampleAttachment(name: "A page", octets: Array("https://loom.example/a\r\n".utf8)),
                SampleAttachment(name: "location", octets: Array("geo:51.5,-0.12\r\n".utf8)),
                SampleAttachment(name: "template.json", octets: Array(#"{"product":1}"#.utf8)),
            ]
        ],
        requests: metaRequests(fixture("messenger", "text")),
        conversation: "P1:U1",
        text: { $0["message", "text"]?.text },
        more: [
            .answered(
                "a closed window",
                .failure(.blocked(.windowClosed)),
                .success(json(400, #"{"error":{"code":10,"error_subcode":2018278}}"#))
            )
        ],
        provider: { request in
            request.url.hasSuffix("/message_attachments")
                ? json(200, #"{"attachment_id":"77"}"#) : json(200, #"{"id":"P1","name":"Works","message_id":"m_9"}"#)
        }
    )

    static let instagram = subject(
        "instagram",
        secrets: meta,
        badSettings: [BadSettings("no word", changing: ["verify_token": nil], path: "verify_token")],
        fixtures: ["comments": ["P1:55", "P1:56"], "picture": ["P1:m_1"]],
        files: ["picture": [SampleAttachment(name: "loom.jpg", octets: nil)]],
        requests: metaRequests(fixture("instagram", "comments")),
        conversation: "P1:U1",
        text: { $0["message", "text"]?.text },
        more: [
            .answered(
                "a closed window",
                .failure(.blocked(.windowClosed)),
                .success(json(400, #"{"error":{"code":10,"error_subcode":2534022}}"#))
            )
        ],
        provider: { _ in json(200, #"{"id":"P1","name":"works","message_id":"m_9"}"#) }
    )

    static let weChat: ConformanceSubject = {
        var textual = weChatWithFiles
        textual.abilities = { adapter, manifest in
            var abilities = weChatWithFiles.abilities(adapter, manifest)
            // The file of the cases is a text, of which WeChat takes none.
            abilities.outboundAttachmentBytes = nil
            return abilities
        }
        return textual
    }()

    private static let weChatWithFiles = subject(
        "wechat",
        settings: ["app_id": "wx1"],
        secrets: ["token": "wechat-token-1234", "app_secret": "wechat-secret-1234"],
        badSettings: [
            BadSettings("no AppID", changing: ["app_id": nil], path: "app_id"),
            BadSettings("no token", changing: ["token": nil], path: "token"),
        ],
        fixtures: ["text": ["gh_1:6054768590064713728"], "image": ["gh_1:2"]],
        files: ["image": [SampleAttachment(name: "image.jpg", octets: nil)]],
        // The signature of a plain call covers no body.
        requests: [
            SampleRequest("a message", weChatCall("POST", fixture("wechat", "text")), .taken(arrivals: 1)),
            SampleRequest("the handshake", weChatCall("GET", [], echo: "42"), .answered(status: 200)),
            SampleRequest(
                "a call that nobody signed",
                WebRequest(method: "POST", path: "webhook", receivedAt: ConformanceSubject.start),
                .refused(status: 401)
            ),
        ],
        conversation: "gh_1:oAda",
        text: { $0["text", "content"]?.text },
        more: [
            .answered(
                "a used-up quota",
                .failure(.blocked(.windowClosed)),
                .success(json(200, #"{"errcode":45047}"#))
            ),
            .answered(
                "a token that stays bad",
                .failure(.blocked(.credentials)),
                .success(json(200, #"{"errcode":42001}"#)),
                requests: 2
            ),
        ],
        provider: { request in
            if request.url.contains("/stable_token") {
                return json(200, #"{"access_token":"wechat-access-1234","expires_in":7200}"#)
            }
            if request.url.contains("/media/upload") { return json(200, #"{"media_id":"m-1"}"#) }
            return json(200, #"{"errcode":0,"errmsg":"ok","ip_list":["203.0.113.7"]}"#)
        }
    )

    static let twilio = subject(
        "twilio",
        settings: ["account_sid": "AC1", "from": "'+15550100002'", "public_url": "https://desk.example/hook"],
        secrets: ["auth_token": "twilio-token-1234"],
        badSettings: [
            BadSettings("no account", changing: ["account_sid": nil], path: "account_sid"),
            BadSettings("no token", changing: ["auth_token": nil], path: "auth_token"),
        ],
        fixtures: ["sms": ["SM1"], "mms": ["MM1"]],
        files: ["mms": [SampleAttachment(name: "", octets: nil)]],
        // Fields that are written another way are the same fields, and as well signed.
        requests: [
            SampleRequest("a message", twilioCall(fixture("twilio", "sms")), .taken(arrivals: 1)),
            SampleRequest("a status", twilioCall(fixture("twilio", "delivered")), .taken(arrivals: 1)),
            SampleRequest(
                "a call that nobody signed",
                WebRequest(method: "POST", path: "webhook", receivedAt: ConformanceSubject.start),
                .refused(status: 401)
            ),
        ],
        conversation: "+15550100002:+442087654321",
        text: { $0["Body"]?.text },
        more: [
            .answered("somebody who opted out", .failure(.never), .success(json(400, #"{"code":21610}"#)))
        ],
        provider: { _ in json(200, #"{"sid":"SM9","status":"active"}"#) }
    )

    static let x = subject(
        "x",
        secrets: ["consumer_secret": "x-consumer-1234", "access_token": "x-token-123456"],
        badSettings: [BadSettings("no secret", changing: ["consumer_secret": nil], path: "consumer_secret")],
        fixtures: ["direct": ["100:800", "100:801", "100:801:read:200"], "picture": ["100:903"]],
        files: ["picture": [SampleAttachment(name: "loom.jpg", octets: nil)]],
        requests: [
            SampleRequest("a message", xCall(fixture("x", "direct")), .taken(arrivals: 1), isSigned: true),
            SampleRequest(
                "the check",
                WebRequest(
                    method: "GET",
                    path: "webhook",
                    query: [HeaderField("crc_token", "crc-123")],
                    receivedAt: ConformanceSubject.start
                ),
                .answered(status: 200)
            ),
        ],
        conversation: "100:200",
        text: { $0["text"]?.text },
        provider: { _ in json(200, #"{"data":{"dm_event_id":"900","username":"works"}}"#) }
    )

    static let mastodon: ConformanceSubject = {
        var pulled = subject(
            "mastodon",
            settings: ["api_base_url": "https://desk.example", "poll_interval": "1s"],
            secrets: ["access_token": "mastodon-token-1"],
            badSettings: [BadSettings("no server", changing: ["api_base_url": nil], path: "api_base_url")],
            fixtures: ["mention": ["1001"]],
            files: ["mention": [SampleAttachment(name: "loom.png", octets: nil)]],
            requests: [
                SampleRequest(
                    "a call, which nobody makes",
                    WebRequest(method: "POST", path: "webhook", receivedAt: ConformanceSubject.start),
                    .refused(status: 404)
                )
            ],
            conversation: "direct:ada@social.example",
            // Every piece begins with whom it is for.
            text: { $0["status"]?.text.map { String($0.dropFirst("@ada@social.example ".count)) } },
            provider: { request in
                request.url.contains("/notifications") ? json(200, "[]") : json(200, #"{"id":"2000","acct":"desk"}"#)
            }
        )
        pulled.source = { _ in MastodonPlace() }
        let abilities = pulled.abilities
        pulled.abilities = { adapter, manifest in
            var pulledOnly = abilities(adapter, manifest)
            // Nobody calls this one.
            pulledOnly.intake.remove(.webhook)
            return pulledOnly
        }
        return pulled
    }()

    // MARK: - Made of

    private static let meta = [
        "app_secret": "meta-secret-1234", "verify_token": "meta-verify-1234", "access_token": "meta-token-12345",
    ]

    private static func subject(
        _ provider: String,
        settings: [String: String] = [:],
        secrets: [String: String],
        badSettings: [BadSettings],
        fixtures: [String: [String]],
        files: [String: [SampleAttachment]] = [:],
        requests: [SampleRequest],
        conversation: String,
        text: @escaping @Sendable (JSONValue) -> String?,
        more: [DeliveryOutcome] = [],
        provider answers: @escaping @Sendable (ProviderRequest) -> ProviderAnswer?
    ) -> ConformanceSubject {
        var values = settings
        values["provider"] = provider
        for name in secrets.keys { values[name] = "{env: \(name.uppercased())}" }
        let samples = fixtures.sorted { $0.key > $1.key }.map { name, ids in
            SampleArrival(
                name,
                arrival(fixture(provider, name)),
                envelopes: ids.map(ExternalID.init(rawValue:)),
                attachments: files[name] ?? []
            )
        }
        return ConformanceSubject(
            name: provider,
            manifestSource: SocialWebhookAdapter.manifestSource,
            make: { try SocialWebhookAdapter(channel: $0, settings: $1, context: $2) },
            settings: values,
            secrets: Dictionary(secrets.map { ($0.key.uppercased(), $0.value) }) { $1 },
            badSettings: badSettings,
            arrivals: samples,
            poison: provider == "twilio"
                ? [arrival([]), arrival(Array("Body=hi".utf8))]
                : [arrival([]), arrival(Array("[[[[".utf8)), arrival(Array("hello".utf8))],
            requests: requests,
            files: SampleFile.calls(among: requests),
            delivery: DeliverySamples(
                route: ReplyRoute(
                    target: IdentityKey(kind: .handle, namespace: provider, value: "person-1"),
                    address: "person-1",
                    conversationKey: ReplyPlace(conversation: conversation).key
                ),
                text: { part in FilePosting(part) == nil ? (try? JSONValue(parsing: part.body)).flatMap(text) : nil },
                outcomes: DeliveryOutcome.provider + more,
                stall: { $0.scripted.provider.stall() }
            ),
            provider: answers,
            abilities: { adapter, manifest in
                (adapter as? SocialWebhookAdapter)?.abilities(within: manifest) ?? manifest
            }
        )
    }

    private static func fixture(_ provider: String, _ name: String) -> [UInt8] {
        EventFixture.all.first { $0.provider == provider && $0.name == name }?.payload ?? []
    }

    private static func arrival(_ body: [UInt8]) -> RawArrival {
        RawArrival(
            channel: ConformanceSubject.channel,
            externalID: ExternalID(rawValue: "call:\(Hexadecimal.text(Signature.sha256(body)))"),
            receivedAt: ConformanceSubject.start,
            mediaType: "application/octet-stream",
            verdict: .signed,
            body: body
        )
    }

    fileprivate static func json(_ status: Int, _ body: String) -> ProviderAnswer {
        ProviderAnswer(
            status: status,
            headers: [HeaderField("Content-Type", "application/json")],
            body: Array(body.utf8)
        )
    }

    // MARK: - Calls

    private static func signed(_ name: String, _ signature: String, _ body: [UInt8], type: String) -> WebRequest {
        WebRequest(
            method: "POST",
            path: "webhook",
            headers: [HeaderField("Content-Type", type), HeaderField(name, signature)],
            body: body,
            receivedAt: ConformanceSubject.start
        )
    }

    private static func metaRequests(_ body: [UInt8]) -> [SampleRequest] {
        let code = Signature.code(.sha256, key: Array("meta-secret-1234".utf8), body)
        let call = signed("X-Hub-Signature-256", "sha256=\(Hexadecimal.text(code))", body, type: "application/json")
        func handshake(_ word: String) -> WebRequest {
            WebRequest(
                method: "GET",
                path: "webhook",
                query: [
                    HeaderField("hub.mode", "subscribe"), HeaderField("hub.verify_token", word),
                    HeaderField("hub.challenge", "1158201444"),
                ],
                receivedAt: ConformanceSubject.start
            )
        }
        return [
            SampleRequest("a message", call, .taken(arrivals: 1), isSigned: true),
            SampleRequest("the handshake", handshake("meta-verify-1234"), .answered(status: 200)),
            SampleRequest("another's handshake", handshake("another"), .refused(status: 403)),
        ]
    }

    private static func twilioCall(_ body: [UInt8]) -> WebRequest {
        let fields = (FormFields(parsing: body)?.fields ?? []).sorted { $0.name < $1.name }
        let text = "https://desk.example/hook" + fields.map { $0.name + $0.value }.joined()
        let code = Signature.code(.sha1, key: Array("twilio-token-1234".utf8), Array(text.utf8))
        return signed("X-Twilio-Signature", Base64.text(code), body, type: "application/x-www-form-urlencoded")
    }

    private static func xCall(_ body: [UInt8]) -> WebRequest {
        let code = Signature.code(.sha256, key: Array("x-consumer-1234".utf8), body)
        return signed("x-twitter-webhooks-signature", "sha256=\(Base64.text(code))", body, type: "application/json")
    }

    private static func weChatCall(_ method: String, _ body: [UInt8], echo: String? = nil) -> WebRequest {
        let stamp = String(ConformanceSubject.start.seconds)
        let signature = Signature.sortedSHA1(of: [stamp, "n1", "wechat-token-1234"])
        var query = [
            HeaderField("signature", signature), HeaderField("timestamp", stamp), HeaderField("nonce", "n1"),
        ]
        if let echo { query.append(HeaderField("echostr", echo)) }
        return WebRequest(
            method: method,
            path: "webhook",
            query: query,
            body: body,
            receivedAt: ConformanceSubject.start
        )
    }
}

/// A server's notifications as its REST interface hands them out.
private final class MastodonPlace: ArrivalSource {
    private struct State {
        var numbers: [Int] = []
        var isRefused = false
    }

    private let state = Mutex(State())

    func put(_ number: Int) throws { state.withLock { $0.numbers.append(number) } }

    func refuseAccount() -> Bool {
        state.withLock { $0.isRefused = true }
        return true
    }

    func answer(to request: ProviderRequest) -> ProviderAnswer? {
        let (numbers, isRefused) = state.withLock { ($0.numbers, $0.isRefused) }
        if isRefused { return ConformanceSubjects.json(401, #"{"error":"The access token is invalid"}"#) }
        guard let mark = request.url.firstRange(of: "/api/v1/notifications?") else { return nil }
        let query = FormFields(parsing: Array(request.url[mark.upperBound...].utf8))
        let limit = query?["limit"].flatMap { Int($0) } ?? 40
        let above = query?["min_id"].map { Int($0) ?? 0 }
        let ids = numbers.map { $0 + 100 }.sorted()
        let page = above.map { above in Array(ids.filter { $0 > above }.prefix(limit)) } ?? Array(ids.suffix(limit))
        return ConformanceSubjects.json(200, "[\(page.reversed().map(Self.notification).joined(separator: ","))]")
    }

    private static func notification(_ id: Int) -> String {
        """
        {"id":"\(id)","type":"mention","status":{"id":"9\(id)","content":"<p>help</p>",\
        "account":{"acct":"ada@social.example"}}}
        """
    }
}
