import ChannelKit
import ProviderKit

/// Reads a payload of the Account Activity webhook.
struct XReading: Sendable {
    private static let space = "x"

    private let document: JSONValue
    private let account: String

    /// Wraps a payload.
    init(_ document: JSONValue) {
        self.document = document
        account = document["for_user_id"]?.name ?? ""
    }

    /// The events in the payload, in their order; follows, blocks and typing are nobody's words and bring none.
    var events: [ProviderEvent] {
        list("tweet_create_events").compactMap(post) + list("tweet_delete_events").compactMap(deletion)
            + list("direct_message_events").compactMap(direct) + list("favorite_events").compactMap(favorite)
            + list("direct_message_mark_read_events").compactMap(read)
    }

    private func list(_ name: String) -> [JSONValue] { document[name]?.array ?? [] }

    /// A post that is not ours and repeats nobody's: it mentions the account or answers it.
    private func post(_ post: JSONValue) -> ProviderEvent? {
        guard let id = post["id_str"]?.name, let author = post["user", "id_str"]?.name,
            post["retweeted_status"] == nil
        else { return nil }
        let isOwn = author == account
        return ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(id)")),
            occurredAt: post["timestamp_ms"]?.milliseconds,
            conversation: Conversation(account: account, partner: "posts").name,
            actor: ProviderEvent.Actor(
                id: author,
                space: Self.space,
                name: post["user", "name"]?.text ?? post["user", "screen_name"]?.text
            ),
            isGroup: true,
            conversationTitle: "Public posts",
            messageID: id,
            text: post["extended_tweet", "full_text"]?.text ?? post["text"]?.text ?? "",
            regarding: [post["in_reply_to_status_id_str"]?.name].compactMap { $0 },
            attachments: (post["extended_entities", "media"]?.array ?? []).compactMap(Self.picture),
            automatic: isOwn ? .ownEcho : nil,
            language: post["lang"]?.text.flatMap { $0 == "und" ? nil : $0 },
            metadata: post["user", "screen_name"]?.text.map { ["screen_name": $0] } ?? [:]
        )
    }

    private static func picture(_ media: JSONValue) -> InboundAttachment? {
        guard let url = media["media_url_https"]?.text else { return nil }
        let name = url.split(separator: "/").last.map(String.init) ?? ""
        return InboundAttachment(
            name: OneLine.fileName(name),
            contentType: name.hasSuffix(".png") ? "image/png" : "image/jpeg",
            content: .handle(url)
        )
    }

    private func deletion(_ deletion: JSONValue) -> ProviderEvent? {
        guard let id = deletion["status", "id"]?.name, let author = deletion["status", "user_id"]?.name,
            author != account
        else { return nil }
        return ProviderEvent(
            kind: .delete,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(id):deleted")),
            occurredAt: deletion["timestamp_ms"]?.milliseconds,
            conversation: Conversation(account: account, partner: "posts").name,
            actor: ProviderEvent.Actor(id: author, space: Self.space),
            isGroup: true,
            regarding: [id]
        )
    }

    private func direct(_ event: JSONValue) -> ProviderEvent? {
        guard event["type"]?.text == "message_create", let id = event["id"]?.name,
            let message = event["message_create"], let author = message["sender_id"]?.name,
            let recipient = message["target", "recipient_id"]?.name
        else { return nil }
        let isOwn = author == account
        let user = document["users"]?.members[author]
        return ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(id)")),
            occurredAt: event["created_timestamp"]?.milliseconds,
            conversation: Conversation(account: account, partner: isOwn ? recipient : author).name,
            actor: ProviderEvent.Actor(
                id: author,
                space: Self.space,
                name: user?["name"]?.text ?? user?["screen_name"]?.text
            ),
            messageID: id,
            text: message["message_data", "text"]?.text ?? "",
            automatic: isOwn ? .ownEcho : nil,
            warnings: message["message_data", "attachment"] == nil
                ? []
                : [Wording("A file came along; see it at the provider.", "附带了一个文件；请在服务商处查看。")]
        )
    }

    private func favorite(_ event: JSONValue) -> ProviderEvent? {
        guard let target = event["favorited_status", "id_str"]?.name, let author = event["user", "id_str"]?.name,
            author != account
        else { return nil }
        return ProviderEvent(
            kind: .reaction,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(target):like:\(author)")),
            occurredAt: event["timestamp_ms"]?.milliseconds,
            conversation: Conversation(account: account, partner: "posts").name,
            actor: ProviderEvent.Actor(id: author, space: Self.space, name: event["user", "name"]?.text),
            isGroup: true,
            text: "like",
            regarding: [target]
        )
    }

    private func read(_ event: JSONValue) -> ProviderEvent? {
        guard let id = event["last_read_event_id"]?.name, let reader = event["sender_id"]?.name, reader != account
        else { return nil }
        return ProviderEvent(
            kind: .receipt,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(id):read:\(reader)")),
            occurredAt: event["created_timestamp"]?.milliseconds,
            conversation: Conversation(account: account, partner: reader).name,
            actor: nil,
            regarding: [id],
            automatic: .deliveryNotice,
            news: [DeliveryNews(messageID: id, outcome: .read, detail: .verbatim(""))]
        )
    }
}
