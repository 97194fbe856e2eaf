public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// Where a sign-in link for an address would go.
    public func signInTarget(of key: IdentityKey) async throws -> SignInTarget? {
        try await read { connection in
            try PersonRow(connection: connection).identity(key).flatMap { try Self.target($0, connection) }
        }
    }

    /// Where a sign-in link for an identity would go.
    public func signInTarget(of identity: IdentityID) async throws -> SignInTarget? {
        try await read { connection in
            try PersonRow(connection: connection).identity(identity).flatMap { try Self.target($0, connection) }
        }
    }

    private static func target(_ identity: Identity, _ connection: Connection) throws -> SignInTarget? {
        guard try !SenderBlockTable(connection: connection).isBlocked(identity) else { return nil }
        return SignInTarget(
            identity: identity,
            leg: try LegRow(connection: connection).newest(to: identity.key, contact: identity.contact)
        )
    }

    /// Keeps a one-time token that signs an identity in.
    public func addSignInToken(digest: String, identity: IdentityID, expiresAt: Timestamp) async throws {
        try await writer.write(.change) {
            try CustomerSessionTable(connection: $0.connection)
                .addToken(digest, identity: identity, expiresAt: expiresAt)
        }
    }

    /// Whether a token still signs somebody in.
    public func isSignInToken(digest: String, at: Timestamp) async throws -> Bool {
        try await read { connection in
            guard let id = try CustomerSessionTable(connection: connection).identity(of: digest, at: at),
                let identity = try PersonRow(connection: connection).identity(id)
            else { return false }
            return try !SenderBlockTable(connection: connection).isBlocked(identity)
        }
    }

    /// Uses a sign-in token up: proves its identity by it, and starts a session.
    public func signIn(
        token digest: String,
        at: Timestamp,
        session: @escaping @Sendable (IdentityID) -> CustomerSession
    ) async throws -> Identity? {
        try await writer.write(.change) { context in
            let sessions = CustomerSessionTable(connection: context.connection)
            let rows = PersonRow(connection: context.connection)
            guard let id = try sessions.identity(of: digest, at: at), let identity = try rows.identity(id) else {
                return nil
            }
            try sessions.removeTokens(of: id)
            guard try !SenderBlockTable(connection: context.connection).isBlocked(identity) else { return nil }
            let evidence = IdentityEvidence(
                id: context.ids.next(at: at),
                identity: id,
                method: "one-time-link",
                assertedBy: "portal",
                isVerified: true,
                at: at
            )
            try ContactChangeWriter(context: context).verify(id, evidence: evidence)
            try sessions.add(session(id))
            return try rows.identity(id)
        }
    }

    /// The session with that digest and who it stands for; notes its use at most once a minute.
    public func customerSession(
        digest: String,
        at now: Timestamp
    ) async throws -> (CustomerSession, Customer)? {
        let found = try await read { connection -> (CustomerSession, Customer)? in
            guard let session = try CustomerSessionTable(connection: connection).session(digest, at: now),
                let viewer = try Viewer(session.identity, connection)
            else { return nil }
            return (session, Customer(identity: viewer.identity, name: viewer.contact.name))
        }
        guard let found else { return nil }
        if now.rawValue - found.0.lastUsedAt.rawValue >= CustomerSessionTable.noteInterval {
            try await writer.write(.other) {
                try CustomerSessionTable(connection: $0.connection).noteUse(of: digest, at: now)
            }
        }
        return found
    }

    /// Ends a session.
    public func endCustomerSession(digest: String) async throws {
        try await writer.write(.change) { try CustomerSessionTable(connection: $0.connection).end(digest) }
    }

    /// A page of somebody's requests, the newest first.
    public func requestPage(
        of identity: IdentityID,
        at now: Timestamp,
        after: PageCursor?,
        limit: Int
    ) async throws -> Page<CustomerRequestSummary> {
        try await read { connection in
            guard let viewer = try Viewer(identity, connection) else { return Page(items: [], next: nil) }
            return try RequestReading(connection: connection, viewer: viewer, now: now).page(after: after, limit: limit)
        }
    }

    /// A request by number with what its customer may see of it.
    public func request(number: Int, of identity: IdentityID, at now: Timestamp) async throws -> CustomerRequest? {
        try await read { connection in
            guard let viewer = try Viewer(identity, connection) else { return nil }
            return try RequestReading(connection: connection, viewer: viewer, now: now).request(number: number)
        }
    }
}
