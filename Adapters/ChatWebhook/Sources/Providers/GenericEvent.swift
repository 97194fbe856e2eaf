import AddressNormalization
import ChannelKit
import ProviderKit

/// Reads the calls that the guide describes for sites and programs of one's own.
struct GenericEvent: Sendable {
    private static let kinds: [String: EnvelopeKind] = [
        "message.created": .message, "message.updated": .edit, "message.deleted": .delete,
        "message.reaction": .reaction, "message.delivered": .receipt, "message.read": .receipt,
        "message.failed": .receipt,
    ]

    let space: String

    /// Whether a call of a type is read; others are none of ours.
    static func isKnown(_ type: String) -> Bool { kinds[type] != nil }

    /// The event of a call.
    ///
    /// - Throws: `UnreadableArrival` with what is missing.
    func event(in document: JSONValue, named call: ExternalID) throws(UnreadableArrival) -> ProviderEvent {
        guard let type = document["type"]?.text, let kind = Self.kinds[type] else {
            throw UnreadableArrival("The call is of no type that is read here.", "此类型的调用在这里不读取。")
        }
        guard let data = document["data"], let id = data["message_id"]?.name, !id.isEmpty else {
            throw UnreadableArrival("The call names no data.message_id.", "调用没有 data.message_id。")
        }
        guard let conversation = data["conversation_id"]?.name ?? data["sender", "id"]?.name else {
            throw UnreadableArrival("The call names no data.conversation_id.", "调用没有 data.conversation_id。")
        }
        let own = kind == .message ? id : "\(id):\(kind.rawValue):\(call.rawValue)"
        return ProviderEvent(
            kind: kind,
            externalID: ExternalID(rawValue: own),
            occurredAt: document["timestamp"]?.text.flatMap(InternetDate.time),
            conversation: conversation,
            thread: data["thread_id"]?.name,
            actor: kind == .receipt ? nil : actor(data["sender"]),
            isGroup: data["is_group"]?.boolean ?? false,
            conversationTitle: data["conversation_title"]?.text,
            messageID: kind == .message ? id : nil,
            text: data["text"]?.text ?? "",
            html: data["html"]?.text,
            regarding: kind == .message ? [data["reply_to"]?.name].compactMap { $0 } : [id],
            attachments: data["attachments"].map { $0.array.compactMap(Self.attachment) } ?? [],
            automatic: data["sender", "is_bot"]?.boolean == true ? .bulk : nil,
            news: Self.news(type, of: id, data),
            language: data["language"]?.text
        )
    }

    private func actor(_ sender: JSONValue?) -> ProviderEvent.Actor? {
        guard let sender, let id = sender["id"]?.name, !id.isEmpty else { return nil }
        // The site's own check of an address is as good as the signature around it, where it says that it made one.
        let verified = Set((sender["verified"]?.array ?? []).compactMap(\.text))
        var claims: [IdentityClaim] = []
        func claim(_ key: IdentityKey?, _ name: String) {
            guard let key else { return }
            let isVerified = verified.contains(name)
            claims.append(
                IdentityClaim(identity: key, assertedBy: isVerified ? "provider" : "sender", isVerified: isVerified)
            )
        }
        claim(sender["email"]?.text.flatMap(EmailAddressNormalization.key), "email")
        claim(sender["phone"]?.text.flatMap { PhoneNumberNormalization.key($0, region: nil) }, "phone")
        return ProviderEvent.Actor(
            id: id,
            space: space,
            name: sender["name"]?.text,
            standing: sender["is_colleague"]?.boolean == true ? .colleague : .customer,
            claims: claims
        )
    }

    private static func attachment(_ file: JSONValue) -> InboundAttachment? {
        guard let url = file["url"]?.text, url.utf8.count <= 2000 else { return nil }
        return InboundAttachment(
            name: file["name"]?.text ?? "",
            contentType: file["content_type"]?.text ?? "application/octet-stream",
            content: .handle(url)
        )
    }

    private static func news(_ type: String, of id: String, _ data: JSONValue) -> [DeliveryNews] {
        let outcomes: [String: DeliveryNews.Outcome] = [
            "message.delivered": .delivered, "message.read": .read, "message.failed": .failed,
        ]
        guard let outcome = outcomes[type] else { return [] }
        return [
            DeliveryNews(
                messageID: id,
                outcome: outcome,
                code: data["code"]?.name,
                detail: .verbatim(data["reason"]?.text ?? "")
            )
        ]
    }
}
