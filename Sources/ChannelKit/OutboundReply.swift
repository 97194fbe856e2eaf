/// Words that leave the desk: a reply, an acknowledgment or a notice, before the channel has given them a form.
///
/// Everything that must be the same at every attempt (id, date, references) is decided before and handed in.
public struct OutboundReply: Sendable, Hashable, Codable {
    /// Why it is sent.
    public enum Purpose: String, Sendable, Hashable, Codable {
        /// An agent's words.
        case reply
        /// An automatic "we have it".
        case acknowledgment
        /// An automatic message about the ticket.
        case notice
        /// An automatic message to an agent of the desk.
        case staffNotice = "staff-notice"
    }

    /// A stable key of this reply, the same over every attempt: 1 to 64 of `A-Z a-z 0-9 - _`.
    public var key: String
    /// Why it is sent.
    public var purpose: Purpose
    /// The ticket's number, for the subject.
    public var ticketNumber: Int
    /// The subject without prefix or number.
    public var subject: String
    /// The words.
    public var text: String
    /// The name shown as the sender's; nil is the channel's own.
    public var authorName: String?
    /// Where it goes.
    public var route: ReplyRoute
    /// The name of the person it goes to.
    public var recipientName: String?
    /// Further mail addresses in copy, as written.
    public var copies: [String]
    /// Further mail addresses that get it unseen by the others, as written.
    public var hiddenCopies: [String] = []
    /// Files that go along.
    public var attachments: [OutboundAttachment]
    /// The ids that make it part of its thread.
    public var threading: OutboundThreading
    /// The message it answers, quoted below the reply where the channel does that; only ever from the same leg.
    public var quoted: QuotedMessage?
    /// The language of generated words as a BCP 47 tag.
    public var language: String?
    /// The template it leaves by; nil is the words as they are.
    public var template: TemplateUse?

    /// Creates a reply.
    public init(
        key: String,
        purpose: Purpose = .reply,
        ticketNumber: Int,
        subject: String,
        text: String,
        authorName: String? = nil,
        route: ReplyRoute,
        recipientName: String? = nil,
        copies: [String] = [],
        attachments: [OutboundAttachment] = [],
        threading: OutboundThreading,
        quoted: QuotedMessage? = nil,
        language: String? = nil,
        template: TemplateUse? = nil
    ) {
        self.key = key
        self.purpose = purpose
        self.ticketNumber = ticketNumber
        self.subject = subject
        self.text = text
        self.authorName = authorName
        self.route = route
        self.recipientName = recipientName
        self.copies = copies
        self.attachments = attachments
        self.threading = threading
        self.quoted = quoted
        self.language = language
        self.template = template
    }
}

/// The ids and times that make a reply part of its thread, fixed before the first attempt.
public struct OutboundThreading: Sendable, Hashable, Codable {
    /// Our own unguessable local part of the message's id, to which a mail channel adds its domain.
    public var messageToken: String
    /// When the reply was written.
    public var date: Timestamp
    /// The id it answers.
    public var parentID: String?
    /// The ids of the discussion before, oldest first, the parent included.
    public var ancestorIDs: [String]
    /// The signed token a recipient address carries so that the answer finds its ticket.
    public var replyToken: String
    /// The conversation's key on the channel, as inbound envelopes carry it (Outlook's thread root for mail).
    public var conversationKey: String?

    /// Creates threading facts.
    public init(
        messageToken: String,
        date: Timestamp,
        parentID: String? = nil,
        ancestorIDs: [String] = [],
        replyToken: String,
        conversationKey: String? = nil
    ) {
        self.messageToken = messageToken
        self.date = date
        self.parentID = parentID
        self.ancestorIDs = ancestorIDs
        self.replyToken = replyToken
        self.conversationKey = conversationKey
    }
}

/// A file that leaves with a reply.
public struct OutboundAttachment: Sendable, Hashable, Codable {
    /// The file name without any path.
    public var name: String
    /// The media type.
    public var contentType: String
    /// The bytes.
    public var bytes: [UInt8]

    /// Creates an attachment.
    public init(name: String, contentType: String, bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
    }
}

/// The message a reply answers, for quoting.
public struct QuotedMessage: Sendable, Hashable, Codable {
    /// Who wrote it, for display.
    public var author: String
    /// When it was written.
    public var at: Timestamp
    /// Its words.
    public var text: String

    /// Creates a quotation.
    public init(author: String, at: Timestamp, text: String) {
        self.author = author
        self.at = at
        self.text = text
    }
}
