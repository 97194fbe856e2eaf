import ChannelKit
import ChatWebhookAdapter
import ConformanceCases
import ProviderKit

/// Further providers as subjects of the conformance cases.
enum ProviderSubjects {
    static let time = ConformanceSubject.start.seconds
    private static let wecomKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

    private static let token = "invented-token-of-the-call"

    /// A fixture in which the token is one that is long enough to be searched for.
    private static func octets(_ path: String, with short: String) throws -> [UInt8] {
        Array(String(decoding: try Written.octets(path), as: UTF8.self).replacing(short, with: token).utf8)
    }

    static func matrix() throws -> ConformanceSubject {
        let body = try Written.octets("matrix/conversation.json")
        func call(_ token: String) -> WebRequest {
            var call = Calls.post(body, [HeaderField("Authorization", "Bearer \(token)")])
            call.method = "PUT"
            call.path = "webhook/_matrix/app/v1/transactions/5"
            return call
        }
        var subject = subject(
            "matrix",
            settings: [
                "api_base_url": "https://hs.example.org", "user_id": "'@desk:example.org'",
                "own_users": "['@_desk_*:example.org']",
            ],
            secrets: ["hs_token": "invented-hs-token", "as_token": "invented-as-token"],
            badSettings: [BadSettings("no full id", changing: ["user_id": "desk"], path: "user_id")],
            arrivals: [
                SampleArrival(
                    "a conversation",
                    ChatSubjects.arrival("transaction:5", body),
                    envelopes: [
                        "$first", "$inthread", "$answer", "$edit", "$gone", "$smile", "$photo", "$sealed",
                        "read:$ours:@ana:example.org",
                    ].map(ExternalID.init(rawValue:)),
                    attachments: [SampleAttachment(name: "loom.jpg", octets: nil)]
                )
            ],
            requests: [
                // The token proves who calls, and says nothing of the body.
                SampleRequest("a transaction", call("invented-hs-token"), .taken(arrivals: 1)),
                SampleRequest("a transaction of a stranger", call("other"), .refused(status: 403)),
            ],
            conversation: "!lobby:example.org",
            answers: ["event_id": "$sent"]
        )
        subject.delivery?.text = { JSONPart.text(of: $0, at: "body") }
        return subject
    }

    static func feishu() throws -> ConformanceSubject {
        let body = try octets("feishu/group-text.json", with: "vt-one")
        var subject = subject(
            "feishu",
            settings: ["app_id": "cli_loom"],
            secrets: ["verification_token": token, "app_secret": "invented-app-secret"],
            badSettings: [BadSettings("no proof", changing: ["verification_token": nil], path: "encrypt_key")],
            arrivals: [
                SampleArrival(
                    "a text",
                    ChatSubjects.arrival("event:ev1", body),
                    envelopes: [ExternalID(rawValue: "om_1")]
                ),
                SampleArrival(
                    "a post",
                    ChatSubjects.arrival("event:ev2", try Written.octets("feishu/post.json")),
                    envelopes: [ExternalID(rawValue: "om_2")],
                    attachments: [SampleAttachment(name: "image.jpg", octets: nil)]
                ),
            ],
            requests: [
                SampleRequest("an event", Calls.post(body, []), .taken(arrivals: 1)),
                SampleRequest("an event without proof", Calls.post(Array("{}".utf8), []), .refused(status: 401)),
            ],
            conversation: "oc_2",
            answers: ["code": 0, "tenant_access_token": "t-1", "expire": 7200, "data": ["message_id": "om_9"]]
        )
        subject.delivery?.text = { part in
            JSONPart.text(of: part, at: "content").flatMap { try? JSONValue(parsing: $0.utf8) }?["text"]?.text
        }
        return subject
    }

