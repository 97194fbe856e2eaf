import ChannelKit
import ProviderKit

/// WeCom (企业微信): messages to an app of the company, and 微信客服, where customers write from WeChat.
///
/// Customers' messages are not in the call: it only says that some wait, and they are pulled with a cursor.
/// Source: <https://developer.work.weixin.qq.com/document/path/90930> (callbacks) and
/// <https://developer.work.weixin.qq.com/document/path/94638> (微信客服).
struct WeCom: MessageProvider {
    static let name = "wecom"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 2048, unit: .bytes),
        replyWindow: .seconds(48 * 3600),
        replyQuota: 5,
        outboundAttachmentBytes: 20 << 20,
        threading: .conversation,
        receipts: [.sent, .failed],
        idempotentSending: true,
        intake: [.webhook, .pulling],
        defaultBaseURL: "https://qyapi.weixin.qq.com"
    )

    /// The window is 微信客服's, and so is the key that knows a repeat again; members who write to an app can always be
    /// answered.
    var traits: ProviderTraits {
        var traits = Self.traits
        if agent != nil {
            traits.replyWindow = nil
            traits.replyQuota = nil
            traits.idempotentSending = false
        }
        return traits
    }

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        try settings.require(
            [
                "token": "the callback's Token as {env: NAME} or {file: PATH}",
                "encoding_aes_key": "the callback's EncodingAESKey, 43 letters and digits",
                "corp_id": "the company's id, such as ww0123456789abcdef",
                "corp_secret": "the secret of the app, or of 微信客服",
            ],
            for: name
        )
    }

    let base: String
    let envelope: WeChatEnvelope
    let corporation: String
    let secret: Secret?
    let agent: Int64?
    let servicer: String?
    let streams: [String]

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        base = settings.baseURL(orElse: "https://qyapi.weixin.qq.com")
        corporation = settings.text("corp_id") ?? ""
        envelope = try WeChatEnvelope(
            tokens: settings.secrets("token"),
            encodingKeys: settings.secrets("encoding_aes_key"),
            receivers: corporation.isEmpty ? [] : [corporation]
        )
        secret = settings.secrets("corp_secret").first
        agent = settings.integer("agent_id")
        servicer = settings.text("servicer_id").flatMap { $0.isEmpty ? nil : $0 }
        streams = settings.texts("service_accounts")
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard let time = call.query.single(named: "timestamp"), let nonce = call.query.single(named: "nonce"),
            let signature = call.query.single(named: "msg_signature"), let seconds = Int64(time),
            (0...253_402_300_799).contains(seconds),
            Signature.isFresh(Timestamp(seconds: seconds), now: now, within: .seconds(600))
        else { return .refused(.notAuthentic) }
        switch call.method {
        case "GET":
            guard let echo = call.query.single(named: "echostr"),
                envelope.isSigned(signature, over: [time, nonce, echo]),
                let plain = envelope.opened(echo)
            else { return .refused(.notAuthentic) }
            return .answered(
                WebAnswer(status: 200, headers: [HeaderField("Content-Type", "text/plain; charset=utf-8")], body: plain)
            )
        case "POST":
            guard let encrypted = FlatXML(parsing: call.body)?["Encrypt"] else { return .refused(.notReadable) }
            guard envelope.isSigned(signature, over: [time, nonce, encrypted]), let plain = envelope.opened(encrypted)
            else {
                return .refused(.notAuthentic)
            }
            return verdict(on: plain)
        default: return .refused(.wrongMethod(allowed: "GET, POST"))
        }
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let encrypted = FlatXML(parsing: call.body)?["Encrypt"] else { return verdict(on: call.body) }
        return envelope.opened(encrypted).map(verdict(on:)) ?? .refused(.notReadable)
    }

    private func verdict(on body: [UInt8]) -> CallVerdict {
        guard let message = FlatXML(parsing: body), let type = message["MsgType"] else { return .refused(.notReadable) }
        guard type != "event" else {
            guard message["Event"] == "kf_msg_or_event", let account = message["OpenKfId"], !account.isEmpty else {
                return .answered(.taken)
            }
            let token = message["Token"].flatMap { $0.isEmpty ? nil : Secret($0) }
            return .doorbell(Doorbell(stream: account, token: token), answer: .taken)
        }
        let payload = ProviderPayload(
            externalID: ExternalID(rawValue: "message:\(WeComReading.id(of: message))"),
            mediaType: "application/xml",
            body: body
        )
        return .authentic(payload, answer: .taken)
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        if arrival.mediaType == "application/json" {
            guard let message = try? JSONValue(parsing: arrival.body), message.isObject else {
                throw UnreadableArrival("The pulled message is no JSON object.", "拉取的消息不是 JSON 对象。")
            }
            return [WeComServiceReading(corporation: corporation).event(message)].compactMap { $0 }
        }
        guard let message = FlatXML(parsing: arrival.body) else {
            throw UnreadableArrival("The message is no XML document.", "消息不是 XML 文档。")
        }
        return [WeComReading(corporation: corporation).event(message)].compactMap { $0 }
    }
}

/// Where a reply goes: to a member who wrote to the app, or to a customer of a 微信客服 account.
enum WeComPlace: Sendable, Hashable {
    case member(String)
    case customer(String, account: String)

    /// Reads a conversation; nil when it is none of this provider's.
    init?(_ conversation: String) {
        let parts = conversation.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("app", 2...): self = .member(parts.dropFirst().joined(separator: ":"))
        case ("kf", 3): self = .customer(parts[2], account: parts[1])
        default: return nil
        }
    }

    /// The conversation, as events carry it.
    var conversation: String {
        switch self {
        case .member(let member): "app:\(member)"
        case .customer(let customer, let account): "kf:\(account):\(customer)"
        }
    }
}
