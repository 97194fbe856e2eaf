import ChannelKit
import DeskModel
import HTTPTypes
import TicketStorage

/// Somebody's session at the portal.
struct SignedInCustomer: Sendable, Hashable {
    let session: CustomerSession
    let customer: Customer

    var formToken: String { FormToken.make(secret: session.formSecret, digest: session.digest) }
}

/// Customers' signed-in browsers; they have nothing to do with agents' sessions.
struct CustomerSessions: Sendable {
    /// How long a session lasts without use, and at the most.
    static let idle: Duration = .seconds(24 * 3_600)
    static let life: Duration = .seconds(7 * 24 * 3_600)

    let site: DeskSite

    /// Who is signed in with a request's cookie; nil when nobody is.
    func signedIn(_ headers: HTTPFields, at now: Timestamp) async throws -> SignedInCustomer? {
        guard let token = token(in: headers) else { return nil }
        let digest = TokenDigest.of(token)
        guard let (session, customer) = try await site.services.store.customerSession(digest: digest, at: now) else {
            return nil
        }
        guard now.since(session.lastUsedAt) < Self.idle else {
            try await site.services.store.endCustomerSession(digest: digest)
            return nil
        }
        return SignedInCustomer(session: session, customer: customer)
    }

    /// Uses a link's token up and starts a session; ends the one the browser had.
    ///
    /// - Returns: the cookie to set; nil when the token signs nobody in.
    func start(with link: String, headers: HTTPFields, at now: Timestamp) async throws -> String? {
        let token = site.makeToken()
        let secret = site.makeToken()
        let identity = try await site.services.store.signIn(token: TokenDigest.of(link), at: now) { identity in
            CustomerSession(
                digest: TokenDigest.of(token),
                identity: identity,
                formSecret: secret,
                createdAt: now,
                lastUsedAt: now,
                expiresAt: now.advanced(by: Self.life)
            )
        }
        guard identity != nil else { return nil }
        try await end(headers)
        return Cookies.customer(token, isSecure: site.isSecure)
    }

    /// Ends the session of a request's cookie.
    func end(_ headers: HTTPFields) async throws {
        guard let token = token(in: headers) else { return }
        try await site.services.store.endCustomerSession(digest: TokenDigest.of(token))
    }

    private func token(in headers: HTTPFields) -> String? {
        guard let token = Cookies.value(Cookies.customerName(isSecure: site.isSecure), in: headers),
            (20...100).contains(token.utf8.count)
        else { return nil }
        return token
    }
}

extension Cookies {
    /// The name of a customer's session cookie.
    static func customerName(isSecure: Bool) -> String { isSecure ? "__Host-tributary-help" : "tributary-help" }

    /// A customer's session cookie, which lives as long as the browser.
    static func customer(_ token: String, isSecure: Bool) -> String {
        "\(customerName(isSecure: isSecure))=\(token); Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }

    /// Takes a customer's session cookie back.
    static func endedCustomer(isSecure: Bool) -> String { customer("", isSecure: isSecure) + "; Max-Age=0" }
}
