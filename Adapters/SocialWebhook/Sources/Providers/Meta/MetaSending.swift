import ChannelKit
import ProviderKit

/// Sends answers to direct messages and comments, for Messenger and Instagram.
///
/// Protocol: <https://developers.facebook.com/docs/messenger-platform/reference/send-api>.
struct MetaSending: Sendable {
    /// What stands before a comment's id in a part's destination, so that it is told from a person.
    private static let commentMark = "comment "

    let platform: MetaPlatform
    let network: MetaMessaging.Network
    /// What is written into our own messages; nil where the provider has no field for it.
    let mark: String?
    /// Whether replies of agents are marked as such once the window is closed.
    let marksAgents: Bool

    /// The parts of a reply.
    func plan(_ reply: OutboundReply, _ traits: ProviderTraits) throws(DeliveryFailure) -> [OutboundPart] {
        guard
            let place = reply.route.conversationKey.flatMap(ReplyPlace.init(key:)),
            let conversation = Conversation(place.conversation)
        else {
            throw DeliveryFailure(
                .never,
                reason: "The customer has to write first: this provider takes messages to nobody else."
            )
        }
        guard let limit = traits.textLimit else { return [] }
        if place.isGroup { return try planComment(reply, place, conversation, limit) }
        var parts = ReplyParts(to: conversation.partner, from: conversation.account)
        parts.add(words: reply.text, limit: limit) { piece in
            message(["text": .text(piece)], to: conversation.partner, in: reply).octets()
        }
        try parts.add(files: reply.attachments, maximumBytes: traits.outboundAttachmentBytes ?? 0)
        return try parts.complete()
    }

    private func planComment(
        _ reply: OutboundReply,
        _ place: ReplyPlace,
        _ conversation: Conversation,
        _ limit: TextLimit
    ) throws(DeliveryFailure) -> [OutboundPart] {
        guard reply.attachments.isEmpty else {
            throw DeliveryFailure(.never, reason: "Files cannot be sent as a comment; write to the customer directly.")
        }
        let comment = place.thread ?? conversation.partner
        var parts = ReplyParts(to: Self.commentMark + comment, from: conversation.account)
        parts.add(words: reply.text, limit: limit) { piece in
            let document: JSONValue = ["message": .text(piece)]
            return document.octets()
        }
        return try parts.complete()
    }

    private func message(_ content: JSONValue, to person: String, in reply: OutboundReply?) -> JSONValue {
        var content = content.members
        if let mark { content["metadata"] = .text(mark) }
        var document: [String: JSONValue] = [
            "recipient": ["id": .text(person)], "message": .object(content), "messaging_type": "RESPONSE",
        ]
        let isClosed = reply?.route.openUntil.map { (reply?.threading.date ?? $0) >= $0 } ?? false
        if marksAgents, isClosed, reply?.purpose == .reply {
            document["messaging_type"] = "MESSAGE_TAG"
            document["tag"] = "HUMAN_AGENT"
        }
        return .object(document)
    }

    // MARK: - Delivering

    /// What has to be asked to deliver a part.
    func delivery(of part: OutboundPart) -> Exchange<DeliveryReceipt> {
        guard let destination = part.destinations.first, let account = part.origin else {
            return .failed(DeliveryFailure(.never, reason: "The stored message names no recipient."))
        }
        if destination.hasPrefix(Self.commentMark) {
            let edge = network == .instagram ? "replies" : "comments"
            let comment = String(destination.dropFirst(Self.commentMark.count))
            return send(part.body, to: platform.url(comment, edge), id: "id")
        }
        guard part.mediaType == OutgoingFile.mediaType else {
            return send(part.body, to: platform.url(account, "messages"), id: "message_id")
        }
        guard let file = OutgoingFile(body: part.body) else {
            return .failed(DeliveryFailure(.never, reason: "The stored file cannot be read."))
        }
        return deliver(file, to: destination, from: account)
    }

    /// Uploads a file, which nobody sees yet, and sends it by its id.
    private func deliver(_ file: OutgoingFile, to person: String, from account: String) -> Exchange<DeliveryReceipt> {
        let type = ["image", "audio", "video"].contains(file.family) ? file.family : "file"
        let description: JSONValue = [
            "attachment": ["type": .text(type), "payload": ["is_reusable": true]]
        ]
        var form = MultipartForm()
        form.add("message", description.document)
        form.add("filedata", fileName: file.name, contentType: file.bareType, octets: file.octets)
        let address = platform.url(account, "message_attachments")
        let upload = Exchange<String>.ask(platform.post(address, form)) { answer in
            platform.read(answer, after: .none) { $0["attachment_id"]?.name }
        }
        return upload.then { id in
            let content: JSONValue = [
                "attachment": ["type": .text(type), "payload": ["attachment_id": .text(id)]]
            ]
            let document = message(content, to: person, in: nil)
            return send(document.octets(), to: platform.url(account, "messages"), id: "message_id")
        }
    }

    private func send(_ body: [UInt8], to url: String, id member: String) -> Exchange<DeliveryReceipt> {
        .ask(platform.post(url, body, effect: .delivery)) { answer in
            platform.read(answer, after: .delivery) { document in
                document[member]?.name.map {
                    DeliveryReceipt(externalID: ExternalID(rawValue: OneLine.id($0)), answer: "The provider has taken it.")
                }
            }
        }
    }

    // MARK: - Look-ups

    /// Fetches a file from the provider's media hosts, without a token.
    func attachment(_ url: String, maximumBytes: Int) -> Exchange<[UInt8]> {
        .ask(ProviderRequest(url: url, maximumAnswerBytes: maximumBytes)) { answer in
            guard answer.status == 200 else {
                return .failed(
                    DeliveryFailure.byStatus(of: answer, provider: "The provider")
                        ?? DeliveryFailure(
                            .never,
                            reason: "The file is no longer there; the provider keeps files for some days only.",
                            detail: "HTTP \(answer.status)"
                        )
                )
            }
            return .done(answer.body)
        }
    }

    /// Looks up a person's name.
    func profile(of identity: IdentityKey, fields: String) -> Exchange<EnvelopeSender> {
        .ask(platform.get(platform.url(identity.value, query: ["fields": fields]))) { answer in
            platform.read(answer, after: .none) { document in
                let parts = [document["first_name"]?.text, document["last_name"]?.text].compactMap { $0 }
                let name = document["name"]?.text ?? document["username"]?.text ?? parts.joined(separator: " ")
                return EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: name.isEmpty ? nil : OneLine.text(name),
                    authenticity: .verified(method: "provider")
                )
            }
        }
    }

    /// Asks for the account's own name.
    func health() -> Exchange<String> {
        .ask(platform.get(platform.url("me", query: ["fields": "id,name"]))) { answer in
            platform.read(answer, after: .none) { document in
                document["id"]?.name.map { "The provider knows us as \(OneLine.text(document["name"]?.text ?? $0))." }
            }
        }
    }
}
