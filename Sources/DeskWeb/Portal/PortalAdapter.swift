import ChannelKit
import Foundation

/// Reads what customers wrote in the portal.
///
/// The session that a message came with began with a one-time link to the sender's address, so the sender is proven. Only who
/// sends a form without signing in has merely typed an address.
struct PortalAdapter: ChannelAdapter {
    /// The portal is no adapter that a configuration can name.
    static var manifestSource: [UInt8] { [] }

    init() {}

    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) {}

    func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        guard arrival.mediaType == PortalMessage.mediaType,
            let message = try? JSONDecoder().decode(PortalMessage.self, from: Data(arrival.body))
        else {
            throw UnreadableArrival("this is no message of the portal", "这不是客户门户的消息")
        }
        let form = message.form
        return [
            InboundEnvelope(
                externalID: arrival.externalID,
                occurredAt: arrival.receivedAt,
                sender: EnvelopeSender(
                    identity: message.identity,
                    address: message.address,
                    name: message.name.isEmpty ? nil : message.name,
                    authenticity: form?.isProven == false
                        ? .unproven(.form)
                        : .verified(method: "one-time-link")
                ),
                subject: message.subject,
                text: message.text,
                attachments: message.files.map { file in
                    InboundAttachment(
                        name: file.name,
                        contentType: file.contentType,
                        content: .bytes(Array(file.bytes))
                    )
                },
                threading: ThreadingFacts(recipientTokens: form == nil ? [message.token] : []),
                replyRoute: message.route,
                suspicion: form?.isSuspicious == true
                    ? Wording(
                        "a question that people cannot see was answered; most likely by a program",
                        "填写了人看不见的问题；很可能是程序所为"
                    ) : nil,
                fields: form?.answers ?? [],
                language: message.language
            )
        ]
    }
}

/// A message as it is journaled.
struct PortalMessage: Codable, Sendable, Hashable {
    static let mediaType = "application/vnd.tributary.portal-message+json"

    struct File: Codable, Sendable, Hashable {
        var name: String
        var contentType: String
        var bytes: Data
    }

    /// What a designed form holds beside the message.
    struct Form: Codable, Sendable, Hashable {
        /// Whether the sender was signed in; whoever was not has only typed their address.
        var isProven: Bool
        /// Whether a program filled it in, most likely.
        var isSuspicious: Bool
        /// The answers, by the keys of ticket fields.
        var answers: [EnvelopeField]
    }

    /// The identity that was signed in, or that was typed into a form.
    var identity: IdentityKey
    /// Its address as it is written to.
    var address: String
    /// The customer's name; may be empty.
    var name: String
    /// The signed token of the request; empty where a form asks for a new one.
    var token: String
    /// The request's subject, for a new request where this one is closed for good.
    var subject: String
    var text: String
    var files: [File]
    /// Where an answer goes.
    var route: ReplyRoute
    /// The language of the page it was written on.
    var language: String
    /// The form it came by; nil for a message in a request.
    var form: Form?

    /// The document that is journaled.
    func document() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}
