public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// All accounts by name.
    public func agents() async throws -> [Agent] {
        try await read { try AccountTable(connection: $0).agents() }
    }

    /// An account by its normalized mail address, with its password hash.
    public func account(email: String) async throws -> Account? {
        try await read { try AccountTable(connection: $0).account(email: email) }
    }

    /// Makes an account, or gives back the one with that address.
    public func addAgent(_ agent: Agent) async throws -> Agent {
        try await writer.write(.change) { try AccountTable(connection: $0.connection).add(agent) }
    }

    /// Enables or disables an account; disabling ends its sessions.
    public func setEnabled(_ agent: AgentID, _ isEnabled: Bool, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) {
            try AuditedChange(context: $0, actor: actor, at: at).set(agent, isEnabled: isEnabled)
        }
    }

    /// Sets what an account may do, and whether it sees the tickets of its teams only.
    public func setRole(
        _ agent: AgentID,
        _ role: AgentRole,
        isLimited: Bool,
        actor: Actor,
        at: Timestamp
    ) async throws {
        try await writer.write(.change) {
            try AuditedChange(context: $0, actor: actor, at: at).set(agent, role, isLimited: isLimited)
        }
    }

    /// Sets a password hash and ends the account's sessions.
    public func setPassword(_ agent: AgentID, hash: String, at: Timestamp) async throws {
        try await writer.write(.change) { context in
            try AccountTable(connection: context.connection).setPassword(agent, hash: hash)
            let entry = AuditEntry(
                actor: .agent(agent),
                action: .agentPassword,
                object: "agent:\(agent)",
                at: at
            )
            try AuditTable(context: context).add(entry)
        }
    }

    /// Keeps a one-time token for a purpose.
    public func addToken(digest: String, purpose: String, expiresAt: Timestamp) async throws {
        try await writer.write(.change) {
            try SessionTable(connection: $0.connection).addToken(digest, purpose: purpose, expiresAt: expiresAt)
        }
    }

    /// What a token is for.
    public func tokenPurpose(digest: String, at: Timestamp) async throws -> String? {
        try await read { try SessionTable(connection: $0).purpose(of: digest, at: at) }
    }

    /// Uses a token up.
    public func consumeToken(digest: String, at: Timestamp) async throws -> String? {
        try await writer.write(.change) { try SessionTable(connection: $0.connection).consume(digest, at: at) }
    }

    /// Starts a session.
    public func addSession(_ session: Session) async throws {
        try await writer.write(.change) { try SessionTable(connection: $0.connection).add(session) }
    }

    /// The session with that digest and its agent, if neither is at its end; notes its use at most once a minute.
    public func session(digest: String, at now: Timestamp) async throws -> (Session, Agent)? {
        let found = try await read { try SessionTable(connection: $0).session(digest, at: now) }
        guard let found else { return nil }
        if now.rawValue - found.0.lastUsedAt.rawValue >= SessionTable.noteInterval {
            try await writer.write(.other) { try SessionTable(connection: $0.connection).noteUse(of: digest, at: now) }
        }
        return found
    }

    /// Ends a session.
    public func endSession(digest: String) async throws {
        try await writer.write(.change) { try SessionTable(connection: $0.connection).end(digest) }
    }

    /// All teams.
    public func teams() async throws -> [Team] { try await read { try AccountTable(connection: $0).teams() } }

    /// Adds or renames a team.
    public func saveTeam(_ team: Team, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { context in
            try AccountTable(connection: context.connection).save(team)
            try AuditTable(context: context)
                .add(AuditEntry(actor: actor, action: .teamSaved, object: "team:\(team.id)", at: at))
        }
    }

    /// Writes an audit entry.
    public func audit(_ entry: AuditEntry) async throws {
        try await writer.write(.other) { try AuditTable(context: $0).add(entry) }
    }
}
