/// A normalized arrival: what somebody said, to whom, and the neutral facts that tell where it belongs.
///
/// Not yet a message.
///
/// An adapter's `normalize` is a pure function from one arrival to envelopes, so that replaying the journal gives the same
/// envelopes. The core reads nothing of a channel but these fields.
public struct InboundEnvelope: Sendable, Hashable, Codable {
    /// Names the envelope within its channel: providers batch the same event differently when they try again.
    public var externalID: ExternalID
    /// Names the message by what it holds, so that a copy which comes by another channel has the same name; nil where only one
    /// channel can bring it.
    ///
    /// Where it is set, ``externalID`` is the same text.
    public var contentName: String?
    /// What happened.
    public var kind: EnvelopeKind
    /// When it happened as the other side says; for display, and for the order of one message's changes, never else.
    public var occurredAt: Timestamp?
    /// Who speaks.
    public var sender: EnvelopeSender
    /// Everybody it was addressed to, ourselves included.
    public var recipients: [EnvelopeRecipient]
    /// The subject line, where the channel has one.
    public var subject: String?
    /// All readable words.
    public var text: String
    /// What the sender newly wrote, where that could be told from what is quoted; equals ``text`` otherwise.
    public var newText: String
    /// What is quoted below or around the new words.
    public var quotedText: String?
    /// Sanitized HTML markup, as `MessageText` made it.
    public var html: String?
    /// Files that came along.
    public var attachments: [InboundAttachment]
    /// Facts that tell which ticket the envelope belongs to.
    public var threading: ThreadingFacts
    /// Where a reply to it would go.
    public var replyRoute: ReplyRoute
    /// Set when no person wrote this just now: it is never answered automatically and never opens or reopens a ticket.
    public var automatic: AutomaticOrigin?
    /// Why an agent must look at it before it becomes a message (a trap only machines fall into); nil when nobody need.
    public var suspicion: Wording?
    /// What it asks of the desk.
    public var followUp: FollowUp
    /// The message of somebody else that it forwards, as far as it says; nothing proves what it says.
    public var forwarded: ForwardedOriginal?
    /// What it reports about messages we sent.
    public var news: [DeliveryNews]
    /// Answers to a form's fields by field name, in form order.
    public var fields: [EnvelopeField]
    /// The language the sender uses as a BCP 47 tag, where the channel knows it.
    public var language: String?
    /// Shown beside the message in the workspace: guesses made and parts cut while reading it.
    public var warnings: [Wording]
    /// Facts of the provider, for display and for the adapter's own replies; the core never reads them.
    public var providerMetadata: [String: String]

    /// Creates an envelope; everything beyond who, what and where to reply starts empty.
    public init(
        externalID: ExternalID,
        contentName: String? = nil,
        kind: EnvelopeKind = .message,
        occurredAt: Timestamp? = nil,
        sender: EnvelopeSender,
        recipients: [EnvelopeRecipient] = [],
        subject: String? = nil,
        text: String,
        newText: String? = nil,
        quotedText: String? = nil,
        html: String? = nil,
        attachments: [InboundAttachment] = [],
        threading: ThreadingFacts = ThreadingFacts(),
        replyRoute: ReplyRoute,
        automatic: AutomaticOrigin? = nil,
        suspicion: Wording? = nil,
        followUp: FollowUp = .answer,
        news: [DeliveryNews] = [],
        fields: [EnvelopeField] = [],
        language: String? = nil,
        warnings: [Wording] = [],
        providerMetadata: [String: String] = [:],
        forwarded: ForwardedOriginal? = nil
    ) {
        self.externalID = externalID
        self.contentName = contentName
        self.kind = kind
        self.occurredAt = occurredAt
        self.sender = sender
        self.recipients = recipients
        self.subject = subject
        self.text = text
        self.newText = newText ?? text
        self.quotedText = quotedText
        self.html = html
        self.attachments = attachments
        self.threading = threading
        self.replyRoute = replyRoute
        self.automatic = automatic
        self.suspicion = suspicion
        self.followUp = followUp
        self.news = news
        self.forwarded = forwarded
        self.fields = fields
        self.language = language
        self.warnings = warnings
        self.providerMetadata = providerMetadata
    }
}

/// What an envelope tells of.
///
/// Only `message` and `call` reach a ticket as somebody's words; `edit` and `delete` change a message that did.
public enum EnvelopeKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Somebody wrote something.
    case message
    /// Somebody changed what they wrote: `threading.parentIDs` names the message first, by its `threading.messageID`; the words
    /// are those in force afterwards, and `occurredAt` tells when it was changed.
    case edit
    /// Somebody took back what they wrote; it names the message as an edit does.
    case delete
    /// News about something we sent.
    case receipt
    /// A sign in place of words.
    case reaction
    /// A telephone call.
    case call
    /// The provider speaking about the conversation.
    case system
}

/// One answer to a form.
public struct EnvelopeField: Sendable, Hashable, Codable {
    /// The field's name from the configuration.
    public var name: String
    /// What the sender was asked.
    public var label: String
    /// What they answered.
    public var value: String

    /// Creates an answer.
    public init(name: String, label: String, value: String) {
        self.name = name
        self.label = label
        self.value = value
    }
}

/// Why a message was not written by a person just now.
public enum AutomaticOrigin: String, Sendable, Hashable, Codable {
    /// An out-of-office notice or another automatic answer (RFC 3834).
    case autoReply
    /// A message could not be delivered.
    case bounce
    /// News of a delay, a delivery or a disposition.
    case deliveryNotice
    /// A complaint about mail we sent (RFC 5965).
    case feedbackReport
    /// Mailing-list or bulk traffic.
    case bulk
    /// Something this desk itself sent, come back.
    case ownEcho
}