    static func wecom() throws -> ConformanceSubject {
        let body = try Written.octets("wecom/app-text.xml")
        let token = "invented-wecom-token"
        let envelope = try WeChatEnvelope(
            tokens: [Secret(token)],
            encodingKeys: [Secret(wecomKey)],
            receivers: ["wwloom0001"]
        )
        let sealed = envelope.sealed(body, random: [UInt8](repeating: 5, count: 16)) ?? ""
        func call(_ signature: String) -> WebRequest {
            var call = Calls.post(Array("<xml><Encrypt>\(sealed)</Encrypt></xml>".utf8), [])
            call.query = [
                HeaderField("msg_signature", signature), HeaderField("timestamp", "\(time)"),
                HeaderField("nonce", "n1"),
            ]
            return call
        }
        let signature = envelope.signature(over: ["\(time)", "n1", sealed]) ?? ""
        let pulled = try JSONValue(parsing: try Written.octets("wecom/sync.json"))["msg_list"]?.array ?? []
        let file = pulled.count > 1 ? pulled[1].octets() : []
        var arrival = ChatSubjects.arrival("message:7001", body)
        arrival.mediaType = "application/xml"
        var subject = subject(
            "wecom",
            settings: ["corp_id": "wwloom0001", "agent_id": "1000002"],
            secrets: ["token": token, "encoding_aes_key": wecomKey, "corp_secret": "invented-corp-secret"],
            badSettings: [BadSettings("no company", changing: ["corp_id": nil], path: "corp_id")],
            arrivals: [
                SampleArrival("a text", arrival, envelopes: [ExternalID(rawValue: "7001")]),
                SampleArrival(
                    "a customer's file",
                    ChatSubjects.arrival("kf:m2", file),
                    envelopes: [ExternalID(rawValue: "m2")],
                    attachments: [SampleAttachment(name: "file", octets: nil)]
                ),
            ],
            requests: [
                SampleRequest("a signed call", call(signature), .taken(arrivals: 1)),
                SampleRequest(
                    "a call signed by a stranger",
                    call(String(repeating: "0", count: 40)),
                    .refused(status: 401)
                ),
            ],
            conversation: "app:ana",
            answers: ["errcode": 0, "access_token": "t-1", "expires_in": 7200, "msgid": "s1", "msg_list": []]
        )
        subject.delivery?.text = { JSONPart.text(of: $0, at: "text", "content") }
        return subject
    }

    static func line() throws -> ConformanceSubject {
        let body = try Written.octets("line/events.json")
        let secret = "invented-line-secret"
        func call(_ secret: String) -> WebRequest {
            let code = Base64.text(Signature.code(.sha256, key: Array(secret.utf8), body))
            return Calls.post(body, [HeaderField("x-line-signature", code)])
        }
        var subject = subject(
            "line",
            settings: [:],
            secrets: ["channel_secret": secret, "channel_access_token": "invented-line-token"],
            badSettings: [BadSettings("no secret", changing: ["channel_secret": nil], path: "channel_secret")],
            arrivals: [
                SampleArrival(
                    "several events",
                    ChatSubjects.arrival("batch:1", body),
                    envelopes: ["01A", "01B", "01C", "01D", "01E"].map(ExternalID.init(rawValue:)),
                    attachments: [SampleAttachment(name: "image.jpg", octets: nil)]
                )
            ],
            requests: [
                SampleRequest("a signed call", call(secret), .taken(arrivals: 1), isSigned: true),
                SampleRequest("a call signed by a stranger", call("x"), .refused(status: 401)),
            ],
            conversation: "Uana",
            answers: ["sentMessages": [["id": "900"]]]
        )
        subject.delivery?.text = { part in
            (try? JSONValue(parsing: part.body))?["messages"]?.array.first?["text"]?.text
        }
        return subject
    }

