import ChannelKit
import ProviderKit

/// Comments on the posts of a page or on the media of an account: words addressed to it, in public.
///
/// Everything else that happens to posts (likes, shares, our own posts) is nobody's question.
/// Fields: <https://developers.facebook.com/docs/graph-api/webhooks/reference/page>.
struct MetaComments: Sendable {
    let network: MetaMessaging.Network
    let account: String

    /// The event of a change; nil when it is nobody's words and no answer to them.
    func event(_ change: JSONValue) -> ProviderEvent? {
        guard let value = change["value"] else { return nil }
        switch (network, change["field"]?.text) {
        case (.messenger, "feed"): return feed(value)
        case (.instagram, "comments"), (.instagram, "live_comments"): return instagram(value)
        default: return nil
        }
    }

    private func feed(_ value: JSONValue) -> ProviderEvent? {
        let verb = value["verb"]?.text ?? ""
        let isKnown = ["add", "edit", "edited", "remove", "delete"].contains(verb)
        switch value["item"]?.text {
        case "comment" where isKnown: return comment(value, verb)
        case "reaction" where isKnown, "like" where isKnown: return reaction(value, verb)
        default: return nil
        }
    }

    private func comment(_ value: JSONValue, _ verb: String) -> ProviderEvent? {
        guard
            let id = value["comment_id"]?.name, let post = value["post_id"]?.name,
            let author = value["from", "id"]?.name ?? value["sender_id"]?.name
        else { return nil }
        let parent = value["parent_id"]?.name
        let isAnswer = parent != nil && parent != post
        let isNew = verb == "add"
        let time = value["created_time"]?.name ?? ""
        var event = ProviderEvent(
            kind: isNew ? .message : verb.hasPrefix("edit") ? .edit : .delete,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(id)" + (isNew ? "" : ":\(verb):\(time)"))),
            occurredAt: value["created_time"]?.seconds,
            conversation: Conversation(account: account, partner: post).name,
            thread: isAnswer ? parent : id,
            actor: ProviderEvent.Actor(
                id: author,
                space: "facebook:\(account)",
                name: value["from", "name"]?.text ?? value["sender_name"]?.text
            ),
            isGroup: true,
            conversationTitle: "Comments on post \(post)",
            messageID: isNew ? id : nil,
            text: value["message"]?.text ?? "",
            regarding: isNew ? (isAnswer ? [parent].compactMap { $0 } : []) : [id]
        )
        if let photo = value["photo"]?.text { event.attachments.append(MetaAttachment.media(photo, type: "image")) }
        if let film = value["video"]?.text { event.attachments.append(MetaAttachment.media(film, type: "video")) }
        return author == account ? own(event) : event
    }

    private func reaction(_ value: JSONValue, _ verb: String) -> ProviderEvent? {
        guard
            let target = value["comment_id"]?.name ?? value["post_id"]?.name,
            let author = value["from", "id"]?.name ?? value["sender_id"]?.name, author != account
        else { return nil }
        let sign = value["reaction_type"]?.text ?? "like"
        let name = "\(target):\(sign):\(verb):\(author):\(value["created_time"]?.name ?? "")"
        return ProviderEvent(
            kind: .reaction,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(name)")),
            occurredAt: value["created_time"]?.seconds,
            conversation: Conversation(account: account, partner: value["post_id"]?.name ?? target).name,
            thread: value["comment_id"]?.name,
            actor: ProviderEvent.Actor(
                id: author,
                space: "facebook:\(account)",
                name: value["from", "name"]?.text ?? value["sender_name"]?.text
            ),
            isGroup: true,
            text: sign,
            regarding: [target],
            metadata: ["action": verb]
        )
    }

    private func instagram(_ value: JSONValue) -> ProviderEvent? {
        guard let id = value["id"]?.name, let author = value["from", "id"]?.name else { return nil }
        let media = value["media", "id"]?.name ?? id
        let parent = value["parent_id"]?.name
        let event = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(id)")),
            conversation: Conversation(account: account, partner: media).name,
            thread: parent ?? id,
            actor: ProviderEvent.Actor(
                id: author,
                space: MetaMessaging.space(network, account),
                name: value["from", "username"]?.text
            ),
            isGroup: true,
            conversationTitle: "Comments on media \(media)",
            messageID: id,
            text: value["text"]?.text ?? "",
            regarding: [parent].compactMap { $0 }
        )
        return author == account ? own(event) : event
    }

    /// What the page itself wrote, from here or from the provider's own inbox.
    private func own(_ event: ProviderEvent) -> ProviderEvent {
        var event = event
        event.automatic = .ownEcho
        return event
    }
}
