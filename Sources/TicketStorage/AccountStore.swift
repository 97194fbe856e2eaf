public import ChannelKit
public import DeskModel

/// Staff accounts, their sign-ins, and one-time links.
///
/// Tokens are kept as SHA-256 digests only.
public protocol AccountStore: Sendable {
    /// All accounts by name.
    func agents() async throws -> [Agent]

    /// An account by its normalized mail address, with its password hash.
    func account(email: String) async throws -> Account?

    /// Makes an account, or gives back the one with that address.
    func addAgent(_ agent: Agent) async throws -> Agent

    /// Enables or disables an account; disabling ends its sessions.
    func setEnabled(_ agent: AgentID, _ isEnabled: Bool, actor: Actor, at: Timestamp) async throws

    /// Sets what an account may do, and whether it sees the tickets of its teams only; an admin is never limited.
    func setRole(_ agent: AgentID, _ role: AgentRole, isLimited: Bool, actor: Actor, at: Timestamp) async throws

    /// Sets a password hash and ends the account's other sessions.
    func setPassword(_ agent: AgentID, hash: String, at: Timestamp) async throws

    /// Keeps a one-time token for a purpose (`set-up:{agent}`).
    func addToken(digest: String, purpose: String, expiresAt: Timestamp) async throws

    /// What a token is for, if it is known and not expired.
    func tokenPurpose(digest: String, at: Timestamp) async throws -> String?

    /// Uses a token up: of any number of callers exactly one gets its purpose.
    func consumeToken(digest: String, at: Timestamp) async throws -> String?

    /// Starts a session.
    func addSession(_ session: Session) async throws

    /// The session with that digest and its agent, if neither is at its end; notes that it was used, at most once a minute.
    func session(digest: String, at: Timestamp) async throws -> (Session, Agent)?

    /// Ends a session.
    func endSession(digest: String) async throws

    /// All teams.
    func teams() async throws -> [Team]

    /// Adds or renames a team.
    func saveTeam(_ team: Team, actor: Actor, at: Timestamp) async throws

    /// Writes an audit entry; entries are only ever added.
    func audit(_ entry: AuditEntry) async throws
}

/// An account with what proves its password.
public struct Account: Sendable, Hashable {
    /// The agent.
    public var agent: Agent
    /// The encoded argon2id hash; nil until the set-up link was used.
    public var passwordHash: String?

    /// Creates an account.
    public init(agent: Agent, passwordHash: String?) {
        self.agent = agent
        self.passwordHash = passwordHash
    }
}

/// A signed-in browser.
public struct Session: Sendable, Hashable {
    /// SHA-256 of the cookie's value, hexadecimal.
    public var digest: String
    /// Who is signed in.
    public var agent: AgentID
    /// The secret behind the session's form tokens.
    public var formSecret: String
    /// When it began.
    public var createdAt: Timestamp
    /// When it was last used.
    public var lastUsedAt: Timestamp
    /// When it ends at the latest.
    public var expiresAt: Timestamp
    /// The browser's own name, for the list of sessions; bounded.
    public var userAgent: String
    /// The address it was started from.
    public var address: String
    /// How its account stands to the second step; worked out at each reading.
    public var secondStep: SecondStepState

    /// What the session is called in lists and forms: enough of the digest to be the only one, and of no use as a cookie.
    public var reference: String { String(digest.prefix(32)) }

    /// Creates a session.
    public init(
        digest: String,
        agent: AgentID,
        formSecret: String,
        createdAt: Timestamp,
        lastUsedAt: Timestamp,
        expiresAt: Timestamp,
        userAgent: String,
        address: String = "",
        secondStep: SecondStepState = .off
    ) {
        self.digest = digest
        self.agent = agent
        self.formSecret = formSecret
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.userAgent = userAgent
        self.address = address
        self.secondStep = secondStep
    }
}

/// Something done to the installation or an account.
public struct AuditEntry: Sendable, Hashable {
    /// Who did it.
    public var actor: Actor
    /// What, by the code of an ``AuditAction``, such as `agent.disabled`; a later version may have written another.
    public var action: String
    /// To what.
    public var object: String
    /// Further facts; never a secret or a body.
    public var detail: String
    /// When.
    public var at: Timestamp

    /// Creates an entry.
    public init(actor: Actor, action: AuditAction, object: String, detail: String = "", at: Timestamp) {
        self.init(actor: actor, code: action.rawValue, object: object, detail: detail, at: at)
    }

    init(actor: Actor, code action: String, object: String, detail: String, at: Timestamp) {
        self.actor = actor
        self.action = action
        self.object = object
        self.detail = detail
        self.at = at
    }
}
