import AddressNormalization
import ChannelKit
import ProviderKit

/// Turns a journaled arrival into its envelope; it looks at the arrival and the channel's name, at nothing else.
struct ChatNormalization: Sendable {
    let channel: ChannelID

    /// The space that visitors' ids are unique in.
    var namespace: String { "live-chat:\(channel)" }

    /// The one envelope of an arrival.
    ///
    /// - Throws: ``UnreadableArrival`` for what is no document of ours.
    func envelope(of arrival: RawArrival) throws(UnreadableArrival) -> InboundEnvelope {
        guard arrival.mediaType == ChatRecord.mediaType else {
            throw UnreadableArrival("this is no live-chat document", "这不是在线聊天的文档")
        }
        switch try ChatRecord(arrival.body) {
        case .message(let message): return envelope(of: message, arrival)
        case .receipt(let receipt): return envelope(of: receipt, arrival)
        }
    }

    private func envelope(of message: ChatMessage, _ arrival: RawArrival) -> InboundEnvelope {
        let visitor = message.visitor
        return InboundEnvelope(
            externalID: arrival.externalID,
            occurredAt: arrival.receivedAt,
            sender: sender(visitor),
            text: message.text,
            attachments: message.files.map {
                InboundAttachment(name: $0.name, contentType: $0.mediaType, content: .bytes($0.octets))
            },
            threading: ThreadingFacts(conversationKey: OneLine.id(visitor.id), conversationEndsWhenSolved: true),
            replyRoute: ReplyRoute(
                target: handle(visitor.id),
                address: visitor.email.map { OneLine.text($0, maximumBytes: 254) } ?? visitor.label,
                conversationKey: OneLine.id(visitor.id)
            ),
            fields: message.page.map {
                [EnvelopeField(name: "page", label: "Page", value: OneLine.text($0, maximumBytes: 1_000))]
            } ?? [],
            language: message.language.tag
        )
    }

    private func envelope(of receipt: ChatReceipt, _ arrival: RawArrival) -> InboundEnvelope {
        let words =
            receipt.outcome == .read
            ? Wording("The visitor has seen it.", "访客已看到。")
            : Wording("The visitor's page has it.", "已送达访客的网页。")
        return InboundEnvelope(
            externalID: arrival.externalID,
            kind: .receipt,
            occurredAt: arrival.receivedAt,
            sender: EnvelopeSender(identity: handle(receipt.visitor), address: OneLine.id(receipt.visitor)),
            text: "",
            replyRoute: ReplyRoute(target: nil, address: ""),
            news: receipt.messages.map {
                DeliveryNews(messageID: OneLine.id($0), outcome: receipt.outcome, detail: words)
            }
        )
    }

    private func handle(_ id: String) -> IdentityKey {
        IdentityKey(kind: .handle, namespace: namespace, value: OneLine.id(id))
    }

    // MARK: - Who it is

    private func sender(_ visitor: Visitor) -> EnvelopeSender {
        EnvelopeSender(
            identity: handle(visitor.id),
            address: visitor.user.map { OneLine.text($0, maximumBytes: 200) } ?? visitor.label,
            name: VisitorDesk.name(visitor.name),
            authenticity: authenticity(of: visitor),
            claims: claims(of: visitor)
        )
    }

    private func authenticity(of visitor: Visitor) -> SenderAuthenticity {
        if visitor.user != nil { return .verified(method: "signed-identity") }
        if visitor.hasProvenEmail { return .verified(method: "one-time-code") }
        return .unproven(.visitor)
    }

    private func claims(of visitor: Visitor) -> [IdentityClaim] {
        var claims: [IdentityClaim] = []
        if let key = visitor.email.flatMap(EmailAddressNormalization.key) {
            let by = visitor.hasProvenEmail ? "one-time-code" : "sender"
            claims.append(IdentityClaim(identity: key, assertedBy: by, isVerified: visitor.hasProvenEmail))
        }
        if let key = visitor.hostEmail.flatMap(EmailAddressNormalization.key) {
            claims.removeAll { $0.identity == key && !$0.isVerified }
            claims.append(IdentityClaim(identity: key, assertedBy: "host-page", isVerified: true))
        }
        if let formerly = visitor.formerly {
            claims.append(IdentityClaim(identity: handle(formerly), assertedBy: "host-page", isVerified: true))
        }
        return claims
    }
}
