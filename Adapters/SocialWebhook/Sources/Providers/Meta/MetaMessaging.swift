import ChannelKit
import ProviderKit

/// Direct messages to a Facebook page or an Instagram account, which speak one protocol but for a few words.
///
/// Protocol: <https://developers.facebook.com/docs/messenger-platform/reference/webhook-events>.
struct MetaMessaging: Sendable {
    /// How the two differ.
    enum Network: String, Sendable {
        /// Messenger, and comments on a page's posts.
        case messenger
        /// Instagram's direct messages, and comments on an account's media.
        case instagram
    }

    /// Hosts that files lie on; they are fetched without a token.
    static let mediaHosts = ["*.fbcdn.net", "*.fbsbx.com", "*.cdninstagram.com"]

    /// Whose words they are.
    let network: Network
    /// The only page or account whose events are read; nil reads all.
    let accountID: String?
    /// The number of our own app, by which its echoes are told from those of people; nil when not configured.
    let appID: String?
    /// What we write into our own messages, for the same end.
    let mark: String

    /// The events in a payload, in their order.
    func events(in document: JSONValue) -> [ProviderEvent] {
        let entries = document["entry"]?.array ?? []
        return entries.flatMap { entry -> [ProviderEvent] in
            let account = entry["id"]?.name ?? ""
            guard accountID == nil || accountID == account else { return [] }
            let comments = MetaComments(network: network, account: account)
            return (entry["messaging"]?.array ?? []).compactMap { event($0, of: account) }
                + (entry["changes"]?.array ?? []).compactMap(comments.event)
        }
    }

    /// The namespace of people's ids, which mean something for one page or account alone.
    static func space(_ network: Network, _ account: String) -> String { "\(network.rawValue):\(account)" }

    // MARK: - One event

    private func event(_ item: JSONValue, of account: String) -> ProviderEvent? {
        if let message = item["message"] { return self.message(message, item, account) }
        if let edit = item["message_edit"] { return self.edit(edit, item, account) }
        if let reaction = item["reaction"] { return self.reaction(reaction, item, account) }
        if let delivery = item["delivery"] { return receipt(delivery, .delivered, item, account) }
        if let read = item["read"] { return receipt(read, .read, item, account) }
        if let postback = item["postback"] { return self.postback(postback, item, account) }
        return notice(item, account)
    }

    private func message(_ message: JSONValue, _ item: JSONValue, _ account: String) -> ProviderEvent? {
        guard let id = message["mid"]?.text else { return nil }
        if message["is_echo"]?.boolean == true { return echo(message, id, item, account) }
        guard let person = item["sender", "id"]?.name, person != item["recipient", "id"]?.name else { return nil }
        var event = self.event(.message, id, with: person, item, account)
        event.messageID = id
        if message["is_deleted"]?.boolean == true {
            event.kind = .delete
            event.externalID = ExternalID(rawValue: OneLine.id("\(account):\(id):deleted"))
            event.regarding = [id]
            return event
        }
        event.text = message["text"]?.text ?? ""
        event.attachments = message["attachments"]?.array.map(MetaAttachment.read) ?? []
        event.regarding = [message["reply_to", "mid"]?.text].compactMap { $0 }
        if let story = message["reply_to", "story", "url"]?.text { event.metadata["story"] = story }
        if let payload = message["quick_reply", "payload"]?.text { event.metadata["payload"] = payload }
        if message["is_unsupported"]?.boolean == true {
            event.warnings = [
                Wording(
                    "The customer sent something that the provider does not hand over; see its inbox.",
                    "客户发送了服务商不转交的内容；请在服务商的收件箱中查看。"
                )
            ]
        }
        return event
    }

    /// What was sent from the page itself: ours is dropped, what people wrote in the provider's own inbox is told.
    private func echo(
        _ message: JSONValue,
        _ id: String,
        _ item: JSONValue,
        _ account: String
    ) -> ProviderEvent? {
        if message["metadata"]?.text == mark { return nil }
        if let appID, message["app_id"]?.name == appID { return nil }
        guard let person = item["recipient", "id"]?.name else { return nil }
        var event = self.event(.message, id, with: person, item, account)
        event.actor = ProviderEvent.Actor(id: account, space: Self.space(network, account))
        event.messageID = id
        event.text = message["text"]?.text ?? ""
        event.attachments = message["attachments"]?.array.map(MetaAttachment.read) ?? []
        event.automatic = .ownEcho
        return event
    }

