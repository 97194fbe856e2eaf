import ChannelKit
import DeskModel

/// Staff accounts and teams.
struct AccountTable {
    let connection: Connection

    /// All accounts by name.
    func agents() throws -> [Agent] {
        try connection.all(
            "SELECT id, email, name, role, isEnabled, language, isLimited, createdAt FROM agent ORDER BY name, id",
            row: Self.decode
        )
    }

    /// The account with an id.
    func agent(_ id: AgentID) throws -> Agent? {
        try connection.first(
            "SELECT id, email, name, role, isEnabled, language, isLimited, createdAt FROM agent WHERE id = ?1",
            id,
            row: Self.decode
        )
    }

    /// An account with its password hash.
    func account(email: String) throws -> Account? {
        try connection.first(
            "SELECT id, email, name, role, isEnabled, language, isLimited, createdAt, passwordHash FROM agent WHERE email = ?1",
            email
        ) { row in
            let agent = try Self.decode(&row)
            return Account(agent: agent, passwordHash: try row.next())
        }
    }

    /// Makes an account, or gives back the one with that address.
    func add(_ agent: Agent) throws -> Agent {
        try connection.run(
            """
            INSERT INTO agent (id, email, name, role, isEnabled, language, passwordHash, createdAt, isLimited)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?8) ON CONFLICT (email) DO NOTHING
            """,
            agent.id,
            agent.email,
            agent.name,
            agent.role,
            agent.isEnabled,
            agent.language,
            agent.createdAt,
            agent.isLimited
        )
        return try account(email: agent.email)?.agent ?? agent
    }

    /// Enables or disables an account; disabling ends its sessions.
    func setEnabled(_ agent: AgentID, _ isEnabled: Bool) throws {
        try connection.run("UPDATE agent SET isEnabled = ?2 WHERE id = ?1", agent, isEnabled)
        if !isEnabled { try connection.run("DELETE FROM session WHERE agent = ?1", agent) }
    }

    /// Sets a password hash and ends the account's sessions: whoever sets it signs in anew.
    func setPassword(_ agent: AgentID, hash: String) throws {
        try connection.run("UPDATE agent SET passwordHash = ?2 WHERE id = ?1", agent, hash)
        try connection.run("DELETE FROM session WHERE agent = ?1", agent)
    }

    /// Sets what an account may do, and whether it is limited to its teams.
    func setRole(_ agent: AgentID, _ role: AgentRole, isLimited: Bool) throws {
        try connection.run("UPDATE agent SET role = ?2, isLimited = ?3 WHERE id = ?1", agent, role, isLimited)
    }

    /// Works out anew whose tickets the members of teams see.
    func remakeReach() throws {
        try connection.run("DELETE FROM teamReach")
        try connection.run("INSERT INTO teamReach (agent, team) SELECT agent, team FROM teamReachMade")
    }

    /// All teams by name.
    func teams() throws -> [Team] {
        try connection.all("SELECT id, name, parent FROM team ORDER BY name, id") {
            Team(id: try $0.next(), name: try $0.next(), parent: try $0.next())
        }
    }

    /// Adds or renames a team.
    func save(_ team: Team) throws {
        try connection.run(
            """
            INSERT INTO team (id, name, parent) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent
            """,
            team.id,
            team.name,
            team.parent
        )
        try remakeReach()
    }

    private static func decode(_ row: inout ResultRow) throws -> Agent {
        Agent(
            id: try row.next(),
            email: try row.next(),
            name: try row.next(),
            role: try row.next(),
            isEnabled: try row.next(),
            language: try row.next(),
            isLimited: try row.next(),
            createdAt: try row.next()
        )
    }
}
