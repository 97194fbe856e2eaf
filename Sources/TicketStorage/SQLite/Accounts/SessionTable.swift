import ChannelKit
import DeskModel

/// Sessions and one-time tokens, by digest.
struct SessionTable {
    /// How often a session's last use is written at the most, in milliseconds.
    static let noteInterval: Int64 = 60_000

    let connection: Connection

    /// Starts a session.
    func add(_ session: Session) throws {
        try connection.run(
            """
            INSERT INTO session (digest, agent, formSecret, createdAt, lastUsedAt, expiresAt, userAgent, address)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            session.digest,
            session.agent,
            session.formSecret,
            session.createdAt,
            session.lastUsedAt,
            session.expiresAt,
            String(session.userAgent.prefix(300)),
            String(session.address.prefix(100))
        )
    }

    /// The session with a digest and its agent, if neither is at its end.
    func session(_ digest: String, at now: Timestamp) throws -> (Session, Agent)? {
        let session = try connection.first(
            """
            SELECT digest, agent, formSecret, createdAt, lastUsedAt, expiresAt, userAgent, address,
                CASE WHEN EXISTS (SELECT 1 FROM secondStep s WHERE s.agent = session.agent AND s.confirmedAt IS NOT NULL)
                    THEN 'on'
                WHEN EXISTS (SELECT 1 FROM agent a JOIN secondStepRole r ON r.role = a.role WHERE a.id = session.agent)
                    THEN 'missing'
                ELSE 'off' END
            FROM session WHERE digest = ?1 AND expiresAt > ?2
            """,
            digest,
            now,
            row: Self.decode
        )
        guard let session, let agent = try AccountTable(connection: connection).agent(session.agent),
            agent.isEnabled
        else { return nil }
        return (session, agent)
    }

    /// An account's sessions that are not at their end, the latest used first.
    func sessions(of agent: AgentID, at now: Timestamp) throws -> [Session] {
        try connection.all(
            """
            SELECT digest, agent, formSecret, createdAt, lastUsedAt, expiresAt, userAgent, address, 'off'
            FROM session WHERE agent = ?1 AND expiresAt > ?2 ORDER BY lastUsedAt DESC, digest LIMIT 200
            """,
            agent,
            now,
            row: Self.decode
        )
    }

    /// Ends some of an account's sessions.
    func end(_ which: SessionChoice, of agent: AgentID) throws -> [String] {
        let digests = try connection.all("SELECT digest FROM session WHERE agent = ?1", agent) {
            try $0.next(String.self)
        }
        let ended = digests.filter { digest in
            switch which {
            case .all: true
            case .allBut(let kept): digest != kept
            case .one(let reference): digest.prefix(32) == reference
            }
        }
        for digest in ended { try end(digest) }
        return ended
    }

    private static func decode(_ row: inout ResultRow) throws -> Session {
        Session(
            digest: try row.next(),
            agent: try row.next(),
            formSecret: try row.next(),
            createdAt: try row.next(),
            lastUsedAt: try row.next(),
            expiresAt: try row.next(),
            userAgent: try row.next(),
            address: try row.next(),
            secondStep: try row.next()
        )
    }

    /// Notes that a session was used.
    func noteUse(of digest: String, at now: Timestamp) throws {
        try connection.run("UPDATE session SET lastUsedAt = ?2 WHERE digest = ?1 AND lastUsedAt < ?2", digest, now)
    }

    /// Ends a session.
    func end(_ digest: String) throws {
        try connection.run("DELETE FROM session WHERE digest = ?1", digest)
    }

    /// Keeps a one-time token.
    func addToken(_ digest: String, purpose: String, expiresAt: Timestamp) throws {
        try connection.run(
            "INSERT INTO oneTimeToken (digest, purpose, expiresAt) VALUES (?1, ?2, ?3)",
            digest,
            purpose,
            expiresAt
        )
    }

    /// What a token is for.
    func purpose(of digest: String, at now: Timestamp) throws -> String? {
        try connection.value(
            "SELECT purpose FROM oneTimeToken WHERE digest = ?1 AND expiresAt > ?2",
            digest,
            now,
            as: String.self
        )
    }

    /// Uses a token up.
    func consume(_ digest: String, at now: Timestamp) throws -> String? {
        try connection.value(
            "DELETE FROM oneTimeToken WHERE digest = ?1 AND expiresAt > ?2 RETURNING purpose",
            digest,
            now,
            as: String.self
        )
    }

    /// Removes what is past its end.
    func removeExpired(at now: Timestamp) throws {
        try connection.run("DELETE FROM session WHERE expiresAt <= ?1", now)
        try connection.run("DELETE FROM oneTimeToken WHERE expiresAt <= ?1", now)
    }
}