    private func edit(_ edit: JSONValue, _ item: JSONValue, _ account: String) -> ProviderEvent? {
        guard let id = edit["mid"]?.text, let person = item["sender", "id"]?.name else { return nil }
        var event = self.event(.edit, "\(id):edit:\(edit["num_edit"]?.name ?? "")", with: person, item, account)
        event.text = edit["text"]?.text ?? ""
        event.regarding = [id]
        return event
    }

    private func reaction(_ reaction: JSONValue, _ item: JSONValue, _ account: String) -> ProviderEvent? {
        guard let id = reaction["mid"]?.text, let person = item["sender", "id"]?.name else { return nil }
        let action = reaction["action"]?.text ?? "react"
        let name = "\(id):\(action):\(person):\(item["timestamp"]?.name ?? "")"
        var event = self.event(.reaction, name, with: person, item, account)
        event.text = reaction["emoji"]?.text ?? reaction["reaction"]?.text ?? ""
        event.regarding = [id]
        event.metadata["action"] = action
        return event
    }

    /// Tells of single messages where they are named; a watermark alone names none.
    private func receipt(
        _ receipt: JSONValue,
        _ outcome: DeliveryNews.Outcome,
        _ item: JSONValue,
        _ account: String
    ) -> ProviderEvent? {
        let ids = (receipt["mids"]?.array.compactMap(\.text) ?? []) + [receipt["mid"]?.text].compactMap { $0 }
        guard let person = item["sender", "id"]?.name else { return nil }
        let time = receipt["watermark"]?.name ?? item["timestamp"]?.name ?? ids.first ?? ""
        var event = self.event(.receipt, "\(outcome.rawValue):\(person):\(time)", with: person, item, account)
        event.actor = nil
        event.automatic = .deliveryNotice
        event.regarding = ids
        event.news = ids.map { DeliveryNews(messageID: $0, outcome: outcome, detail: .verbatim("")) }
        if let watermark = receipt["watermark"]?.name { event.metadata["watermark"] = watermark }
        return event
    }

    /// A button that was pressed: the words on it are the customer's.
    private func postback(_ postback: JSONValue, _ item: JSONValue, _ account: String) -> ProviderEvent? {
        guard let person = item["sender", "id"]?.name else { return nil }
        let title = postback["title"]?.text ?? ""
        let name = postback["mid"]?.text ?? "postback:\(person):\(item["timestamp"]?.name ?? "")"
        var event = self.event(title.isEmpty ? .system : .message, name, with: person, item, account)
        event.messageID = postback["mid"]?.text
        event.text = title
        if let payload = postback["payload"]?.text { event.metadata["payload"] = payload }
        return event
    }

    /// A referral, a consent, a hand-over: shown at most.
    private func notice(_ item: JSONValue, _ account: String) -> ProviderEvent? {
        guard let person = item["sender", "id"]?.name else { return nil }
        let kinds = item.members.keys.filter { !["sender", "recipient", "timestamp"].contains($0) }.sorted()
        guard let kind = kinds.first else { return nil }
        let name = "\(kind):\(person):\(item["timestamp"]?.name ?? "")"
        return event(.system, name, with: person, item, account)
    }

    private func event(
        _ kind: EnvelopeKind,
        _ id: String,
        with person: String,
        _ item: JSONValue,
        _ account: String
    ) -> ProviderEvent {
        ProviderEvent(
            kind: kind,
            externalID: ExternalID(rawValue: OneLine.id("\(account):\(id)")),
            occurredAt: item["timestamp"]?.milliseconds,
            conversation: Conversation(account: account, partner: person).name,
            actor: ProviderEvent.Actor(id: person, space: Self.space(network, account))
        )
    }
}
