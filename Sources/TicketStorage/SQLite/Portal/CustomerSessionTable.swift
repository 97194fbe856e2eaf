import ChannelKit
import DeskModel

/// Customers' sessions and the tokens they begin with, by digest.
struct CustomerSessionTable {
    /// What the purpose of a sign-in token begins with; the identity follows.
    static let purpose = "follow:"
    /// How often a session's last use is written at the most, in milliseconds.
    static let noteInterval: Int64 = 60_000

    let connection: Connection

    /// Keeps a token that signs an identity in.
    func addToken(_ digest: String, identity: IdentityID, expiresAt: Timestamp) throws {
        try SessionTable(connection: connection)
            .addToken(digest, purpose: "\(Self.purpose)\(identity)", expiresAt: expiresAt)
    }

    /// The identity that a token signs in; nil for tokens of other purposes, which stay as they are.
    func identity(of digest: String, at now: Timestamp) throws -> IdentityID? {
        guard let purpose = try SessionTable(connection: connection).purpose(of: digest, at: now),
            purpose.hasPrefix(Self.purpose)
        else { return nil }
        return IdentityID(purpose.dropFirst(Self.purpose.count))
    }

    /// Removes all sign-in tokens of an identity.
    func removeTokens(of identity: IdentityID) throws {
        try connection.run("DELETE FROM oneTimeToken WHERE purpose = ?1", "\(Self.purpose)\(identity)")
    }

    /// Starts a session.
    func add(_ session: CustomerSession) throws {
        try connection.run(
            """
            INSERT INTO customerSession (digest, identity, formSecret, createdAt, lastUsedAt, expiresAt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            session.digest,
            session.identity,
            session.formSecret,
            session.createdAt,
            session.lastUsedAt,
            session.expiresAt
        )
    }

    /// The session with a digest, if it is not at its end.
    func session(_ digest: String, at now: Timestamp) throws -> CustomerSession? {
        try connection.first(
            """
            SELECT digest, identity, formSecret, createdAt, lastUsedAt, expiresAt
            FROM customerSession WHERE digest = ?1 AND expiresAt > ?2
            """,
            digest,
            now
        ) { row in
            CustomerSession(
                digest: try row.next(),
                identity: try row.next(),
                formSecret: try row.next(),
                createdAt: try row.next(),
                lastUsedAt: try row.next(),
                expiresAt: try row.next()
            )
        }
    }

    /// Notes that a session was used.
    func noteUse(of digest: String, at now: Timestamp) throws {
        try connection.run(
            "UPDATE customerSession SET lastUsedAt = ?2 WHERE digest = ?1 AND lastUsedAt < ?2",
            digest,
            now
        )
    }

    /// Ends a session.
    func end(_ digest: String) throws {
        try connection.run("DELETE FROM customerSession WHERE digest = ?1", digest)
    }

    /// Removes what is past its end.
    func removeExpired(at now: Timestamp) throws {
        try connection.run("DELETE FROM customerSession WHERE expiresAt <= ?1", now)
    }
}
