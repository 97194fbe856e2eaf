import ChannelKit
import ProviderKit

/// Mattermost: outgoing webhooks of public channels, and answers through the REST API as a bot.
///
/// Source: <https://developers.mattermost.com/integrate/webhooks/outgoing/>.
struct Mattermost: MessageProvider {
    static let name = "mattermost"

    /// The server knows a `pending_post_id` again for half a minute only, which is no promise to send once.
    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 16_383, unit: .scalars),
        outboundAttachmentBytes: 50 << 20,
        threading: .conversation,
        receipts: [.sent]
    )

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("token", "the outgoing webhook's token")
        _ = try settings.required("bot_token", "the bot's access token, for sending")
        try settings.require(["api_base_url": "the server's address, such as https://chat.example.org"], for: name)
    }

    let base: String
    let space: String
    let tokens: [Secret]
    let botToken: Secret?
    let ownUser: String?
    let repliesInThreads: Bool

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        base = settings.baseURL(orElse: "")
        space = "mattermost:\(settings.host("api_base_url") ?? "\(channel)")"
        tokens = settings.secrets("token")
        botToken = settings.secrets("bot_token").first
        ownUser = settings.text("user_id")
        repliesInThreads = settings["reply_in_thread"] != .boolean(false)
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let post = Self.post(call) else { return .refused(.notReadable) }
        guard Signature.equals(post["token"]?.text, anyOf: tokens) else { return .refused(.notAuthentic) }
        return verdict(on: post)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict { Self.post(call).map(verdict(on:)) ?? .refused(.notReadable) }

    /// The post, from a form or from JSON.
    private static func post(_ call: WebRequest) -> JSONValue? {
        if call.body.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") {
            return (try? JSONValue(parsing: call.body)).flatMap { $0.isObject ? $0 : nil }
        }
        guard let form = FormFields(parsing: call.body), form["token"] != nil else { return nil }
        return .object(Dictionary(form.fields.map { ($0.name, .text($0.value)) }) { first, _ in first })
    }

    private func verdict(on post: JSONValue) -> CallVerdict {
        guard let id = post["post_id"]?.text, !id.isEmpty else { return .answered(.takenAsJSON) }
        var members = post.members
        members["token"] = nil
        let payload = ProviderPayload(
            externalID: ExternalID(rawValue: "post:\(id)"),
            mediaType: "application/json",
            body: JSONValue.object(members).octets()
        )
        return .authentic(payload, answer: .takenAsJSON)
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let post = try? JSONValue(parsing: arrival.body), let id = post["post_id"]?.text else {
            throw UnreadableArrival("The post is no JSON object with an id.", "帖子不是带 id 的 JSON 对象。")
        }
        guard let user = post["user_id"]?.text, user != ownUser else { return [] }
        let files: [String] =
            switch post["file_ids"] {
            case .text(let list): list.split(separator: ",").map { String($0.filter { $0 != " " }) }
            case .array(let list): list.compactMap(\.text)
            default: []
            }
        return [
            ProviderEvent(
                kind: .message,
                externalID: ExternalID(rawValue: id),
                occurredAt: Self.time(post["timestamp"]),
                conversation: post["channel_id"]?.text ?? "",
                actor: ProviderEvent.Actor(id: user, space: space, name: post["user_name"]?.text),
                isGroup: true,
                conversationTitle: post["channel_name"]?.text,
                messageID: id,
                text: post["text"]?.text ?? "",
                attachments: files.filter { !$0.isEmpty }.enumerated().map { index, file in
                    InboundAttachment(
                        name: "file-\(index + 1)",
                        contentType: "application/octet-stream",
                        content: .handle(file)
                    )
                }
            )
        ]
    }

    /// Milliseconds, as JSON has them; in a form they are seconds on some servers.
    private static func time(_ value: JSONValue?) -> Timestamp? {
        guard let number = value?.name.flatMap({ Int64($0) }), number > 0 else { return nil }
        return number < 100_000_000_000 ? Timestamp(seconds: number) : Timestamp(rawValue: number)
    }
}
