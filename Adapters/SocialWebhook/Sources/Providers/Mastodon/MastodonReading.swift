import AddressNormalization
import ChannelKit
import MessageText
import ProviderKit

/// Reads a notification of a Mastodon server.
struct MastodonReading: Sendable {
    /// Where the server is, for the host of its own users.
    let root: String

    /// What somebody wrote to the account; nil for other notifications.
    func event(_ notification: JSONValue) -> ProviderEvent? {
        let type = notification["type"]?.text
        guard type == "mention" || type == "update", let status = notification["status"],
            let id = status["id"]?.name, let account = status["account"], let person = address(account)
        else { return nil }
        let isEdit = type == "update"
        let edited = status["edited_at"]?.text ?? ""
        let content = status["content"]?.text ?? ""
        let summary = status["spoiler_text"]?.text ?? ""
        return ProviderEvent(
            kind: isEdit ? .edit : .message,
            externalID: ExternalID(rawValue: OneLine.id(isEdit ? "\(id):edit:\(edited)" : id)),
            occurredAt: (isEdit ? edited : status["created_at"]?.text).flatMap(InternetDate.time),
            conversation: Conversation(account: "direct", partner: person).name,
            actor: ProviderEvent.Actor(id: person, space: "mastodon", name: account["display_name"]?.text),
            messageID: isEdit ? nil : id,
            text: summary.isEmpty ? "" : "\(summary)\n\n\(HTMLText.plainText(content))",
            html: content,
            regarding: [isEdit ? id : status["in_reply_to_id"]?.name].compactMap { $0 },
            attachments: status["media_attachments"]?.array.compactMap(Self.file) ?? [],
            automatic: account["bot"]?.boolean == true ? .autoReply : nil,
            language: status["language"]?.text,
            metadata: ["visibility": status["visibility"]?.text ?? "", "url": status["url"]?.text ?? ""]
        )
    }

    /// `user@host`; the server leaves the host out for its own users.
    private func address(_ account: JSONValue) -> String? {
        guard let name = account["acct"]?.text else { return nil }
        let host = root.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        return HandleNormalization.key(
            provider: "mastodon",
            handle: name.contains("@") || host.isEmpty ? name : "\(name)@\(host.prefix { $0 != ":" })"
        )?
        .value
    }

    private static func file(_ file: JSONValue) -> InboundAttachment? {
        guard let url = file["url"]?.text ?? file["remote_url"]?.text else { return nil }
        let types = ["image": "image/jpeg", "gifv": "video/mp4", "video": "video/mp4", "audio": "audio/mpeg"]
        let name = url.prefix { $0 != "?" }.split(separator: "/").last.map(String.init) ?? ""
        return InboundAttachment(
            name: OneLine.fileName(name),
            contentType: types[file["type"]?.text ?? ""] ?? "application/octet-stream",
            content: .handle(url)
        )
    }
}
