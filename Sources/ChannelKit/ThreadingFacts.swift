/// What an envelope says about where it belongs, in words that every channel shares.
///
/// All of it is the sender's say: the core decides what to believe.
public struct ThreadingFacts: Sendable, Hashable, Codable {
    /// The provider's id of this message (mail: the Message-ID without angle brackets); nil when there is none.
    public var messageID: String?
    /// Ids this message directly answers, nearest first.
    public var parentIDs: [String]
    /// Ids of the discussion before, nearest first.
    public var ancestorIDs: [String]
    /// Signed tokens found in recipient addresses (the part behind `+`), unverified.
    public var recipientTokens: [String]
    /// Signed markers found in the body, unverified.
    public var bodyMarkers: [String]
    /// The key of the conversation (chat room and thread; Outlook's thread root), equal for all of its messages.
    public var conversationKey: String?
    /// Whether a conversation is a sitting that ends when its ticket is solved (chat), rather than a thread of record (mail).
    public var conversationEndsWhenSolved: Bool
    /// A ticket number found in the subject; a hint only.
    public var subjectNumber: Int?

    /// Creates facts; all start empty.
    public init(
        messageID: String? = nil,
        parentIDs: [String] = [],
        ancestorIDs: [String] = [],
        recipientTokens: [String] = [],
        bodyMarkers: [String] = [],
        conversationKey: String? = nil,
        conversationEndsWhenSolved: Bool = false,
        subjectNumber: Int? = nil
    ) {
        self.messageID = messageID
        self.parentIDs = parentIDs
        self.ancestorIDs = ancestorIDs
        self.recipientTokens = recipientTokens
        self.bodyMarkers = bodyMarkers
        self.conversationKey = conversationKey
        self.conversationEndsWhenSolved = conversationEndsWhenSolved
        self.subjectNumber = subjectNumber
    }
}

/// Where a reply to an envelope would go.
public struct ReplyRoute: Sendable, Hashable, Codable {
    /// The channel a reply leaves by; nil is the channel the envelope came by.
    public var channel: ChannelID?
    /// The address a reply goes to; nil when no reply is possible.
    public var target: IdentityKey?
    /// The target as written, for sending to it.
    public var address: String
    /// The conversation a reply is posted into, where the channel has such.
    public var conversationKey: String?
    /// Until when the provider takes a reply; nil when it always does.
    public var openUntil: Timestamp?
    /// The name of the room whose members all read a reply; nil when only the target does.
    public var audience: String?

    /// Creates a route.
    public init(
        channel: ChannelID? = nil,
        target: IdentityKey?,
        address: String,
        conversationKey: String? = nil,
        openUntil: Timestamp? = nil,
        audience: String? = nil
    ) {
        self.channel = channel
        self.target = target
        self.address = address
        self.conversationKey = conversationKey
        self.openUntil = openUntil
        self.audience = audience
    }
}
