import ChannelKit
import Foundation

/// What a webhook would answer and make of a request, as the probe prints it.
public struct WebhookProbeAnswer: Encodable {
    let accepted: Bool
    let status: Int
    let response: String
    let events: [Event]

    init(_ rehearsal: WebhookRehearsal) {
        accepted = rehearsal.isAccepted
        status = rehearsal.answer.status
        response = String(decoding: rehearsal.answer.body, as: UTF8.self)
        // Echoes of our own sends are dropped, as a channel drops them.
        events = rehearsal.envelopes.filter { $0.automatic != .ownEcho }.map(Event.init)
    }

    // Absent values are written as null, so that an event always has the same keys.
    struct Event: Encodable {
        private enum CodingKeys: String, CodingKey {
            case kind, conversation, thread, sender, text, html, attachments, automatic
            case externalID = "external_id"
            case occurredAt = "occurred_at"
            case replyTo = "reply_to"
        }

        private let envelope: InboundEnvelope

        init(_ envelope: InboundEnvelope) { self.envelope = envelope }

        func encode(to encoder: any Encoder) throws {
            let metadata = envelope.providerMetadata
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(envelope.kind.rawValue, forKey: .kind)
            try container.encode(envelope.externalID.rawValue, forKey: .externalID)
            try container.encode(envelope.occurredAt.map(Self.text), forKey: .occurredAt)
            try container.encode(metadata["conversation"] ?? envelope.threading.conversationKey, forKey: .conversation)
            try container.encode(metadata["thread"], forKey: .thread)
            try container.encode(Sender(envelope.sender), forKey: .sender)
            try container.encode(envelope.text, forKey: .text)
            try container.encode(envelope.html, forKey: .html)
            try container.encode(envelope.threading.parentIDs.first, forKey: .replyTo)
            try container.encode(envelope.attachments.map(File.init), forKey: .attachments)
            try container.encode(envelope.automatic != nil, forKey: .automatic)
        }

        private static func text(_ time: Timestamp) -> String {
            let date = Date(timeIntervalSince1970: Double(time.rawValue) / 1000)
            return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: time.rawValue % 1000 != 0))
        }
    }

    struct Sender: Encodable {
        private enum CodingKeys: String, CodingKey {
            case id, name, email, phone, verified
        }

        private let sender: EnvelopeSender

        init(_ sender: EnvelopeSender) { self.sender = sender }

        func encode(to encoder: any Encoder) throws {
            let own = sender.identity.map {
                IdentityClaim(identity: $0, assertedBy: "", isVerified: sender.authenticity.isVerified)
            }
            let known = [own].compactMap { $0 } + sender.claims
            func first(_ kind: IdentityKind) -> IdentityClaim? { known.first { $0.identity.kind == kind } }
            let names: [(IdentityKind, String)] = [(.handle, "id"), (.email, "email"), (.phone, "phone")]
            let verified = names.filter { first($0.0)?.isVerified == true }.map(\.1)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(first(.handle)?.identity.value ?? own?.identity.value, forKey: .id)
            try container.encode(sender.name, forKey: .name)
            try container.encode(first(.email)?.identity.value, forKey: .email)
            try container.encode(first(.phone)?.identity.value, forKey: .phone)
            try container.encode(verified, forKey: .verified)
        }
    }

    struct File: Encodable {
        private enum CodingKeys: String, CodingKey {
            case type, name, url, handle
            case contentType = "content_type"
        }

        private let attachment: InboundAttachment

        init(_ attachment: InboundAttachment) { self.attachment = attachment }

        func encode(to encoder: any Encoder) throws {
            let handle: String? = if case .handle(let handle) = attachment.content { handle } else { nil }
            let type = attachment.contentType.prefix { $0 != "/" }
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(["image", "audio", "video"].contains(type) ? String(type) : "file", forKey: .type)
            try container.encode(attachment.name, forKey: .name)
            try container.encode(attachment.contentType, forKey: .contentType)
            try container.encode(handle.flatMap { $0.hasPrefix("https://") ? $0 : nil }, forKey: .url)
            try container.encode(handle, forKey: .handle)
        }
    }
}
