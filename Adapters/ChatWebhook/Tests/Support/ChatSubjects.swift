import ChannelKit
import ChatWebhookAdapter
import ConformanceCases
import ProviderKit

/// The providers as subjects of the conformance cases.
enum ChatSubjects {
    static func generic() throws -> ConformanceSubject {
        let message = try Calls.fixture("generic/message.json")
        var subject = try subject(
            "generic",
            settings: ["secret": "{env: GENERIC_SECRET}", "reply_url": "https://site.example/replies"],
            secrets: ["GENERIC_SECRET": Calls.genericSecret],
            badSettings: [
                BadSettings("replies in the open", changing: ["reply_url": "http://site.example/"], path: "reply_url")
            ],
            arrivals: [
                SampleArrival(
                    "a message with a file",
                    arrival("call:msg_1", message),
                    envelopes: [ExternalID(rawValue: "m1")],
                    attachments: [SampleAttachment(name: "a.png", octets: nil)]
                )
            ],
            requests: [
                SampleRequest("a signed call", Calls.generic(message), .taken(arrivals: 1), isSigned: true),
                SampleRequest("a call signed by a stranger", Calls.generic(message, key: [1]), .refused(status: 401)),
                SampleRequest(
                    "a call of another type",
                    Calls.generic(Array(#"{"type":"ping","data":{}}"#.utf8)),
                    .answered(status: 200)
                ),
            ],
            conversation: "c1"
        )
        subject.provider = { request in
            request.url == "https://site.example/replies" ? ProviderAnswer(status: 200, body: Array("{}".utf8)) : nil
        }
        subject.delivery?.text = { JSONPart.text(of: $0, at: "data", "text") }
        return subject
    }

    static func telegram(pulled: Bool = false) throws -> ConformanceSubject {
        let message = try Calls.fixture("telegram/text.json")
        var subject = try subject(
            "telegram",
            settings: ["secret_token": "{env: TELEGRAM_SECRET}", "bot_token": "{env: TELEGRAM_BOT}"],
            secrets: ["TELEGRAM_SECRET": Calls.telegramSecret, "TELEGRAM_BOT": TelegramPlace.token],
            badSettings: [
                BadSettings("no token of the bot", changing: ["bot_token": nil], path: "bot_token"),
                BadSettings(
                    "an address in the open",
                    changing: ["api_base_url": "http://a.example"],
                    path: "api_base_url"
                ),
            ],
            arrivals: [
                SampleArrival(
                    "a text",
                    arrival("update:9001", message),
                    envelopes: [ExternalID(rawValue: "4503599627370496:7")]
                ),
                SampleArrival(
                    "a photo in a group",
                    arrival("update:9002", try Calls.fixture("telegram/photo-in-group.json")),
                    envelopes: [ExternalID(rawValue: "-1001234567890:8")],
                    attachments: [SampleAttachment(name: "photo.jpg", octets: nil)]
                ),
            ],
            requests: [
                // Telegram signs no body, so a changed one is taken.
                SampleRequest("an update", Calls.telegram(message), .taken(arrivals: 1)),
                SampleRequest(
                    "a call without the secret",
                    Calls.telegram(message, secret: "wrong"),
                    .refused(status: 401)
                ),
                SampleRequest(
                    "an update of another kind",
                    Calls.telegram(Array(#"{"update_id":1,"poll":{}}"#.utf8)),
                    .answered(status: 200)
                ),
            ],
            conversation: "42"
        )
        subject.provider = { TelegramPlace.answer(to: $0) }
        subject.delivery?.text = { JSONPart.text(of: $0, at: "text") }
        if pulled {
            subject.name = "telegram by polling"
            subject.settings["intake"] = "polling"
            subject.source = { _ in TelegramPlace() }
        }
        return subject
    }

    static func slack() throws -> ConformanceSubject {
        let message = try Calls.fixture("slack/message.json")
        let challenge = Array(#"{"type":"url_verification","token":"t","challenge":"c-1"}"#.utf8)
        var subject = try subject(
            "slack",
            settings: ["signing_secret": "{env: SLACK_SECRET}", "bot_token": "{env: SLACK_BOT}"],
            secrets: ["SLACK_SECRET": Calls.slackSecret, "SLACK_BOT": "xoxb-invented-bot-token"],
            badSettings: [BadSettings("no signing secret", changing: ["signing_secret": nil], path: "signing_secret")],
            arrivals: [
                SampleArrival(
                    "a message in a channel",
                    arrival("Ev01", message),
                    envelopes: [ExternalID(rawValue: "C01:1735689600.000100")]
                ),
                SampleArrival(
                    "a file in a thread",
                    arrival("Ev02", try Calls.fixture("slack/file-in-thread.json")),
                    envelopes: [ExternalID(rawValue: "C01:1735689700.000200")],
                    attachments: [SampleAttachment(name: "loom.png", octets: nil)]
                ),
            ],
            requests: [
                SampleRequest("a signed call", Calls.slack(message), .taken(arrivals: 1), isSigned: true),
                SampleRequest("the handshake", Calls.slack(challenge), .answered(status: 200), isSigned: true),
                SampleRequest("a call signed by a stranger", Calls.slack(message, secret: "x"), .refused(status: 401)),
            ],
            conversation: "D01"
        )
        subject.provider = { request in
            guard request.url.hasPrefix("https://slack.com/api/") else { return nil }
            return ProviderAnswer(status: 200, body: Array(#"{"ok":true,"channel":"D01","ts":"1.2"}"#.utf8))
        }
        subject.delivery?.text = { part in
            JSONPart.text(of: part, at: "text")?
                .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        }
        return subject
    }

    // MARK: - What they share

    private static func subject(
        _ provider: String,
        settings: [String: String],
        secrets: [String: String],
        badSettings: [BadSettings],
        arrivals: [SampleArrival],
        requests: [SampleRequest],
        conversation: String
    ) throws -> ConformanceSubject {
        ConformanceSubject(
            name: provider,
            manifestSource: ChatWebhookAdapter.manifestSource,
            make: { try ChatWebhookAdapter(channel: $0, settings: $1, context: $2) },
            settings: settings.merging(["provider": provider]) { $1 },
            secrets: secrets,
            badSettings: badSettings,
            arrivals: arrivals,
            poison: [arrival("p1", Array("{".utf8)), arrival("p2", Array("{}".utf8))],
            requests: requests,
            files: SampleFile.calls(among: requests),
            delivery: DeliverySamples(
                route: ReplyRoute(
                    target: IdentityKey(kind: .handle, namespace: provider, value: "42"),
                    address: "42",
                    conversationKey: ReplyPlace(conversation: conversation).key
                ),
                outcomes: DeliveryOutcome.provider,
                stall: { $0.scripted.provider.stall() }
            ),
            abilities: { adapter, manifest in
                (adapter as? ChatWebhookAdapter)?.abilities(within: manifest) ?? manifest
            }
        )
    }

    static func arrival(_ id: String, _ body: [UInt8]) -> RawArrival {
        RawArrival(
            channel: ConformanceSubject.channel,
            externalID: ExternalID(rawValue: id),
            receivedAt: ConformanceSubject.start,
            mediaType: "application/json",
            verdict: .signed,
            body: body
        )
    }
}

/// The words in a part that is a request in JSON.
enum JSONPart {
    static func text(of part: OutboundPart, at path: String...) -> String? {
        var value = try? JSONValue(parsing: part.body)
        for name in path { value = value?[name] }
        return value?.text
    }
}
