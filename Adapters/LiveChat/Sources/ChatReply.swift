import AddressNormalization
import ChannelKit
import ProviderKit

/// A reply as it is planned: what the visitor reads in the conversation, and all a letter needs should they be gone.
struct ChatReply: Sendable, Hashable {
    static let mediaType = "application/vnd.tributary.live-chat-reply+json"

    var key: String
    var visitor: String
    var email: String?
    var ticketNumber: Int
    var subject: String
    var text: String
    var author: String?
    var recipient: String?
    var language: ChatLanguage
    var date: Timestamp
    var files: [OutboundAttachment]

    /// The document: members sorted by name, no blanks.
    func octets() -> [UInt8] {
        var members: [String: JSONValue] = [
            "version": 1, "key": .text(key), "visitor": .text(visitor), "ticket": JSONValue(ticketNumber),
            "subject": .text(subject), "text": .text(text), "language": .text(language.rawValue),
            "date": JSONValue(date.rawValue),
            "files": .array(
                files.map { file in
                    [
                        "name": .text(file.name), "media_type": .text(file.contentType),
                        "data": .text(Base64.text(file.bytes)),
                    ]
                }
            ),
        ]
        if let email { members["email"] = .text(email) }
        if let author { members["author"] = .text(author) }
        if let recipient { members["recipient"] = .text(recipient) }
        return JSONValue.object(members).octets()
    }

    /// Reads a document; nil when it is none.
    init?(_ octets: [UInt8]) {
        let limits = JSONLimits(octets: 64 << 20, depth: 6, values: 10_000)
        guard let document = try? JSONValue(parsing: octets, limits: limits), document["version"]?.integer == 1,
            let key = document["key"]?.text, let visitor = document["visitor"]?.text,
            let ticket = document["ticket"]?.integer, let text = document["text"]?.text,
            let date = document["date"]?.integer
        else { return nil }
        self.key = key
        self.visitor = visitor
        email = document["email"]?.text
        ticketNumber = Int(ticket)
        subject = document["subject"]?.text ?? ""
        self.text = text
        author = document["author"]?.text
        recipient = document["recipient"]?.text
        language = document["language"]?.text.flatMap(ChatLanguage.init(rawValue:)) ?? .english
        self.date = Timestamp(rawValue: date)
        files = (document["files"]?.array ?? []).compactMap { file in
            guard let name = file["name"]?.text, let octets = file["data"]?.text.flatMap({ Base64.octets($0) })
            else { return nil }
            return OutboundAttachment(
                name: name,
                contentType: file["media_type"]?.text ?? "application/octet-stream",
                bytes: octets
            )
        }
    }

    /// Plans a reply to a visitor.
    ///
    /// - Parameters:
    ///   - reply: the reply.
    ///   - namespace: the space that the channel's visitors are unique in.
    ///   - maximumFileBytes: the most that files may have in all.
    ///   - language: the channel's language.
    /// - Throws: ``DeliveryFailure`` with `never` for what no visitor of the channel can be told.
    init(
        _ reply: OutboundReply,
        namespace: String,
        maximumFileBytes: Int,
        language: ChatLanguage
    ) throws(DeliveryFailure) {
        guard let target = reply.route.target, target.kind == .handle, target.namespace == namespace,
            target.value == OneLine.id(target.value), !target.value.contains(where: { "<>".contains($0) }),
            reply.route.conversationKey == nil || reply.route.conversationKey == target.value
        else {
            throw DeliveryFailure(.never, reason: Wording("This address is no visitor of this chat.", "此地址不是该聊天的访客。"))
        }
        guard reply.copies.isEmpty else {
            throw DeliveryFailure(
                .never,
                reason: Wording("A chat reaches the visitor alone: nobody can be in copy.", "聊天只能送达访客本人：不能抄送他人。")
            )
        }
        guard reply.attachments.reduce(0, { $0 + $1.bytes.count }) <= maximumFileBytes else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The files are larger than \(maximumFileBytes >> 20) MB together.",
                    "文件合计超过 \(maximumFileBytes >> 20) MB。"
                )
            )
        }
        key = reply.key
        visitor = target.value
        email = EmailAddressNormalization.key(reply.route.address).map(\.value)
        ticketNumber = reply.ticketNumber
        subject = OneLine.text(reply.subject)
        text = reply.text
        author = reply.authorName.map { OneLine.text($0) }
        recipient = reply.recipientName.map { OneLine.text($0) }
        self.language = reply.language.flatMap(ChatLanguage.init(tag:)) ?? language
        date = reply.threading.date
        files = reply.attachments.map {
            OutboundAttachment(
                name: OneLine.fileName($0.name),
                contentType: OneLine.text($0.contentType),
                bytes: $0.bytes
            )
        }
    }
}
