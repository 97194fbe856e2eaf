public import ChannelKit

/// The id of an API token.
public typealias APITokenID = RecordID<APIToken>

/// What lets a program in: scopes, and who it acts for.
///
/// The token itself is random text that is shown once; only its digest and its first characters are kept.
public struct APIToken: Sendable, Hashable {
    /// The longest name, in characters.
    public static let maximumName = 60
    /// How many may hold at the same time.
    public static let maximumCount = 200

    /// Who a program acts for.
    public enum Holder: Sendable, Hashable {
        /// An agent: the token can do no more than its account, and nothing once the account is disabled.
        case agent(AgentID)
        /// The program itself, under the token's name.
        case service
    }

    /// The id.
    public var id: APITokenID
    /// What the admins call it; the name of a service.
    public var name: String
    /// The token's first characters, by which it is recognized in lists.
    public var prefix: String
    /// What it may do.
    public var scopes: Set<APIScope>
    /// Who it acts for.
    public var holder: Holder
    /// The token that made it, with which it ends; nil when an admin made it.
    public var maker: APITokenID?
    /// When it was made.
    public var createdAt: Timestamp
    /// When it ends by itself; nil is never.
    public var expiresAt: Timestamp?
    /// When it was last used, to the minute; nil is never.
    public var lastUsedAt: Timestamp?
    /// When it was revoked; nil while it holds.
    public var revokedAt: Timestamp?

    /// Creates a token that was never used.
    public init(
        id: APITokenID,
        name: String,
        prefix: String,
        scopes: Set<APIScope>,
        holder: Holder,
        maker: APITokenID? = nil,
        createdAt: Timestamp,
        expiresAt: Timestamp? = nil,
        lastUsedAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.prefix = prefix
        self.scopes = scopes
        self.holder = holder
        self.maker = maker
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }

    /// Whether it opens anything at a time.
    public func isLive(at now: Timestamp) -> Bool { revokedAt == nil && expiresAt.map { now < $0 } ?? true }

    /// Who a change made with it is by.
    public var actor: Actor {
        switch holder {
        case .agent(let id): .agent(id)
        case .service: .service(name)
        }
    }
}

/// A part of the API that a token may use.
public enum APIScope: String, Sendable, Hashable, CaseIterable {
    /// Read tickets, their messages, files and events, and search.
    case readTickets = "tickets:read"
    /// Open, answer and change tickets; send again or take back what leaves.
    case writeTickets = "tickets:write"
    /// Read people and their addresses.
    case readContacts = "contacts:read"
    /// Add people and addresses, merge and separate them.
    case writeContacts = "contacts:write"
    /// Read what the desk is made of: agents, teams, channels, intake and outbox, and what admins have set up.
    case readDesk = "desk:read"
    /// Run the desk and set it up: sending, accounts, teams, organizations, the knowledge base and what tickets are asked;
    /// and take in, export and erase people.
    case admin

    /// Whether an account of that role may be given it.
    public func isOpen(to role: AgentRole) -> Bool {
        switch self {
        case .readTickets, .readContacts, .readDesk: true
        case .writeTickets, .writeContacts: role.mayChangeTickets
        case .admin: role == .admin
        }
    }
}
