import ChannelKit
import ProviderKit

/// What is journaled of a visitor's message, so that it can be read in years; the README describes the document.
struct ChatMessage: Sendable, Hashable {
    /// A file that came along; its type was told by its own bytes.
    struct File: Sendable, Hashable {
        var name: String
        var mediaType: String
        var octets: [UInt8]
    }

    var key: String
    var visitor: Visitor
    var text: String
    var files: [File] = []
    /// The page it was written on, without query and fragment.
    var page: String?
    var language: ChatLanguage
}

/// What a visitor's page confirms of the desk's words.
struct ChatReceipt: Sendable, Hashable {
    var visitor: String
    var outcome: DeliveryNews.Outcome
    /// The ids that the parts were sent under.
    var messages: [String]
}

/// The document of an arrival.
enum ChatRecord: Sendable, Hashable {
    case message(ChatMessage)
    case receipt(ChatReceipt)

    static let mediaType = "application/vnd.tributary.live-chat+json"

    /// The document: members sorted by name, no blanks.
    func octets() -> [UInt8] {
        switch self {
        case .message(let message):
            var members: [String: JSONValue] = [
                "version": 1, "kind": "message", "key": .text(message.key), "text": .text(message.text),
                "language": .text(message.language.rawValue), "visitor": Self.members(of: message.visitor),
                "files": .array(
                    message.files.map { file in
                        [
                            "name": .text(file.name), "media_type": .text(file.mediaType),
                            "data": .text(Base64.text(file.octets)),
                        ]
                    }
                ),
            ]
            if let page = message.page { members["page"] = .text(page) }
            return JSONValue.object(members).octets()
        case .receipt(let receipt):
            let document: JSONValue = [
                "version": 1, "kind": "receipt", "visitor": .text(receipt.visitor),
                "outcome": .text(receipt.outcome.rawValue), "messages": .array(receipt.messages.map(JSONValue.text)),
            ]
            return document.octets()
        }
    }

    /// Reads a document.
    ///
    /// - Throws: ``UnreadableArrival`` when it is none.
    init(_ octets: [UInt8]) throws(UnreadableArrival) {
        let limits = JSONLimits(octets: 32 << 20, depth: 6, values: 1_000)
        guard let document = try? JSONValue(parsing: octets, limits: limits), document["version"]?.integer == 1 else {
            throw UnreadableArrival("this is no live-chat document", "这不是在线聊天的文档")
        }
        switch document["kind"]?.text {
        case "message": self = .message(try Self.message(document))
        case "receipt":
            guard let visitor = document["visitor"]?.text, let word = document["outcome"]?.text,
                let outcome = DeliveryNews.Outcome(rawValue: word)
            else { throw UnreadableArrival("this receipt does not say of what", "此回执没有说明所指的消息") }
            self = .receipt(
                ChatReceipt(
                    visitor: visitor,
                    outcome: outcome,
                    messages: document["messages"]?.array.prefix(100).compactMap(\.text) ?? []
                )
            )
        default: throw UnreadableArrival("this live-chat document is of an unknown kind", "此在线聊天文档的类型未知")
        }
    }

    private static func members(of visitor: Visitor) -> JSONValue {
        var members: [String: JSONValue] = ["id": .text(visitor.id), "proven": .boolean(visitor.hasProvenEmail)]
        if let email = visitor.email { members["email"] = .text(email) }
        if let name = visitor.name { members["name"] = .text(name) }
        if let user = visitor.user { members["user"] = .text(user) }
        if let email = visitor.hostEmail { members["host_email"] = .text(email) }
        if let formerly = visitor.formerly { members["formerly"] = .text(formerly) }
        return .object(members)
    }

    private static func message(_ document: JSONValue) throws(UnreadableArrival) -> ChatMessage {
        guard let key = document["key"]?.text, let text = document["text"]?.text,
            let id = document["visitor", "id"]?.text, !id.isEmpty
        else { throw UnreadableArrival("this chat message has no key, text or visitor", "此聊天消息没有键、文字或访客") }
        let visitor = Visitor(
            id: id,
            email: document["visitor", "email"]?.text,
            hasProvenEmail: document["visitor", "proven"]?.boolean ?? false,
            name: document["visitor", "name"]?.text,
            user: document["visitor", "user"]?.text,
            hostEmail: document["visitor", "host_email"]?.text,
            formerly: document["visitor", "formerly"]?.text,
            issuedAt: Timestamp(rawValue: 0)
        )
        var files: [ChatMessage.File] = []
        for file in document["files"]?.array.prefix(20) ?? [] {
            guard let name = file["name"]?.text, let octets = file["data"]?.text.flatMap({ Base64.octets($0) }) else {
                throw UnreadableArrival("a file of this chat message is damaged", "此聊天消息的一个文件已损坏")
            }
            let type = file["media_type"]?.text ?? "application/octet-stream"
            files.append(ChatMessage.File(name: OneLine.fileName(name), mediaType: OneLine.text(type), octets: octets))
        }
        return ChatMessage(
            key: key,
            visitor: visitor,
            text: text,
            files: files,
            page: document["page"]?.text,
            language: document["language"]?.text.flatMap(ChatLanguage.init(rawValue:)) ?? .english
        )
    }
}
