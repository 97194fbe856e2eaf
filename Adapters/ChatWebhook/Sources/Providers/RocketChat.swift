import ChannelKit
import ProviderKit

/// Rocket.Chat: outgoing integrations, and answers through the REST API.
///
/// Source: <https://docs.rocket.chat/docs/integrations> and the server's `integrations/server/lib/triggerHandler`.
struct RocketChat: MessageProvider {
    static let name = "rocketchat"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 5000, unit: .utf16),
        outboundAttachmentBytes: 50 << 20,
        threading: .conversation,
        receipts: [.sent],
        idempotentSending: true
    )

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("token", "the outgoing integration's token")
        _ = try settings.required("auth_token", "a personal access token of the user who answers")
        try settings.require(
            [
                "api_base_url": "the server's address, such as https://chat.example.org",
                "user_id": "the id of the user who answers",
            ],
            for: name
        )
    }

    let base: String
    let space: String
    let tokens: [Secret]
    let authToken: Secret?
    let ownUser: String?
    let repliesInThreads: Bool

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        base = settings.baseURL(orElse: "")
        space = "rocketchat:\(settings.host("api_base_url") ?? "\(channel)")"
        tokens = settings.secrets("token")
        authToken = settings.secrets("auth_token").first
        ownUser = settings.text("user_id")
        repliesInThreads = settings["reply_in_thread"] != .boolean(false)
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let post = try? JSONValue(parsing: call.body), post.isObject else { return .refused(.notReadable) }
        guard Signature.equals(post["token"]?.text, anyOf: tokens) else { return .refused(.notAuthentic) }
        return Self.verdict(on: post)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let post = try? JSONValue(parsing: call.body), post.isObject else { return .refused(.notReadable) }
        return Self.verdict(on: post)
    }

    /// An answer without a body counts as a failure at Rocket.Chat, so there always is one.
    private static func verdict(on post: JSONValue) -> CallVerdict {
        guard let id = messageID(post) else { return .answered(.takenAsJSON) }
        var members = post.members
        members["token"] = nil
        let payload = ProviderPayload(
            externalID: ExternalID(rawValue: "message:\(id)\(isEdited(post) ? ":\(revision(post))" : "")"),
            mediaType: "application/json",
            body: JSONValue.object(members).octets()
        )
        return .authentic(payload, answer: .takenAsJSON)
    }

    private static func messageID(_ post: JSONValue) -> String? {
        post["message_id"]?.text ?? post["message", "_id"]?.text
    }

    private static func isEdited(_ post: JSONValue) -> Bool {
        post["isEdited"]?.boolean == true || post["message", "editedAt"] != nil
    }

    /// What tells one change of a message from the next.
    private static func revision(_ post: JSONValue) -> String {
        let words = (post["text"]?.text ?? "") + (post["message", "editedAt"]?.document ?? "")
        return Hexadecimal.text(Signature.sha256(Array(words.utf8)).prefix(8))
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let post = try? JSONValue(parsing: arrival.body), let id = Self.messageID(post) else {
            throw UnreadableArrival("The message is no JSON object with an id.", "消息不是带 id 的 JSON 对象。")
        }
        guard let user = post["user_id"]?.text, user != ownUser, !Self.isBot(post["bot"]) else { return [] }
        let title = post["channel_name"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        let thread = post["tmid"]?.text ?? post["message", "tmid"]?.text
        var event = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: id),
            occurredAt: (post["timestamp"]?.text ?? post["message", "ts"]?.text).flatMap(InternetDate.time),
            conversation: post["channel_id"]?.text ?? "",
            thread: thread ?? (title != nil && repliesInThreads ? id : nil),
            actor: ProviderEvent.Actor(id: user, space: space, name: post["alias"]?.text ?? post["user_name"]?.text),
            isGroup: title != nil,
            conversationTitle: title,
            messageID: id,
            text: post["text"]?.text ?? post["message", "msg"]?.text ?? "",
            regarding: [thread].compactMap { $0 }
        )
        event.attachments = Self.files(post["message"] ?? [:])
        if Self.isEdited(post) {
            event.kind = .edit
            event.externalID = ExternalID(rawValue: "\(id):\(Self.revision(post))")
            event.regarding = [id]
        }
        return [event]
    }

    /// `false`, or facts about the integration that wrote it.
    private static func isBot(_ value: JSONValue?) -> Bool {
        value?.boolean ?? (value?.isObject == true)
    }

    private static func files(_ message: JSONValue) -> [InboundAttachment] {
        let several = message["files", orEmpty: true]
        let files = several.isEmpty ? [message["file"]].compactMap { $0 } : several
        return files.prefix(20).compactMap { file in
            guard let id = file["_id"]?.text, let name = file["name"]?.text else { return nil }
            return InboundAttachment(
                name: name,
                contentType: file["type"]?.text ?? "application/octet-stream",
                content: .handle("\(PercentCoding.encoded(id))/\(PercentCoding.encoded(name))")
            )
        }
    }
}
