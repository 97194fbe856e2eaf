import ChannelKit
import DeskModel

/// API tokens, by digest.
struct APITokenTable {
    let connection: Connection

    /// All tokens, the newest first.
    func all() throws -> [APIToken] {
        try connection.all(
            """
            SELECT id, name, prefix, scopes, agent, maker, createdAt, expiresAt, lastUsedAt, revokedAt FROM apiToken
            ORDER BY id DESC
            """,
            row: Self.decode
        )
    }

    /// A token.
    func token(_ id: APITokenID) throws -> APIToken? {
        try connection.first(
            """
            SELECT id, name, prefix, scopes, agent, maker, createdAt, expiresAt, lastUsedAt, revokedAt FROM apiToken
            WHERE id = ?1
            """,
            id,
            row: Self.decode
        )
    }

    /// The tokens that begin with those characters and hold at a time.
    func held(beginning prefix: String, at now: Timestamp) throws -> [HeldToken] {
        let found = try connection.all(
            """
            SELECT id, name, prefix, scopes, agent, maker, createdAt, expiresAt, lastUsedAt, revokedAt, digest FROM apiToken
            WHERE prefix = ?1 AND revokedAt IS NULL AND ifnull(expiresAt, ?2 + 1) > ?2 LIMIT 10
            """,
            prefix,
            now
        ) { (try Self.decode(&$0), try $0.next(String.self)) }
        return try found.compactMap { token, digest in
            guard case .agent(let id) = token.holder else { return HeldToken(token: token, digest: digest, agent: nil) }
            let agent = try AccountTable(connection: connection).agent(id)
            guard let agent, agent.isEnabled else { return nil }
            return HeldToken(token: token, digest: digest, agent: agent)
        }
    }

    /// How many tokens hold at a time.
    func liveCount(at now: Timestamp) throws -> Int {
        try connection.value(
            "SELECT count(*) FROM apiToken WHERE revokedAt IS NULL AND ifnull(expiresAt, ?1 + 1) > ?1",
            now,
            as: Int.self
        ) ?? 0
    }

    /// Keeps a token.
    func add(_ token: APIToken, digest: String) throws {
        var agent: AgentID?
        if case .agent(let id) = token.holder { agent = id }
        try connection.run(
            """
            INSERT INTO apiToken (id, digest, prefix, name, scopes, agent, maker, createdAt, expiresAt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            token.id,
            digest,
            token.prefix,
            token.name,
            token.scopes.map(\.rawValue).sorted().joined(separator: " "),
            agent,
            token.maker,
            token.createdAt,
            token.expiresAt
        )
    }

    /// Ends a token, and all that were made with it or with one of those.
    ///
    /// - Returns: those that were not revoked until now, makers first; none when the token itself was.
    func revoke(_ id: APITokenID, at: Timestamp) throws -> [APIToken] {
        guard let token = try token(id), token.revokedAt == nil else { return [] }
        let revoked = try connection.all(
            """
            WITH RECURSIVE made (token) AS (
                SELECT ?1 UNION SELECT t.id FROM made JOIN apiToken t ON t.maker = made.token)
            SELECT id, name, prefix, scopes, agent, maker, createdAt, expiresAt, lastUsedAt, revokedAt FROM apiToken
            WHERE id IN (SELECT token FROM made) AND revokedAt IS NULL ORDER BY id
            """,
            id,
            row: Self.decode
        )
        try connection.run(
            "UPDATE apiToken SET revokedAt = ?2 WHERE id IN (SELECT value FROM json_each(?1))",
            JSONText.list(revoked.map(\.id)),
            at
        )
        return revoked
    }

    /// Notes that a token was used.
    func noteUse(of id: APITokenID, at: Timestamp) throws {
        try connection.run(
            "UPDATE apiToken SET lastUsedAt = ?2 WHERE id = ?1 AND ifnull(lastUsedAt, 0) < ?2",
            id,
            at
        )
    }

    private static func decode(_ row: inout ResultRow) throws -> APIToken {
        let id = try row.next(APITokenID.self)
        let name = try row.next(String.self)
        let prefix = try row.next(String.self)
        // A scope of a newer program is none here: it opens nothing.
        let scopes = try row.next(String.self).split(separator: " ").compactMap { APIScope(rawValue: String($0)) }
        let agent = try row.next(AgentID?.self)
        return APIToken(
            id: id,
            name: name,
            prefix: prefix,
            scopes: Set(scopes),
            holder: agent.map { .agent($0) } ?? .service,
            maker: try row.next(),
            createdAt: try row.next(),
            expiresAt: try row.next(),
            lastUsedAt: try row.next(),
            revokedAt: try row.next()
        )
    }
}
