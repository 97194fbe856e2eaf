import ChannelKit
import ProviderKit

/// Slack, by its Events API and `chat.postMessage`.
///
/// Reference: <https://docs.slack.dev/apis/events-api>.
struct Slack: MessageProvider {
    static let name = "slack"

    static let traits = ProviderTraits(
        replies: true,
        // Slack takes 40,000 and advises 4,000.
        textLimit: TextLimit(maximum: 4000, unit: .scalars),
        outboundAttachmentBytes: 100 << 20,
        threading: .conversation,
        defaultBaseURL: "https://slack.com/api"
    )

    let signingSecrets: [Secret]
    let calls: SlackCalls
    /// Where files lie, which are fetched with the bot's token.
    let hosts = ["*.slack.com"]

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("signing_secret", "the app's signing secret, under Basic Information")
        _ = try settings.required("bot_token", "the bot's token, beginning with xoxb-, under OAuth & Permissions")
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        signingSecrets = settings.secrets("signing_secret")
        calls = SlackCalls(
            base: settings.baseURL(orElse: "https://slack.com/api"),
            token: settings.secrets("bot_token").first
        )
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let time = call.headers.single(named: "X-Slack-Request-Timestamp"), let seconds = Int64(time),
            (0...253_402_300_799).contains(seconds), Signature.isFresh(Timestamp(seconds: seconds), now: now),
            let signature = call.headers.single(named: "X-Slack-Signature"), signature.hasPrefix("v0="),
            Signature.isCode(
                signature.dropFirst(3),
                .sha256,
                .hexadecimal,
                keys: signingSecrets.map(\.octets),
                over: Array("v0:\(time):".utf8),
                call.body
            )
        else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let document = try? JSONValue(parsing: call.body), document.isObject else {
            // Slash commands and buttons come as forms, authentic and of no use to a desk.
            return call.body.first == UInt8(ascii: "{") || call.body.isEmpty
                ? .refused(.notReadable) : .answered(.taken)
        }
        switch document["type"]?.text {
        case "url_verification":
            let challenge = OneLine.text(document["challenge"]?.text ?? "")
            return .answered(WebAnswer(status: 200, contentType: "text/plain; charset=utf-8", text: challenge))
        case "event_callback" where SlackReading.isWanted(document["event"]):
            let id = document["event_id"]?.text ?? Hexadecimal.text(Signature.sha256(call.body))
            return .authentic(
                ProviderPayload(externalID: ExternalID(rawValue: id), mediaType: "application/json", body: call.body),
                answer: .taken
            )
        default: return .answered(.taken)
        }
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let document = try? JSONValue(parsing: arrival.body) else {
            throw UnreadableArrival("The call holds no JSON.", "调用中没有 JSON。")
        }
        return try SlackReading(document).events()
    }

    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        calls.profile(of: identity)
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        calls.file(handle, maximumBytes: maximumBytes)
    }

    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        guard SlackID.isID(plan.place.conversation) else {
            throw DeliveryFailure(.never, reason: Wording("The ticket names no Slack channel.", "工单中没有 Slack 频道。"))
        }
        let asker = plan.place.isGroup ? plan.recipient.flatMap { SlackID.isID($0) ? "<@\($0)> " : nil } : nil
        // The pieces are escaped after the split, so that no escape is cut apart; what Slack shows is within the limit.
        let mark = asker ?? ""
        return plan.parts(of: plan.pieces(behind: mark)) { position, text in
            let isMarked = position == 0 && text.hasPrefix(mark)
            let words = isMarked ? mark + SlackText.escaped(text.dropFirst(mark.count)) : SlackText.escaped(text[...])
            return [
                "channel": .text(plan.place.conversation), "text": .text(words), "unfurl_links": false,
                "unfurl_media": false, "thread_ts": plan.place.thread.map(JSONValue.text) ?? .null,
            ]
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        if let posting = FilePosting(part) { return calls.share(part.body, as: posting) }
        return calls.post(part.body, in: part.destinations.first ?? "")
    }

    func health(access: AccessToken?) -> Exchange<Wording>? { calls.whoAmI() }
}

/// Slack's ids of channels and people: capital letters and digits.
enum SlackID {
    static func isID(_ text: String) -> Bool {
        (2...40).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }
}