    static func mattermost() throws -> ConformanceSubject {
        let body = try octets("mattermost/post.json", with: "tok-one")
        var subject = subject(
            "mattermost",
            settings: ["api_base_url": "https://chat.example.org"],
            secrets: ["token": token, "bot_token": "invented-bot-token"],
            badSettings: [BadSettings("no server", changing: ["api_base_url": nil], path: "api_base_url")],
            arrivals: [
                SampleArrival(
                    "a post",
                    ChatSubjects.arrival("post:p1", body),
                    envelopes: [ExternalID(rawValue: "p1")],
                    attachments: [
                        SampleAttachment(name: "file-1", octets: nil), SampleAttachment(name: "file-2", octets: nil),
                    ]
                )
            ],
            requests: [
                SampleRequest("a post", Calls.post(body, []), .taken(arrivals: 1)),
                SampleRequest("a post without token", Calls.post(Array("{}".utf8), []), .refused(status: 401)),
            ],
            conversation: "c1",
            answers: ["id": "p2"]
        )
        subject.delivery?.text = { JSONPart.text(of: $0, at: "message") }
        return subject
    }

    static func rocketchat() throws -> ConformanceSubject {
        let body = try octets("rocketchat/message.json", with: "tok-one")
        var subject = subject(
            "rocketchat",
            settings: ["api_base_url": "https://chat.example.org", "user_id": "desk"],
            secrets: ["token": token, "auth_token": "invented-auth-token"],
            badSettings: [BadSettings("nobody who answers", changing: ["user_id": nil], path: "user_id")],
            arrivals: [
                SampleArrival(
                    "a message",
                    ChatSubjects.arrival("message:m1", body),
                    envelopes: [ExternalID(rawValue: "m1")],
                    attachments: [SampleAttachment(name: "loom plan.pdf", octets: nil)]
                )
            ],
            requests: [
                SampleRequest("a message", Calls.post(body, []), .taken(arrivals: 1)),
                SampleRequest("a message without token", Calls.post(Array("{}".utf8), []), .refused(status: 401)),
            ],
            conversation: "r1",
            answers: ["success": true, "message": ["_id": "x1"]]
        )
        subject.delivery?.text = { JSONPart.text(of: $0, at: "msg") }
        return subject
    }

    // MARK: - What they share

    static func subject(
        _ provider: String,
        settings: [String: String],
        secrets: [String: String],
        badSettings: [BadSettings],
        arrivals: [SampleArrival],
        requests: [SampleRequest],
        conversation: String,
        answers: JSONValue
    ) -> ConformanceSubject {
        var settings = settings
        var variables: [String: String] = [:]
        for (name, value) in secrets {
            let variable = "\(provider)_\(name)".uppercased()
            settings[name] = "{env: \(variable)}"
            variables[variable] = value
        }
        settings["provider"] = provider
        return ConformanceSubject(
            name: provider,
            manifestSource: ChatWebhookAdapter.manifestSource,
            make: { try ChatWebhookAdapter(channel: $0, settings: $1, context: $2) },
            settings: settings,
            secrets: variables,
            badSettings: badSettings,
            arrivals: arrivals,
            poison: [ChatSubjects.arrival("p1", Array("{".utf8)), ChatSubjects.arrival("p2", Array("[]".utf8))],
            requests: requests,
            files: provider == "matrix" ? [] : SampleFile.calls(among: requests),
            delivery: DeliverySamples(
                route: ReplyRoute(
                    target: IdentityKey(kind: .handle, namespace: provider, value: "42"),
                    address: "42",
                    conversationKey: ReplyPlace(conversation: conversation).key
                ),
                outcomes: DeliveryOutcome.provider,
                stall: { $0.scripted.provider.stall() }
            ),
            provider: { _ in ProviderAnswer(status: 200, body: answers.octets()) },
            abilities: { adapter, manifest in
                // What is pulled here follows a doorbell, which the cases do not ring.
                var abilities = (adapter as? ChatWebhookAdapter)?.abilities(within: manifest) ?? manifest
                abilities.intake.subtract([.listening, .pulling])
                return abilities
            }
        )
    }
}
