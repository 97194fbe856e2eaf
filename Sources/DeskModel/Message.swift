public import ChannelKit

/// Any message in a ticket; inbound messages, replies and notes share one id space.
public enum Message {}

/// The id of an inbound message, reply or note.
public typealias MessageID = RecordID<Message>

/// What a customer, or a machine on their side, sent.
public struct InboundMessage: Sendable, Hashable, Codable {
    /// The id.
    public var id: MessageID
    /// The ticket it is in.
    public var ticket: TicketID
    /// The channel it came by.
    public var channel: ChannelID
    /// Names it within its channel.
    public var externalID: ExternalID
    /// The arrival it was read from.
    public var arrival: ArrivalID
    /// The identity that sent it; nil when there is none.
    public var sender: IdentityID?
    /// The contact that identity belonged to.
    public var contact: ContactID
    /// The sender's name as written.
    public var senderName: String
    /// The sender's address as written.
    public var senderAddress: String
    /// How far the sender is proven.
    public var authenticity: SenderAuthenticity
    /// Everybody it was addressed to.
    public var recipients: [EnvelopeRecipient]
    /// Its own subject line.
    public var subject: String?
    /// All readable words.
    public var text: String
    /// What the sender newly wrote.
    public var newText: String
    /// What is quoted; folded in the workspace.
    public var quotedText: String?
    /// Sanitized HTML markup.
    public var html: String?
    /// Files that came along.
    public var attachments: [AttachmentRecord]
    /// Answers to a form's fields.
    public var fields: [EnvelopeField]
    /// Why no person wrote it; nil when one did.
    public var automatic: AutomaticOrigin?
    /// The leg a reply to it goes by; nil when no reply is possible.
    public var leg: LegID?
    /// The provider's id, without angle brackets.
    public var messageID: String?
    /// Ids it names, nearest first: what it answers, then the discussion before.
    public var mentionedIDs: [String]
    /// The key of its conversation on the channel, so that a reply can join it.
    public var conversationKey: String?
    /// Why it is in this ticket.
    public var decision: DecisionTrace
    /// Guesses made while reading it.
    public var warnings: [Wording]
    /// When it happened, as the sender says; display only.
    public var occurredAt: Timestamp?
    /// When it was received.
    public var at: Timestamp
    /// Whether somebody of the desk wrote it in a place where customers write.
    public var isColleague: Bool
    /// When the words in force were written, once the sender has changed them.
    public var editedAt: Timestamp?
    /// Words that are not in force, oldest first: those before each change of the sender's.
    public var versions: [MessageVersion]
    /// That it was taken back; its words are for agents only then.
    public var deletion: MessageDeletion?
    /// Why its changes were taken so, oldest first.
    public var changes: [DecisionTrace]

    /// Creates a message that nobody has changed.
    public init(
        id: MessageID,
        ticket: TicketID,
        channel: ChannelID,
        externalID: ExternalID,
        arrival: ArrivalID,
        sender: IdentityID?,
        contact: ContactID,
        senderName: String,
        senderAddress: String,
        authenticity: SenderAuthenticity,
        recipients: [EnvelopeRecipient] = [],
        subject: String? = nil,
        text: String,
        newText: String,
        quotedText: String? = nil,
        html: String? = nil,
        attachments: [AttachmentRecord] = [],
        fields: [EnvelopeField] = [],
        automatic: AutomaticOrigin? = nil,
        leg: LegID? = nil,
        messageID: String? = nil,
        mentionedIDs: [String] = [],
        conversationKey: String? = nil,
        decision: DecisionTrace,
        warnings: [Wording] = [],
        occurredAt: Timestamp? = nil,
        at: Timestamp,
        isColleague: Bool = false,
        editedAt: Timestamp? = nil,
        versions: [MessageVersion] = [],
        deletion: MessageDeletion? = nil,
        changes: [DecisionTrace] = []
    ) {
        self.id = id
        self.ticket = ticket
        self.channel = channel
        self.externalID = externalID
        self.arrival = arrival
        self.sender = sender
        self.contact = contact
        self.senderName = senderName
        self.senderAddress = senderAddress
        self.authenticity = authenticity
        self.recipients = recipients
        self.subject = subject
        self.text = text
        self.newText = newText
        self.quotedText = quotedText
        self.html = html
        self.attachments = attachments
        self.fields = fields
        self.automatic = automatic
        self.leg = leg
        self.messageID = messageID
        self.mentionedIDs = mentionedIDs
        self.conversationKey = conversationKey
        self.decision = decision
        self.warnings = warnings
        self.occurredAt = occurredAt
        self.at = at
        self.isColleague = isColleague
        self.editedAt = editedAt
        self.versions = versions
        self.deletion = deletion
        self.changes = changes
    }
}

