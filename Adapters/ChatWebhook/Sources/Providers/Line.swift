import ChannelKit
import ProviderKit

/// LINE's Messaging API.
///
/// Source: <https://developers.line.biz/en/reference/messaging-api/>.
struct Line: MessageProvider {
    static let name = "line"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 5000, unit: .utf16),
        threading: .conversation,
        receipts: [.sent],
        idempotentSending: true,
        defaultBaseURL: "https://api.line.me"
    )

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("channel_secret", "the channel secret that calls are signed with")
        _ = try settings.required("channel_access_token", "the channel access token, for sending")
        try settings.checkCallable("content_base_url")
    }

    let base: String
    let contentBase: String
    let secrets: [Secret]
    let token: Secret?
    let hosts: [String]

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        base = settings.baseURL(orElse: "https://api.line.me")
        let own = settings.text("api_base_url") == nil ? "https://api-data.line.me" : base
        contentBase = settings.text("content_base_url") ?? own
        secrets = settings.secrets("channel_secret")
        token = settings.secrets("channel_access_token").first
        // Files that lie elsewhere are fetched without any credential.
        hosts = ["api-data.line.me", "*"] + [settings.host("content_base_url")].compactMap { $0 }
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let signature = call.headers.single(named: "x-line-signature"),
            Signature.isCode(signature, .sha256, .base64, keys: secrets.map(\.octets), over: call.body)
        else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let content = try? JSONValue(parsing: call.body), content["events"] != nil else {
            return .refused(.notReadable)
        }
        let events = content["events", orEmpty: true]
        guard !events.isEmpty else { return .answered(.taken) }
        // The same events are batched anew when they are delivered again, so the batch is named by its events.
        let ids = events.map { $0["webhookEventId"]?.text ?? $0.document }.joined(separator: "\n")
        let digest = Hexadecimal.text(Signature.sha256(Array(ids.utf8)).prefix(16))
        return .authentic(
            ProviderPayload(
                externalID: ExternalID(rawValue: "batch:\(digest)"),
                mediaType: "application/json",
                body: call.body
            ),
            answer: .taken
        )
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let content = try? JSONValue(parsing: arrival.body), content.isObject else {
            throw UnreadableArrival("The call holds no JSON object.", "调用中没有 JSON 对象。")
        }
        let space = "line:\(content["destination"]?.text ?? "")"
        return content["events", orEmpty: true].compactMap { Self.event($0, in: space) }
    }

    private static func event(_ event: JSONValue, in space: String) -> ProviderEvent? {
        let source = event["source"]
        let user = source?["userId"]?.text
        let group = source?["groupId"]?.text ?? source?["roomId"]?.text
        guard let conversation = group ?? user else { return nil }
        var result = ProviderEvent(
            kind: .system,
            externalID: ExternalID(rawValue: event["webhookEventId"]?.text ?? "digest:\(digest(event))"),
            occurredAt: event["timestamp"]?.integer.map { Timestamp(rawValue: $0) },
            conversation: conversation,
            actor: user.map { ProviderEvent.Actor(id: $0, space: space) },
            isGroup: group != nil
        )
        if event["mode"]?.text == "standby" { result.metadata["standby"] = "true" }
        switch event["type"]?.text {
        case "message": read(event["message"] ?? [:], into: &result)
        case "unsend":
            result.kind = .delete
            result.regarding = [event["unsend", "messageId"]?.text].compactMap { $0 }
        case "follow": result.text = "The customer added the account as a friend."
        case "unfollow": result.text = "The customer blocked the account; messages no longer reach them."
        case "postback": result.text = "The customer pressed a button: \(event["postback", "data"]?.text ?? "")"
        default: return nil
        }
        return result
    }

    private static func digest(_ event: JSONValue) -> String {
        Hexadecimal.text(Signature.sha256(event.octets()).prefix(16))
    }

    private static func read(_ message: JSONValue, into event: inout ProviderEvent) {
        let id = message["id"]?.name ?? ""
        event.kind = .message
        event.messageID = id
        event.regarding = [message["quotedMessageId"]?.text].compactMap { $0 }
        switch message["type"]?.text {
        case "text": event.text = message["text"]?.text ?? ""
        case "image": event.attachments = [file(message, "image.jpg", "image/jpeg")]
        case "video": event.attachments = [file(message, "video.mp4", "video/mp4")]
        case "audio": event.attachments = [file(message, "voice.m4a", "audio/mp4")]
        case "file":
            event.attachments = [file(message, message["fileName"]?.text ?? "file", "application/octet-stream")]
        case "location":
            event.text = [message["title"]?.text, message["address"]?.text].compactMap { $0 }.joined(separator: "\n")
            if let north = message["latitude"]?.name, let east = message["longitude"]?.name {
                event.metadata["location"] = "geo:\(north),\(east)"
            }
        case "sticker":
            let words = message["text"]?.text ?? message["keywords", orEmpty: true].compactMap(\.text).first
            event.text = "[sticker\(words.map { ": \($0)" } ?? "")]"
        default: event.warnings.append(.unshown(message["type"]?.text ?? ""))
        }
    }

    private static func file(_ message: JSONValue, _ name: String, _ contentType: String) -> InboundAttachment {
        let elsewhere = message["contentProvider", "originalContentUrl"]?.text
        let handle = elsewhere ?? "message:\(message["id"]?.name ?? "")"
        return InboundAttachment(name: name, contentType: contentType, content: .handle(handle))
    }
}
