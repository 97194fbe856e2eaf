import ChannelKit
import ProviderKit

/// DingTalk's robots of a company: messages to the robot, and answers through the API.
///
/// Source: <https://open.dingtalk.com/document/orgapp/receive-message>.
struct DingTalk: MessageProvider {
    static let name = "dingtalk"

    /// The parameters of a message have 15,000 bytes, in which quotes and line ends take two.
    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 7000, unit: .bytes),
        threading: .conversation,
        receipts: [.sent],
        defaultBaseURL: "https://api.dingtalk.com"
    )

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("app_secret", "the robot's AppSecret (Client Secret)")
        try settings.require(["robot_code": "the robot's code, such as ding…"], for: name)
    }

    let base: String
    let secrets: [Secret]
    let robot: String
    let appKey: String
    /// Files lie in DingTalk's own storage, at addresses that need no token.
    let hosts = ["*.dingtalk.com", "*.aliyuncs.com"]

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        base = settings.baseURL(orElse: "https://api.dingtalk.com")
        secrets = settings.secrets("app_secret")
        robot = settings.text("robot_code") ?? ""
        appKey = settings.text("app_id") ?? robot
    }

    // MARK: - In

    /// The time alone is signed, not the body: whoever sees a call can repeat it for an hour, with a body of their own.
    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let time = call.headers.single(named: "timestamp"), let milliseconds = Int64(time), milliseconds > 0,
            let sign = call.headers.single(named: "sign"),
            Signature.isFresh(Timestamp(rawValue: milliseconds), now: now, within: .seconds(3600)),
            isSigned(sign, at: time)
        else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    private func isSigned(_ sign: String, at time: String) -> Bool {
        secrets.reduce(false) { found, secret in
            let signed = Array("\(time)\n\(secret.reveal())".utf8)
            return Signature.isCode(sign, .sha256, .base64, keys: [secret.octets], over: signed) || found
        }
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard case .object(var members)? = try? JSONValue(parsing: call.body), let id = members["msgId"]?.name else {
            return .refused(.notReadable)
        }
        // Whoever has this address can post as the robot; no secret is journaled.
        members["sessionWebhook"] = nil
        let payload = ProviderPayload(
            externalID: ExternalID(rawValue: "message:\(id)"),
            mediaType: "application/json",
            body: JSONValue.object(members).octets()
        )
        return .authentic(payload, answer: .takenAsJSON)
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let message = try? JSONValue(parsing: arrival.body), let id = message["msgId"]?.name else {
            throw UnreadableArrival("The message is no JSON object with an id.", "消息不是带 id 的 JSON 对象。")
        }
        guard message["senderId"]?.text != message["chatbotUserId"]?.text || message["senderId"] == nil else {
            return []
        }
        let isGroup = message["conversationType"]?.name == "2"
        let staff = message["senderStaffId"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        let person = staff ?? message["senderId"]?.text
        let room = message["conversationId"]?.text ?? ""
        var event = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: id),
            occurredAt: message["createAt"]?.name.flatMap { Int64($0) }.map { Timestamp(rawValue: $0) },
            conversation: isGroup ? "group:\(room)" : staff.map { "user:\($0)" } ?? "guest:\(room)",
            actor: person.map {
                ProviderEvent.Actor(
                    id: $0,
                    space: "dingtalk:\(message["senderCorpId"]?.text ?? message["chatbotCorpId"]?.text ?? "")",
                    name: message["senderNick"]?.text
                )
            },
            isGroup: isGroup,
            conversationTitle: message["conversationTitle"]?.text,
            messageID: id
        )
        Self.read(message, into: &event)
        return [event]
    }

    private static func read(_ message: JSONValue, into event: inout ProviderEvent) {
        let content = message["content"] ?? [:]
        switch message["msgtype"]?.text {
        case "text": event.text = trimmed(message["text", "content"]?.text ?? "")
        case "richText":
            for piece in content["richText", orEmpty: true] {
                event.text += piece["text"]?.text ?? ""
                attach(piece["downloadCode"], "image.jpg", "image/jpeg", to: &event)
            }
            event.text = trimmed(event.text)
        case "picture": attach(content["downloadCode"], "image.jpg", "image/jpeg", to: &event)
        case "audio":
            event.text = content["recognition"]?.text ?? ""
            attach(content["downloadCode"], "voice.amr", "audio/amr", to: &event)
        case "video": attach(content["downloadCode"], "video.mp4", "video/mp4", to: &event)
        case "file":
            attach(content["downloadCode"], content["fileName"]?.text ?? "file", "application/octet-stream", to: &event)
        default: event.warnings.append(.unshown(message["msgtype"]?.text ?? ""))
        }
    }

    /// The words without the space that a mention of the robot leaves behind.
    private static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    private static func attach(_ code: JSONValue?, _ name: String, _ contentType: String, to event: inout ProviderEvent)
    {
        guard let code = code?.text, !code.isEmpty else { return }
        event.attachments.append(InboundAttachment(name: name, contentType: contentType, content: .handle(code)))
    }
}
