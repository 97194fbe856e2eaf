import MailServers
import Synchronization
import Testing

/// The mail servers of a whole suite, since starting them takes as long as many tests; each test has a mailbox of its
/// own.
final class MailSite: Sendable {
    @TaskLocal static var current: MailSite?

    /// The password of every user.
    static let password = "p%:ss w\u{F6}rd"

    let folder: TestFolder
    let authority: TestAuthority
    let dovecot: DovecotServer
    let postfix: PostfixServer?
    private let used = Mutex(0)

    init(withPostfix: Bool) throws {
        folder = try TestFolder()
        authority = try TestAuthority(in: folder.url)
        let users = (1...60).map { ("user\($0)", Self.password) }
        let certificate = try authority.issue()
        dovecot = try DovecotServer(
            users: Dictionary(uniqueKeysWithValues: users),
            certificate: certificate,
            in: folder
        )
        postfix =
            withPostfix
            ? try PostfixServer(
                mailboxes: Dictionary(uniqueKeysWithValues: users.map { ("\($0.0)@example.test", $0.0) }),
                dovecot: dovecot,
                certificate: certificate,
                in: folder,
                extra: "message_size_limit = 500000"
            ) : nil
    }

    /// A user that no other test has.
    func nextUser() -> String {
        used.withLock { used in
            used += 1
            return "user\(used)"
        }
    }
}

/// Runs a suite with a ``MailSite``.
struct MailSiteTrait: SuiteTrait, TestScoping {
    var withPostfix = false

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let site = try MailSite(withPostfix: withPostfix)
        try await MailSite.$current.withValue(site) { try await function() }
        site.postfix?.stop()
        site.dovecot.stop()
    }
}

extension Trait where Self == MailSiteTrait {
    /// Runs a suite with a Dovecot.
    static var dovecot: Self { Self() }
    /// Runs a suite with a Dovecot and a Postfix.
    static var dovecotAndPostfix: Self { Self(withPostfix: true) }
}
