import ChannelKit
import Crypto
import DeskModel
import HTTPTypes
import TicketStorage

/// Signed-in browsers.
///
/// The cookie holds 256 random bits; only their digest is kept.
struct Sessions: Sendable {
    /// How long a session lasts without use, and at the most.
    static let idle: Duration = .seconds(3_600)
    static let life: Duration = .seconds(12 * 3_600)

    let site: DeskSite

    /// Who is signed in with a request's cookie; nil when nobody is.
    func signedIn(_ headers: HTTPFields, at now: Timestamp) async throws -> SignedIn? {
        guard let token = token(in: headers) else { return nil }
        let digest = TokenDigest.of(token)
        guard let (session, agent) = try await site.services.store.session(digest: digest, at: now), agent.isEnabled
        else {
            return nil
        }
        guard now.since(session.lastUsedAt) < Self.idle, now < session.expiresAt else {
            try await site.services.store.endSession(digest: digest)
            return nil
        }
        return SignedIn(session: session, agent: agent)
    }

    /// Starts a session and ends the one the browser had, so that a cookie planted before is worth nothing.
    ///
    /// - Returns: the cookie to set.
    func start(for agent: Agent, by exchange: Exchange) async throws -> String {
        let headers = exchange.headers
        let now = exchange.now
        try await end(headers)
        let token = site.makeToken()
        try await site.services.store.addSession(
            Session(
                digest: TokenDigest.of(token),
                agent: agent.id,
                formSecret: site.makeToken(),
                createdAt: now,
                lastUsedAt: now,
                expiresAt: now.advanced(by: Self.life),
                userAgent: String((headers[.userAgent] ?? "").prefix(200)),
                address: exchange.remoteAddress
            )
        )
        return Cookies.session(token, isSecure: site.isSecure)
    }

    /// Ends the session of a request's cookie.
    func end(_ headers: HTTPFields) async throws {
        guard let token = token(in: headers) else { return }
        try await site.services.store.endSession(digest: TokenDigest.of(token))
    }

    private func token(in headers: HTTPFields) -> String? {
        guard let token = Cookies.value(Cookies.sessionName(isSecure: site.isSecure), in: headers),
            (20...100).contains(token.utf8.count)
        else { return nil }
        return token
    }
}

/// Under what a secret token is kept.
enum TokenDigest {
    /// SHA-256 of the token's text, hexadecimal.
    static func of(_ token: String) -> String { Hexadecimal.encode(SHA256.hash(data: Array(token.utf8))) }
}
