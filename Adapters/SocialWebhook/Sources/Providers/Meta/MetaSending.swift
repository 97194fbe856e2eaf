import ChannelKit
import ProviderKit

/// Sends answers to direct messages and comments, for Messenger and Instagram.
///
/// Protocol: <https://developers.facebook.com/docs/messenger-platform/reference/send-api>.
struct MetaSending: Sendable {
    /// The member of a stored part that names the comment it answers; the rest of the part is the request.
    private static let commentMember = "comment_id"

    let platform: MetaPlatform
    let network: MetaMessaging.Network
    /// What is written into our own messages; nil where the provider has no field for it.
    let mark: String?
    /// Whether replies of agents are marked as such once the window is closed.
    let marksAgents: Bool

    /// The parts of a reply.
    func plan(_ reply: OutboundReply, _ traits: ProviderTraits) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: traits)
        guard let conversation = Conversation(plan.place.conversation) else {
            throw DeliveryFailure(.never, reason: Wording("The stored conversation names no customer.", "已存储的会话中没有客户。"))
        }
        guard plan.place.isGroup else {
            return plan.parts(of: plan.pieces()) { _, piece in
                message(["text": .text(piece)], to: conversation.partner, in: reply)
            }
        }
        guard reply.attachments.isEmpty else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "Files cannot be sent as a comment; write to the customer directly.",
                    "评论中不能发送文件；请直接联系客户。"
                )
            )
        }
        let comment = plan.place.thread ?? conversation.partner
        return plan.parts(of: plan.pieces()) { _, piece in
            ["message": .text(piece), Self.commentMember: .text(comment)]
        }
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
        guard let conversation = part.destinations.first.flatMap(Conversation.init) else {
            return .failed(
                DeliveryFailure(.never, reason: Wording("The stored message names no recipient.", "已存储的消息中没有接收者。"))
            )
        }
        if let posting = FilePosting(part) {
            return deliver(part.body, posting.name, part.mediaType, in: conversation)
        }
        if var members = (try? JSONValue(parsing: part.body))?.members,
            let comment = members.removeValue(forKey: Self.commentMember)?.text
        {
            let edge = network == .instagram ? "replies" : "comments"
            return send(JSONValue.object(members).octets(), to: platform.url(comment, edge), id: "id")
        }
        return send(part.body, to: platform.url(conversation.account, "messages"), id: "message_id")
    }

    /// Uploads a file, which nobody sees yet, and sends it by its id.
    private func deliver(
        _ octets: [UInt8],
        _ name: String,
        _ contentType: String,
        in conversation: Conversation
    ) -> Exchange<DeliveryReceipt> {
        let family = contentType.prefix { $0 != "/" }.lowercased()
        let type = ["image", "audio", "video"].contains(family) ? family : "file"
        let description: JSONValue = ["attachment": ["type": .text(type), "payload": ["is_reusable": true]]]
        var form = MultipartForm()
        form.add("message", description.document)
        form.add("filedata", fileName: name, contentType: contentType, octets: octets)
        let address = platform.url(conversation.account, "message_attachments")
        let upload = Exchange<String>.ask(platform.post(address, form)) { answer in
            platform.read(answer, after: .none) { $0["attachment_id"]?.name }
        }
        return upload.then { id in
            let payload: JSONValue = ["attachment_id": .text(id)]
            let content: JSONValue = ["attachment": ["type": .text(type), "payload": payload]]
            let document = message(content, to: conversation.partner, in: nil)
            return send(document.octets(), to: platform.url(conversation.account, "messages"), id: "message_id")
        }
    }

    private func send(_ body: [UInt8], to url: String, id member: String) -> Exchange<DeliveryReceipt> {
        .ask(platform.post(url, body, effect: .delivery)) { answer in
            platform.read(answer, after: .delivery) { document in
                document[member]?.name.map {
                    DeliveryReceipt.taken(by: Wording("The provider", "服务商"), as: $0)
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
                    DeliveryFailure.byStatus(of: answer, provider: Wording("The provider", "服务商"))
                        ?? DeliveryFailure(
                            .never,
                            reason: Wording(
                                "The file is no longer there; the provider keeps files for some days only.",
                                "文件已不存在；服务商只保留文件数日。"
                            ),
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
    func health() -> Exchange<Wording> {
        .ask(platform.get(platform.url("me", query: ["fields": "id,name"]))) { answer in
            platform.read(answer, after: .none) { document in
                document["id"]?.name.map {
                    let name = OneLine.text(document["name"]?.text ?? $0)
                    return Wording("The provider knows us as \(name).", "服务商处的名称为 \(name)。")
                }
            }
        }
    }
}
