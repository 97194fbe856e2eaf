import AddressNormalization
import ChannelKit
import ProviderKit

/// A site or program of one's own, by Standard Webhooks 1.0.0 in both directions.
///
/// Specification: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.
struct Generic: MessageProvider {
    static let name = "generic"

    static let traits = ProviderTraits(
        replies: true,
        // Receivers are promised calls below 20 kB.
        textLimit: TextLimit(maximum: 12_000, unit: .bytes),
        threading: .conversation,
        receipts: [.sent, .delivered, .read, .failed],
        idempotentSending: true
    )

    static let issuedSecret: IssuedSecret? = IssuedSecret(setting: "secret") { "whsec_" + Base64.text($0) }

    let space: String
    let keys: WebhookKeys
    let replyURL: String?
    let hosts: [String]

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("secret", "the key of the webhook, as whsec_… or whpk_…")
        try settings.checkCallable("reply_url")
        try WebhookKeys(settings.secrets("secret")).check(canSign: settings.text("reply_url") != nil)
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        space = "generic:\(channel)"
        keys = try WebhookKeys(settings.secrets("secret"))
        replyURL = settings.text("reply_url")
        // Files lie wherever the site says, and are fetched without any credential.
        hosts = ["*"] + [settings.host("reply_url")].compactMap { $0 }
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let id = call.headers.single(named: "webhook-id"), !id.isEmpty, !id.contains("."), id.utf8.count <= 256,
            let time = call.headers.single(named: "webhook-timestamp"), let seconds = Int64(time),
            let signatures = call.headers.single(named: "webhook-signature"),
            (0...253_402_300_799).contains(seconds),
            Signature.isFresh(Timestamp(seconds: seconds), now: now),
            keys.isSigned(signatures, over: Array("\(id).\(time).".utf8) + call.body)
        else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let document = try? JSONValue(parsing: call.body), document.isObject else {
            return .refused(.notReadable)
        }
        guard let type = document["type"]?.text, GenericEvent.isKnown(type) else { return .answered(.taken) }
        let id = call.headers.single(named: "webhook-id") ?? Hexadecimal.text(Signature.sha256(call.body))
        return .authentic(
            ProviderPayload(
                externalID: ExternalID(rawValue: "call:\(id)"),
                mediaType: "application/json",
                body: call.body
            ),
            answer: .taken
        )
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let document = try? JSONValue(parsing: arrival.body) else {
            throw UnreadableArrival("The call holds no JSON.", "调用中没有 JSON。")
        }
        return [try GenericEvent(space: space).event(in: document, named: arrival.externalID)]
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        .ask(ProviderRequest(url: handle, maximumAnswerBytes: maximumBytes)) { answer in
            switch answer.status {
            case 200: return .done(answer.body)
            case 500..., 429:
                return .failed(
                    DeliveryFailure(.later(after: nil), reason: Wording("The file cannot be had now.", "暂时无法取得该文件。"))
                )
            default:
                return .failed(
                    DeliveryFailure(.never, reason: Wording("The site has no such file any more.", "站点上已没有此文件。"))
                )
            }
        }
    }

    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        let pieces = plan.pieces()
        return plan.parts(of: pieces) { position, text in
            [
                "type": "message.reply",
                "timestamp": .text(InternetDate.text(reply.threading.date)),
                "data": [
                    "key": .text(OneLine.text(reply.key)), "part": JSONValue(position + 1),
                    "parts": JSONValue(pieces.count),
                    "conversation_id": .text(plan.place.conversation),
                    "thread_id": plan.place.thread.map(JSONValue.text) ?? .null,
                    "recipient_id": plan.recipient.map { .text(OneLine.text($0)) } ?? .null,
                    "reply_to": plan.parentID.map(JSONValue.text) ?? .null, "ticket": JSONValue(reply.ticketNumber),
                    "author": reply.authorName.map { .text(OneLine.text($0)) } ?? .null, "text": .text(text),
                ],
            ]
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        .failed(
            DeliveryFailure(
                .later(after: nil),
                reason: Wording("The call cannot be signed without the time.", "没有时间就无法为请求签名。")
            )
        )
    }

    func delivery(
        of part: OutboundPart,
        _ context: DeliveryContext,
        access: AccessToken?,
        at now: Timestamp
    ) -> Exchange<DeliveryReceipt> {
        guard let replyURL else {
            return .failed(
                DeliveryFailure(
                    .blocked(.credentials),
                    reason: Wording(
                        "The channel has no reply_url; replies cannot leave until it is set.",
                        "该渠道未设置 reply_url；设置后才能发送回复。"
                    )
                )
            )
        }
        // The same over all attempts, so that the receiver takes it once.
        let id = "msg_\(Hexadecimal.text(Signature.sha256(Array(context.idempotencyKey.utf8)).prefix(16)))"
        guard let signature = keys.signature(over: Array("\(id).\(now.seconds).".utf8) + part.body) else {
            return .failed(
                DeliveryFailure(
                    .blocked(.credentials),
                    reason: Wording("No key of the channel can sign what is sent.", "该渠道没有可用于签名的密钥。")
                )
            )
        }
        let request = ProviderRequest(
            method: "POST",
            url: replyURL,
            headers: [
                HeaderField("Content-Type", "application/json"), HeaderField("webhook-id", id),
                HeaderField("webhook-timestamp", String(now.seconds)), HeaderField("webhook-signature", signature),
            ],
            body: part.body,
            effect: .delivery,
            maximumAnswerBytes: 64 << 10
        )
        return .ask(request) { GenericAnswer.outcome(of: $0, sentAs: id) }
    }
}

/// What a receiver's answer to a reply means.
enum GenericAnswer {
    static func outcome(of answer: ProviderAnswer, sentAs id: String) -> Exchange<DeliveryReceipt> {
        if let failure = DeliveryFailure.byStatus(of: answer, provider: Wording("The site", "站点")) {
            return .failed(failure)
        }
        let detail = "HTTP \(answer.status)"
        switch answer.status {
        case 200...299:
            let own = answer.json?["message_id"]?.name ?? answer.json?["data", "message_id"]?.name
            return .done(.taken(by: Wording("The site", "站点"), as: own ?? id))
        case 300...399:
            return .failed(
                DeliveryFailure(
                    .never,
                    reason: Wording("The site has moved elsewhere; set its new reply_url.", "站点已迁移；请设置新的 reply_url。"),
                    detail: detail
                )
            )
        case 403:
            return .failed(
                DeliveryFailure(
                    .blocked(.credentials),
                    reason: Wording(
                        "The site does not accept the signature; check that both sides have the same key.",
                        "站点不接受签名；请确认双方使用相同的密钥。"
                    ),
                    detail: detail
                )
            )
        case 410:
            return .failed(
                DeliveryFailure(
                    .never,
                    reason: Wording("The site takes no replies at this address any more.", "站点不再在此地址接收回复。"),
                    detail: detail
                )
            )
        default:
            return .failed(
                DeliveryFailure(.never, reason: Wording("The site refuses this reply.", "站点拒绝了此回复。"), detail: detail)
            )
        }
    }
}
