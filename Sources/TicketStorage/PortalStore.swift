public import ChannelKit
public import DeskModel

/// What customers see and do by themselves: signing in by a one-time link, and their own requests.
///
/// Every question names the identity that is signed in, and is answered for the person behind it as things stand at that
/// moment: what a merge brought together is seen, what its undoing took apart is not. Of that person only identities that
/// are proven count; a shared address counts for itself alone, and brings nothing but what was written from it and to it.
public protocol PortalStore: Sendable {
    /// Where a sign-in link for an address would go; nil when the address is unknown or blocked.
    func signInTarget(of key: IdentityKey) async throws -> SignInTarget?

    /// Where a sign-in link for an identity would go; nil when there is none or it is blocked.
    func signInTarget(of identity: IdentityID) async throws -> SignInTarget?

    /// Keeps a one-time token that signs an identity in.
    func addSignInToken(digest: String, identity: IdentityID, expiresAt: Timestamp) async throws

    /// Whether a token still signs somebody in; leaves it unused.
    func isSignInToken(digest: String, at: Timestamp) async throws -> Bool

    /// Uses a sign-in token up: proves its identity by it, and starts a session.
    ///
    /// Of any number of callers exactly one succeeds. The identity's other links are void with it.
    ///
    /// - Parameters:
    ///   - digest: the token's digest.
    ///   - at: now.
    ///   - session: makes the session to start.
    /// - Returns: the identity; nil when the token is unknown, used, expired, or its identity is blocked.
    /// - Throws: ``StorageError``.
    func signIn(
        token digest: String,
        at: Timestamp,
        session: @escaping @Sendable (IdentityID) -> CustomerSession
    ) async throws -> Identity?

    /// The session with that digest and who it stands for, if it is not at its end; notes its use at most once a minute.
    func customerSession(digest: String, at: Timestamp) async throws -> (CustomerSession, Customer)?

    /// Ends a session.
    func endCustomerSession(digest: String) async throws

    /// A page of somebody's requests, the newest first.
    func requestPage(
        of identity: IdentityID,
        at: Timestamp,
        after: PageCursor?,
        limit: Int
    ) async throws -> Page<CustomerRequestSummary>

    /// A request by number with what its customer may see of it; a merged one gives the one it was merged into.
    ///
    /// Nil when there is none, and just as well when it is somebody else's.
    func request(number: Int, of identity: IdentityID, at: Timestamp) async throws -> CustomerRequest?
}

/// Where a sign-in link goes.
public struct SignInTarget: Sendable, Hashable {
    /// The identity that the link proves.
    public var identity: Identity
    /// The leg that words to it last went or came by; nil when there is none.
    public var leg: Leg?

    /// Creates a target.
    public init(identity: Identity, leg: Leg?) {
        self.identity = identity
        self.leg = leg
    }
}

/// A customer's signed-in browser.
public struct CustomerSession: Sendable, Hashable {
    /// SHA-256 of the cookie's value, hexadecimal.
    public var digest: String
    /// Who is signed in.
    public var identity: IdentityID
    /// The secret behind the session's form tokens.
    public var formSecret: String
    /// When it began.
    public var createdAt: Timestamp
    /// When it was last used.
    public var lastUsedAt: Timestamp
    /// When it ends at the latest.
    public var expiresAt: Timestamp

    /// Creates a session.
    public init(
        digest: String,
        identity: IdentityID,
        formSecret: String,
        createdAt: Timestamp,
        lastUsedAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.digest = digest
        self.identity = identity
        self.formSecret = formSecret
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
    }
}

/// Who is signed in at the portal.
public struct Customer: Sendable, Hashable {
    /// The identity that was proven.
    public var identity: Identity
    /// The name of the contact that holds it; may be empty.
    public var name: String

    /// Creates a customer.
    public init(identity: Identity, name: String) {
        self.identity = identity
        self.name = name
    }
}

/// A request as a line of its customer's list.
public struct CustomerRequestSummary: Sendable, Hashable {
    /// The ticket's number.
    public var number: Int
    /// What it is about.
    public var subject: String
    /// Where it stands.
    public var status: TicketStatus
    /// When it was opened.
    public var openedAt: Timestamp
    /// When the last message came that its customer may see.
    public var lastAt: Timestamp

    /// Creates a line.
    public init(number: Int, subject: String, status: TicketStatus, openedAt: Timestamp, lastAt: Timestamp) {
        self.number = number
        self.subject = subject
        self.status = status
        self.openedAt = openedAt
        self.lastAt = lastAt
    }
}

/// A ticket as its customer sees it.
///
/// There is no room in it for a note, for somebody else's message, or for a colleague's address.
public struct CustomerRequest: Sendable, Hashable {
    /// The ticket.
    public var ticket: TicketID
    /// Its number.
    public var number: Int
    /// What it is about.
    public var subject: String
    /// Where it stands.
    public var status: TicketStatus
    /// When it was opened.
    public var openedAt: Timestamp
    /// Counts changes; a change names the version it was made on.
    public var version: Int
    /// Its messages, oldest first.
    public var entries: [CustomerRequestEntry]
    /// The ways that lead back to the customer, the address that is signed in first, then the one last used.
    public var ways: [Leg]

    /// Creates a request.
    public init(
        ticket: TicketID,
        number: Int,
        subject: String,
        status: TicketStatus,
        openedAt: Timestamp,
        version: Int,
        entries: [CustomerRequestEntry],
        ways: [Leg]
    ) {
        self.ticket = ticket
        self.number = number
        self.subject = subject
        self.status = status
        self.openedAt = openedAt
        self.version = version
        self.entries = entries
        self.ways = ways
    }
}

/// One message as a customer sees it.
public enum CustomerRequestEntry: Sendable, Hashable {
    /// The customer's own words.
    case own(OwnWords)
    /// The desk's answer to them.
    case answer(DeskAnswer)
    /// Something came in the customer's name that nothing proves; what it says is not shown.
    case withheld(at: Timestamp)

    /// What a customer wrote.
    public struct OwnWords: Sendable, Hashable {
        /// The message.
        public var id: MessageID
        /// When it came.
        public var at: Timestamp
        /// What was newly written, without what it quoted.
        public var text: String
        /// Files that came along.
        public var files: [AttachmentRecord]
        /// Whether it is proven that the customer wrote it.
        ///
        /// Without proof only what opened a request is shown, and what came with the request's signed reply address.
        public var isProven: Bool

        /// Creates words.
        public init(id: MessageID, at: Timestamp, text: String, files: [AttachmentRecord], isProven: Bool) {
            self.id = id
            self.at = at
            self.text = text
            self.files = files
            self.isProven = isProven
        }
    }

    /// What the desk answered.
    public struct DeskAnswer: Sendable, Hashable {
        /// The reply.
        public var id: MessageID
        /// When it was written.
        public var at: Timestamp
        /// The name of the agent who wrote it; nil when no agent did.
        public var author: String?
        /// The words.
        public var text: String
        /// Files that went along.
        public var files: [AttachmentRecord]

        /// Creates an answer.
        public init(id: MessageID, at: Timestamp, author: String?, text: String, files: [AttachmentRecord]) {
            self.id = id
            self.at = at
            self.author = author
            self.text = text
            self.files = files
        }
    }
}
