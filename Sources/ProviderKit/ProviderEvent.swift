public import ChannelKit

/// One thing that happened at a provider, in words all providers share.
///
/// ``ProviderChannel`` turns it into an `InboundEnvelope`.
public struct ProviderEvent: Sendable, Hashable {
    /// Who did it.
    public struct Actor: Sendable, Hashable {
        /// The provider's id of the person, unique within ``space``.
        public var id: String
        /// The space the id is unique in, such as `slack:T123`; the identity's namespace.
        public var space: String
        /// The address that a reply would reach, where it is not the handle itself: a phone number for SMS and calls.
        public var identity: IdentityKey?
        /// The name as given; untrusted.
        public var name: String?
        /// Why the provider's word does not prove that they hold the address; nil where it does.
        public var doubt: String?
        /// What they are to the desk, where the provider says so.
        public var standing: SenderStanding
        /// Further addresses that the payload names as theirs, with who asserts them and whether they are verified.
        public var claims: [IdentityClaim]

        /// Creates an actor.
        public init(
            id: String,
            space: String,
            identity: IdentityKey? = nil,
            name: String? = nil,
            doubt: String? = nil,
            standing: SenderStanding = .customer,
            claims: [IdentityClaim] = []
        ) {
            self.id = id
            self.space = space
            self.identity = identity
            self.name = name
            self.doubt = doubt
            self.standing = standing
            self.claims = claims
        }
    }

    /// What happened.
    public var kind: EnvelopeKind
    /// The provider's id of the event or message, unique within the channel; it holds the provider's own id as a whole
    /// segment between colons, such as `C1:1700000000.1`.
    public var externalID: ExternalID
    /// When it happened, in the provider's words.
    public var occurredAt: Timestamp?
    /// The place it happened in, such as a room or a chat; a reply is posted there.
    public var conversation: String
    /// The thread within the place, where there are threads.
    public var thread: String?
    /// Who did it; nil for events of nobody's.
    public var actor: Actor?
    /// Whether others can read the place: then a ticket is per thread or per (room, sender), and a reply mentions the asker.
    public var isGroup: Bool
    /// The room's or group's name for display.
    public var conversationTitle: String?
    /// The provider's id of the message that later events, receipts and answers name; nil when it has none.
    public var messageID: String?
    /// The words.
    public var text: String
    /// The words as HTML, unsanitized, where the provider sends such.
    public var html: String?
    /// The ids of the messages it answers, changes, takes back or tells about, nearest first.
    public var regarding: [String]
    /// Files.
    public var attachments: [InboundAttachment]
    /// Why it was not written by a person, or was written by ourselves.
    public var automatic: AutomaticOrigin?
    /// News about messages we sent.
    public var news: [DeliveryNews]
    /// The sender's language as a BCP 47 tag.
    public var language: String?
    /// What was cut or guessed.
    public var warnings: [Wording]
    /// Facts for display and for the provider's own replies.
    public var metadata: [String: String]

    /// Creates an event.
    public init(
        kind: EnvelopeKind,
        externalID: ExternalID,
        occurredAt: Timestamp? = nil,
        conversation: String,
        thread: String? = nil,
        actor: Actor?,
        isGroup: Bool = false,
        conversationTitle: String? = nil,
        messageID: String? = nil,
        text: String = "",
        html: String? = nil,
        regarding: [String] = [],
        attachments: [InboundAttachment] = [],
        automatic: AutomaticOrigin? = nil,
        news: [DeliveryNews] = [],
        language: String? = nil,
        warnings: [Wording] = [],
        metadata: [String: String] = [:]
    ) {
        self.kind = kind
        self.externalID = externalID
        self.occurredAt = occurredAt
        self.conversation = conversation
        self.thread = thread
        self.actor = actor
        self.isGroup = isGroup
        self.conversationTitle = conversationTitle
        self.messageID = messageID
        self.text = text
        self.html = html
        self.regarding = regarding
        self.attachments = attachments
        self.automatic = automatic
        self.news = news
        self.language = language
        self.warnings = warnings
        self.metadata = metadata
    }
}
