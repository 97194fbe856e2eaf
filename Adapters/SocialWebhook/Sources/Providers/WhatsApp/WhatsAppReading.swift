import AddressNormalization
import ChannelKit
import ProviderKit

/// Reads what WhatsApp's webhook tells: messages, the fate of ours, and what was sent from the business's own app.
///
/// Fields: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>.
struct WhatsAppReading: Sendable {
    private static let space = "whatsapp"

    /// The only number whose events are read; nil reads all.
    let phoneNumberID: String?

    /// The events in a payload, in their order.
    ///
    /// Changes of accounts, templates and calls are nobody's words and bring none.
    func events(in document: JSONValue) -> [ProviderEvent] {
        document["entry"]?.array.flatMap { entry in
            entry["changes"]?.array.flatMap(events(inChange:)) ?? []
        } ?? []
    }

    private func events(inChange change: JSONValue) -> [ProviderEvent] {
        guard let value = change["value"] else { return [] }
        let number = value["metadata", "phone_number_id"]?.name ?? ""
        guard phoneNumberID == nil || phoneNumberID == number else { return [] }
        let contacts = value["contacts"]?.array ?? []
        switch change["field"]?.text {
        case "messages":
            return (value["messages"]?.array ?? []).compactMap { message($0, to: number, contacts) }
                + (value["statuses"]?.array ?? []).compactMap { status($0, of: number) }
        case "smb_message_echoes":
            return (value["message_echoes"]?.array ?? []).compactMap { echo($0, from: number) }
        default: return []
        }
    }

    // MARK: - Messages

    private func message(_ message: JSONValue, to number: String, _ contacts: [JSONValue]) -> ProviderEvent? {
        guard let id = message["id"]?.text else { return nil }
        let author = Author(message, contacts)
        let group = message["group_id"]?.text
        guard let partner = group.map({ WhatsAppRecipient.groupMark + $0 }) ?? author.id else { return nil }
        var event = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: OneLine.id("\(number):\(id)")),
            occurredAt: message["timestamp"]?.seconds,
            conversation: Conversation(account: number, partner: partner).name,
            actor: author.actor(in: Self.space),
            isGroup: group != nil,
            messageID: id,
            regarding: [message["context", "id"]?.text].compactMap { $0 }
        )
        fill(&event, from: message)
        if let referral = message["referral"] {
            event.metadata["advertisement"] = referral["source_url"]?.text ?? referral["headline"]?.text
        }
        let isForwarded = ["forwarded", "frequently_forwarded"].contains { message["context", $0]?.boolean == true }
        if isForwarded { event.metadata["forwarded"] = "true" }
        return event
    }

    /// Sets what depends on the type of the message.
    private func fill(_ event: inout ProviderEvent, from message: JSONValue) {
        switch message["type"]?.text {
        case "reaction":
            event.kind = .reaction
            event.text = message["reaction", "emoji"]?.text ?? ""
            event.regarding = [message["reaction", "message_id"]?.text].compactMap { $0 }
        case "edit":
            event.kind = .edit
            event.regarding = [message["edit", "original_message_id"]?.text].compactMap { $0 }
            if let edited = message["edit", "message"] { add(WhatsAppContent(edited), to: &event) }
        case "revoke":
            event.kind = .delete
            event.regarding = [message["revoke", "original_message_id"]?.text].compactMap { $0 }
        case "system", "request_welcome":
            event.kind = .system
            event.text = message["system", "body"]?.text ?? ""
        default: add(WhatsAppContent(message), to: &event)
        }
    }

    private func add(_ content: WhatsAppContent, to event: inout ProviderEvent) {
        event.text = content.text
        event.attachments = content.attachments
        event.warnings = content.warnings
    }

    /// What the business sent from its own app: nobody's question, and not sent from here.
    private func echo(_ message: JSONValue, from number: String) -> ProviderEvent? {
        guard
            let id = message["id"]?.text,
            let to = message["to_user_id"]?.text ?? message["to"]?.text
        else { return nil }
        let content = WhatsAppContent(message)
        return ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: OneLine.id("\(number):\(id)")),
            occurredAt: message["timestamp"]?.seconds,
            conversation: Conversation(account: number, partner: to).name,
            actor: ProviderEvent.Actor(id: number, space: Self.space),
            messageID: id,
            text: content.text,
            attachments: content.attachments,
            automatic: .ownEcho
        )
    }

    // MARK: - The fate of ours

    private func status(_ status: JSONValue, of number: String) -> ProviderEvent? {
        guard
            let id = status["id"]?.text, let word = status["status"]?.text,
            let news = news(word, about: id, status["errors"]?.array.first)
        else { return nil }
        let partner = status["recipient_user_id"]?.text ?? status["recipient_id"]?.text ?? "unknown"
        return ProviderEvent(
            kind: .receipt,
            externalID: ExternalID(rawValue: OneLine.id("\(number):\(id):\(word)")),
            occurredAt: status["timestamp"]?.seconds,
            conversation: Conversation(account: number, partner: partner).name,
            actor: nil,
            regarding: [id],
            automatic: .deliveryNotice,
            news: [news]
        )
    }

    private func news(_ word: String, about id: String, _ error: JSONValue?) -> DeliveryNews? {
        switch word {
        case "delivered": return DeliveryNews(messageID: id, outcome: .delivered, detail: .verbatim(""))
        case "read", "played": return DeliveryNews(messageID: id, outcome: .read, detail: .verbatim(""))
        case "failed":
            let code = error?["code"]?.integer.flatMap { Int(exactly: $0) }
            let words = error?["error_data", "details"]?.text ?? error?["title"]?.text ?? ""
            let failure = MetaFailure(code: code, words: words)
            return DeliveryNews(
                messageID: id,
                outcome: .failed,
                code: code.map(String.init),
                detail: failure.reason.map { OneLine.text("\($0) \(words)", maximumBytes: 900) }
            )
        default: return nil
        }
    }
}

extension WhatsAppReading {
    /// Who wrote a message, as far as the payload tells: the number may be hidden, the business-scoped id may be missing.
    private struct Author {
        /// The business-scoped id, else the digits of the number; nil when neither is there.
        let id: String?
        private let digits: String?
        private let profile: JSONValue?

        init(_ message: JSONValue, _ contacts: [JSONValue]) {
            let from = message["from"]?.name
            let scoped = message["from_user_id"]?.text
            let contact = contacts.first { contact in
                if let scoped, contact["user_id"]?.text == scoped { return true }
                if let from, contact["wa_id"]?.name == from { return true }
                return from == nil && scoped == nil && contacts.count == 1
            }
            digits = from ?? contact?["wa_id"]?.name
            id = scoped ?? contact?["user_id"]?.text ?? digits
            profile = contact?["profile"]
        }

        /// The person, with the number as something that the provider has verified.
        func actor(in space: String) -> ProviderEvent.Actor? {
            guard let id else { return nil }
            let phone = digits.flatMap { PhoneNumberNormalization.key("+\($0)", region: nil) }
            return ProviderEvent.Actor(
                id: id,
                space: space,
                name: profile?["name"]?.text ?? profile?["username"]?.text,
                claims: phone.map { [IdentityClaim(identity: $0, assertedBy: "provider", isVerified: true)] } ?? []
            )
        }
    }
}
