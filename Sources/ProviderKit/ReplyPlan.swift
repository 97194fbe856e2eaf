public import ChannelKit

/// A reply on its way to parts: its place, its pieces of text, and its files; the same for all providers.
///
/// A text part's body is the request's, in JSON. A file's part carries the file's octets; where it goes, and its name, stand
/// in the part's destinations.
public struct ReplyPlan: Sendable {
    /// Where the reply goes.
    public let place: ReplyPlace
    /// The id of the message it answers, on one line.
    public let parentID: String?
    /// The id of the person it goes to.
    public let recipient: String?
    private let reply: OutboundReply
    private let limit: TextLimit?

    /// Begins a plan.
    ///
    /// - Parameters:
    ///   - reply: the reply.
    ///   - traits: what the provider can do.
    /// - Throws: `DeliveryFailure` when the route leads nowhere, or there are files the provider does not take.
    public init(_ reply: OutboundReply, by traits: ProviderTraits) throws(DeliveryFailure) {
        let route = reply.route
        guard let place = route.conversationKey.flatMap(ReplyPlace.init(key:)),
            OneLine.text(place.conversation) == place.conversation
        else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The ticket names no conversation that a reply could be posted into.",
                    "工单中没有可以发送回复的会话。"
                )
            )
        }
        try Self.check(reply.attachments, within: traits.outboundAttachmentBytes)
        guard !reply.text.isEmpty || !reply.attachments.isEmpty else {
            throw DeliveryFailure(.never, reason: Wording("The reply is empty.", "回复内容为空。"))
        }
        self.place = place
        self.reply = reply
        limit = traits.textLimit
        parentID = reply.threading.parentID.flatMap { OneLine.text($0) == $0 && !$0.isEmpty ? $0 : nil }
        recipient = route.target.map { $0.value }
    }

    /// The text in pieces within the provider's limit, behind what addresses the asker in a group.
    public func pieces(behind mention: String = "") -> [String] {
        let text = reply.text.utf8.contains(0) ? reply.text.replacing("\0", with: "") : reply.text
        guard !text.isEmpty else { return [] }
        return limit?.split(mention + text) ?? [mention + text]
    }

    /// The parts: texts first, then files.
    ///
    /// - Parameters:
    ///   - pieces: the pieces of text.
    ///   - body: the request that sends a piece, by its position.
    /// - Returns: the parts in their order.
    public func parts(of pieces: [String], body: (Int, String) -> JSONValue) -> [OutboundPart] {
        var parts = pieces.enumerated().map { position, piece in
            OutboundPart(
                index: position,
                destinations: [Self.tame(place.conversation)],
                mediaType: "application/json",
                body: body(position, piece).octets()
            )
        }
        for (number, file) in reply.attachments.enumerated() {
            let posting = FilePosting(
                conversation: Self.tame(place.conversation),
                thread: Self.tame(place.thread ?? ""),
                parentID: parts.isEmpty ? Self.tame(parentID ?? "") : "",
                name: Self.name(of: file, number)
            )
            parts.append(
                OutboundPart(
                    index: parts.count,
                    destinations: posting.destinations,
                    mediaType: Self.mediaType(of: file),
                    body: file.bytes
                )
            )
        }
        return parts
    }

    private static func check(
        _ files: [OutboundAttachment],
        within limit: Int64?
    ) throws(DeliveryFailure) {
        guard !files.isEmpty else { return }
        guard let limit else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "Files cannot be sent on this channel; put a link into the text.",
                    "此渠道不能发送文件；请在文字中附上链接。"
                )
            )
        }
        guard files.reduce(0, { $0 + Int64($1.bytes.count) }) <= limit else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The files are larger than the \(limit >> 20) MB that can be sent on this channel.",
                    "文件超过了此渠道 \(limit >> 20) MB 的限制。"
                )
            )
        }
        guard files.allSatisfy({ !$0.bytes.isEmpty }) else {
            throw DeliveryFailure(
                .never,
                reason: Wording("A file is empty; the provider takes none without content.", "有文件为空；服务商不接受空文件。")
            )
        }
    }

    /// Without marks that end a line or an address.
    private static func tame(_ text: String) -> String {
        OneLine.text(text).replacing("<", with: "(").replacing(">", with: ")")
    }

    private static func name(of file: OutboundAttachment, _ number: Int) -> String {
        let name = tame(OneLine.fileName(file.name)).replacing("\"", with: "'")
        return name.allSatisfy(\.isWhitespace) ? "file-\(number + 1)" : name
    }

    private static func mediaType(of file: OutboundAttachment) -> String {
        let isPlain = file.contentType.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3C && $0 != 0x3E }
        return isPlain && file.contentType.contains("/") ? file.contentType : "application/octet-stream"
    }
}

/// Where a file goes and what it is called there, as it stands in a part's destinations.
public struct FilePosting: Sendable, Hashable {
    /// The place it is posted into.
    public var conversation: String
    /// The thread within the place; empty where there is none.
    public var thread: String
    /// The message it answers; empty where it answers none.
    public var parentID: String
    /// The file's name.
    public var name: String

    /// Creates a posting.
    public init(conversation: String, thread: String, parentID: String, name: String) {
        self.conversation = conversation
        self.thread = thread
        self.parentID = parentID
        self.name = name
    }

    /// Reads a part's destinations; nil when the part is no file.
    public init?(_ part: OutboundPart) {
        guard part.destinations.count == 4 else { return nil }
        self.init(
            conversation: part.destinations[0],
            thread: part.destinations[1],
            parentID: part.destinations[2],
            name: part.destinations[3]
        )
    }

    /// What stands in a part.
    public var destinations: [String] { [conversation, thread, parentID, name] }
}
