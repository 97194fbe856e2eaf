import ChannelKit
import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

extension TestDesk {
    /// The identity with a mail address.
    func identity(_ address: String) async throws -> Identity {
        let key = IdentityKey(kind: .email, value: address)
        let profile = try #require(try await store.contact(holding: key))
        return try #require(profile.identities.first { $0.key == key })
    }

    /// A customer with an open session, as after following a link.
    func signInCustomer(_ address: String = "grace@customer.example") async throws -> TestCustomer {
        let identity = try await identity(address)
        let now = clock.now
        let link = "link-of-\(identity.id)-\(site.makeToken())"
        try await store.addSignInToken(
            digest: TokenDigest.of(link),
            identity: identity.id,
            expiresAt: now.advanced(by: SignInLetter.life)
        )
        let token = "customer-token-of-\(identity.id)-\(link.suffix(6))"
        let signedIn = try await store.signIn(token: TokenDigest.of(link), at: now) { id in
            CustomerSession(
                digest: TokenDigest.of(token),
                identity: id,
                formSecret: "customer-secret",
                createdAt: now,
                lastUsedAt: now,
                expiresAt: now.advanced(by: CustomerSessions.life)
            )
        }
        return TestCustomer(
            identity: try #require(signedIn),
            cookie: "tributary-help=\(token)",
            formToken: FormToken.make(secret: "customer-secret", digest: TokenDigest.of(token))
        )
    }

    /// Runs the sending of links beside some work.
    func withLinks<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let links = site.signInLinks
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await links.run() }
            let result = try await work()
            group.cancelAll()
            return result
        }
    }

    /// Waits until that many parts have left, and a moment longer for one too many.
    func waitForSent(_ count: Int) async throws {
        for _ in 0..<6_000 where sent.all.count < count { try await Task.sleep(for: .milliseconds(10)) }
        #expect(sent.all.count == count)
    }

    /// Merges the contacts of two addresses.
    func merge(_ from: String, into: String) async throws -> ContactMergeID {
        let merge = ContactMerge(
            id: ids.next(at: clock.now),
            from: try await identity(from).contact,
            into: try await identity(into).contact,
            actor: .operator,
            evidence: [],
            at: clock.now
        )
        #expect(try await store.merge(merge) == .done)
        return merge.id
    }
}
