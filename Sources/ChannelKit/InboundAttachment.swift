/// A file that came with an envelope.
///
/// Its name and type are the sender's say.
public struct InboundAttachment: Sendable, Hashable, Codable {
    /// Where the bytes are.
    public enum Content: Sendable, Hashable, Codable {
        /// At hand.
        case bytes([UInt8])
        /// To be fetched with `AttachmentFetching`; the handle means something to the adapter alone.
        case handle(String)
    }

    /// The file name without any path; empty when there is none.
    public var name: String
    /// The media type as declared.
    public var contentType: String
    /// The bytes or where to get them.
    public var content: Content
    /// The id that `cid:` references in the HTML use, without angle brackets.
    public var contentID: String?
    /// Whether it is part of the text rather than a file beside it.
    public var isInline: Bool

    /// Creates an attachment.
    public init(
        name: String,
        contentType: String,
        content: Content,
        contentID: String? = nil,
        isInline: Bool = false
    ) {
        self.name = name
        self.contentType = contentType
        self.content = content
        self.contentID = contentID
        self.isInline = isInline
    }
}

/// News about something we sent: a bounce, a receipt, a complaint.
public struct DeliveryNews: Sendable, Hashable, Codable {
    /// What happened to it.
    public enum Outcome: String, Sendable, Hashable, Codable {
        /// It will not arrive.
        case failed
        /// It is late; the sender's server goes on trying.
        case delayed
        /// It reached the recipient's side.
        case delivered
        /// The recipient has seen it.
        case read
        /// The recipient complains about having got it.
        case complained
    }

    /// The id of the message it speaks of: our Message-ID or the provider's id; nil when it names none.
    public var messageID: String?
    /// Which of the message's parts it speaks of, where something that only we can make carried that back; nil is any.
    public var part: Int?
    /// The envelope sender of ours that it came back to, where each part has its own; nothing else knows it.
    public var origin: String?
    /// The recipient it speaks of, as the news names them.
    public var recipient: IdentityKey?
    /// What happened.
    public var outcome: Outcome
    /// An enhanced status code such as `5.1.1`, or the provider's error number.
    public var code: String?
    /// The other side's words, or what they mean, for the agent; bounded to 1,000 characters.
    public var detail: Wording

    /// Creates news.
    public init(
        messageID: String?,
        part: Int? = nil,
        origin: String? = nil,
        recipient: IdentityKey? = nil,
        outcome: Outcome,
        code: String? = nil,
        detail: Wording
    ) {
        self.messageID = messageID
        self.part = part
        self.origin = origin
        self.recipient = recipient
        self.outcome = outcome
        self.code = code
        self.detail = detail
    }
}
