import ChannelKit
import ProviderKit

/// Telegram's Bot API, by webhook or, where there is no public address, by `getUpdates`.
///
/// Reference: <https://core.telegram.org/bots/api>.
struct Telegram: MessageProvider {
    static let name = "telegram"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 4096, unit: .utf16),
        outboundAttachmentBytes: 50 << 20,
        threading: .conversation,
        intake: [.webhook, .pulling, .listening],
        defaultBaseURL: "https://api.telegram.org"
    )

    /// What of the bot's updates is asked for; everything else is of no use to a desk.
    static let wantedUpdates: JSONValue = ["message", "edited_message"]

    let secretTokens: [Secret]
    let calls: TelegramCalls
    let reading: TelegramReading
    let isPulled: Bool
    /// Telegram itself keeps the request waiting.
    let pullPause = Duration.zero

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("bot_token", "the bot's token from @BotFather")
        guard settings.text("intake") != "polling" else { return }
        for secret in try settings.required("secret_token", "the secret_token that setWebhook was called with") {
            let text = secret.reveal()
            let isPlain = text.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            guard isPlain, (1...256).contains(text.utf8.count) else {
                throw SettingProblem(
                    path: "secret_token",
                    problem: "Telegram takes no such token",
                    allowed: "1 to 256 of A-Z, a-z, 0-9, _ and -"
                )
            }
        }
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        secretTokens = settings.secrets("secret_token")
        isPulled = settings.text("intake") == "polling"
        let token = settings.secrets("bot_token").first
        calls = TelegramCalls(base: settings.baseURL(orElse: "https://api.telegram.org"), token: token)
        // The part of a token before its colon is the bot's own id.
        let botID = token.flatMap { Int64($0.reveal().prefix { $0 != ":" }) }
        reading = TelegramReading(botID: botID)
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        let given = call.headers.single(named: "X-Telegram-Bot-Api-Secret-Token")
        guard Signature.equals(given, anyOf: secretTokens) else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let update = try? JSONValue(parsing: call.body), update.isObject else { return .refused(.notReadable) }
        guard let payload = Self.payload(of: update, octets: call.body) else { return .answered(.taken) }
        return .authentic(payload, answer: .taken)
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let update = try? JSONValue(parsing: arrival.body) else {
            throw UnreadableArrival("The update is no JSON.", "更新不是 JSON。")
        }
        return [try reading.event(in: update)]
    }

    /// An update as it is journaled; nil for updates of no use.
    private static func payload(of update: JSONValue, octets: [UInt8]) -> ProviderPayload? {
        guard let id = update["update_id"]?.integer, update["message"] != nil || update["edited_message"] != nil else {
            return nil
        }
        return ProviderPayload(
            externalID: ExternalID(rawValue: "update:\(id)"),
            mediaType: "application/json",
            body: octets
        )
    }

    /// Updates that wait, once those behind the cursor are confirmed.
    ///
    /// Telegram forgets what lies before the offset it is asked with, and starts its numbers anew after a quiet week. So the
    /// offset is used only after the update that it confirms was seen waiting, and journaled, as the cursor tells.
    func pull(stream: String, cursor: String?, ring: Doorbell?, access: AccessToken?) -> Exchange<PulledBatch>? {
        let journaled = cursor.flatMap { Int64($0) }
        return calls.updates(offset: nil, wait: 25) { waiting in
            guard let journaled, waiting.contains(where: { $0["update_id"]?.integer == journaled }) else {
                return .done(Self.batch(of: waiting))
            }
            return calls.updates(offset: journaled + 1, wait: 0) { .done(Self.batch(of: $0)) }
        }
    }

    private static func batch(of updates: [JSONValue]) -> PulledBatch {
        PulledBatch(
            payloads: updates.compactMap { payload(of: $0, octets: $0.octets()) },
            cursor: updates.compactMap { $0["update_id"]?.integer }.max().map { String($0) },
            hasMore: !updates.isEmpty
        )
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        calls.file(handle, maximumBytes: maximumBytes)
    }

    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        guard let chat = Int64(plan.place.conversation) else {
            throw DeliveryFailure(.never, reason: Wording("The ticket names no Telegram chat.", "工单中没有 Telegram 会话。"))
        }
        let mention = TelegramMention(plan, name: reply.recipientName)
        let parent = TelegramMessageID(plan.parentID, in: chat)
        return plan.parts(of: plan.pieces(behind: mention?.words ?? "")) { position, text in
            var body: [String: JSONValue] = [
                "chat_id": JSONValue(chat), "text": .text(text), "link_preview_options": ["is_disabled": true],
            ]
            if let thread = plan.place.thread.flatMap({ Int64($0) }) { body["message_thread_id"] = JSONValue(thread) }
            if position == 0 {
                body["reply_parameters"] = parent?.parameters
                body["entities"] = mention.map { [$0.entity] }
            }
            return .object(body)
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        if let posting = FilePosting(part) { return calls.sendDocument(part, posting) }
        return calls.sendMessage(part.body)
    }

    func health(access: AccessToken?) -> Exchange<Wording>? { calls.whoAmI() }
}