/// Words sent out by the desk.
///
/// Only a reply fits the outbox, so a note cannot leak.
public struct Reply: Sendable, Hashable, Codable {
    /// The id.
    public var id: MessageID
    /// The ticket it is in.
    public var ticket: TicketID
    /// Why it was sent.
    public var purpose: OutboundReply.Purpose
    /// Who wrote it.
    public var author: Actor
    /// The leg it leaves by.
    public var leg: LegID
    /// The channel it leaves by.
    public var channel: ChannelID
    /// The words.
    public var text: String
    /// Files that go along.
    public var attachments: [AttachmentRecord]
    /// The id it is known by outside, where that is fixed beforehand.
    public var messageID: String?
    /// The ids it names.
    public var mentionedIDs: [String]
    /// Further addresses that get it.
    public var copies: [String]
    /// Further addresses that get it unseen by the others.
    public var hiddenCopies: [String]
    /// When it was written.
    public var at: Timestamp

    /// Creates a reply.
    public init(
        id: MessageID,
        ticket: TicketID,
        purpose: OutboundReply.Purpose,
        author: Actor,
        leg: LegID,
        channel: ChannelID,
        text: String,
        attachments: [AttachmentRecord] = [],
        messageID: String? = nil,
        mentionedIDs: [String] = [],
        copies: [String] = [],
        hiddenCopies: [String] = [],
        at: Timestamp
    ) {
        self.id = id
        self.ticket = ticket
        self.purpose = purpose
        self.author = author
        self.leg = leg
        self.channel = channel
        self.text = text
        self.attachments = attachments
        self.messageID = messageID
        self.mentionedIDs = mentionedIDs
        self.copies = copies
        self.hiddenCopies = hiddenCopies
        self.at = at
    }
}

/// Words for colleagues only.
public struct Note: Sendable, Hashable, Codable {
    /// The id.
    public var id: MessageID
    /// The ticket it is in.
    public var ticket: TicketID
    /// Who wrote it.
    public var author: Actor
    /// The words.
    public var text: String
    /// When it was written.
    public var at: Timestamp

    /// Creates a note.
    public init(id: MessageID, ticket: TicketID, author: Actor, text: String, at: Timestamp) {
        self.id = id
        self.ticket = ticket
        self.author = author
        self.text = text
        self.at = at
    }
}

/// A file in a message: its name and type, and the digest its bytes are kept under.
public struct AttachmentRecord: Sendable, Hashable, Codable {
    /// The id, for its address.
    public var id: RecordID<AttachmentRecord>
    /// The file name without path.
    public var name: String
    /// The media type as declared; what is served is decided anew.
    public var contentType: String
    /// The number of bytes.
    public var size: Int
    /// The bytes' digest.
    public var blob: BlobDigest
    /// The id that `cid:` references use.
    public var contentID: String?
    /// Whether it is part of the text.
    public var isInline: Bool

    /// Creates a record.
    public init(
        id: RecordID<AttachmentRecord>,
        name: String,
        contentType: String,
        size: Int,
        blob: BlobDigest,
        contentID: String? = nil,
        isInline: Bool = false
    ) {
        self.id = id
        self.name = name
        self.contentType = contentType
        self.size = size
        self.blob = blob
        self.contentID = contentID
        self.isInline = isInline
    }
}

/// The SHA-256 of a blob's bytes, as 64 lower-case hexadecimal digits.
public struct BlobDigest: RawRepresentable, Sendable, Hashable, Codable {
    /// The digits.
    public let rawValue: String

    /// Wraps digits.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Why something was decided: the rule that fired and what it saw.
public struct DecisionTrace: Sendable, Hashable, Codable {
    /// The rule's stable name, such as `reply-token` or `new-matter`.
    public var rule: String
    /// What the rule saw, and which rules before it did not fire and why.
    public var evidence: [Evidence]

    /// Creates a trace.
    public init(rule: String, evidence: [Evidence] = []) {
        self.rule = rule
        self.evidence = evidence
    }
}

/// The id of a leg.
public typealias LegID = RecordID<Leg>

/// One channel's strand of a ticket: where a reply can go, and until when.
public struct Leg: Sendable, Hashable, Codable {
    /// The id.
    public var id: LegID
    /// The ticket.
    public var ticket: TicketID
    /// The channel a reply leaves by.
    public var channel: ChannelID
    /// Where it goes.
    public var route: ReplyRoute
    /// The name of the person there, for display.
    public var recipientName: String
    /// When the person last wrote on it.
    public var lastInboundAt: Timestamp

    /// Creates a leg.
    public init(
        id: LegID,
        ticket: TicketID,
        channel: ChannelID,
        route: ReplyRoute,
        recipientName: String,
        lastInboundAt: Timestamp
    ) {
        self.id = id
        self.ticket = ticket
        self.channel = channel
        self.route = route
        self.recipientName = recipientName
        self.lastInboundAt = lastInboundAt
    }
}
