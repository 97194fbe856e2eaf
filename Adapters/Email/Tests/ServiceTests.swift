import ChannelKit
import Testing

@testable import EmailAdapter

/// Providers whose servers need not be named, and sign-in by consent.
@Suite struct ServiceTests {
    private let desk = TestDesk()
    private static let password: SettingValue = .secrets([Secret("hunter2")])

    @Test(arguments: MailService.allCases)
    func `a provider's name and a password make a mailbox and a way out`(_ service: MailService) throws {
        let adapter = try desk.adapter(["service": .text(service.rawValue), "password": Self.password])
        guard case .imap(let mailbox) = adapter.settings.wayIn, case .smtp(let smtp) = adapter.settings.wayOut else {
            Issue.record("another way")
            return
        }
        #expect(mailbox.server.host == service.imap.host)
        #expect(mailbox.server.user == "desk@example.org")
        #expect(mailbox.server.security == .tls)
        #expect(smtp.host == service.smtp.host)
        #expect(smtp.security != .none)
        #expect(smtp.password != nil)
    }

    @Test func `what is said goes before what is known`() throws {
        let adapter = try desk.adapter([
            "service": .text("qq"), "password": Self.password, "user": .text("100000"),
            "pop3": .object(["port": .integer(9995), "delete_after_days": .integer(3)]),
            "smtp": .object(["host": .text("relay.example.org"), "user": .text("me")]),
        ])
        guard case .pop3(let maildrop) = adapter.settings.wayIn, case .smtp(let smtp) = adapter.settings.wayOut else {
            Issue.record("another way")
            return
        }
        #expect(maildrop.server.host == "pop.qq.com")
        #expect(maildrop.server.port == 9995)
        #expect(maildrop.server.user == "100000")
        #expect(maildrop.deleteAfterDays == 3)
        #expect(smtp.host == "relay.example.org")
        #expect(smtp.user == "me")
    }

    private static let google: [String: SettingValue] = [
        "service": .text("gmail"), "oauth": .object(["client_id": .text("c"), "client_secret": password]),
    ]

    @Test func `a consent is asked for what the channel does`() throws {
        let google = try #require(try desk.adapter(Self.google).consent)
        #expect(google.scopes == ["https://mail.google.com/"])
        #expect(google.extras["access_type"] == "offline")
        #expect(google.deviceURL == nil)
        let microsoft = try #require(
            try desk.adapter([
                "service": .text("microsoft-365"), "oauth": .object(["client_id": .text("c"), "tenant": .text("t")]),
                "out_folder": .object(["path": .text("/o")]),
            ]).consent
        )
        #expect(microsoft.scopes == ["https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"])
        #expect(microsoft.tokenURL == "https://login.microsoftonline.com/t/oauth2/v2.0/token")
        #expect(microsoft.redirectHost == "localhost")
        #expect(try desk.adapter(["service": .text("gmail"), "password": Self.password]).consent == nil)
    }

    private static let bad: [(settings: [String: SettingValue], path: String)] = [
        (["service": .text("gmail")], "password"),
        (["service": .text("qq"), "oauth": .object(["client_id": .text("c")])], "oauth.provider"),
        (["service": .text("gmail"), "oauth": .object([:])], "oauth.client_id"),
        (
            ["service": .text("gmail"), "password": password, "oauth": .object(["client_id": .text("c")])],
            "oauth"
        ),
        (
            [
                "service": .text("gmail"),
                "oauth": .object(["client_id": .text("c"), "token_url": .text("http://tokens.example/")]),
            ], "oauth.token_url"
        ),
        (
            [
                "service": .text("gmail"),
                "oauth": .object(["client_id": .text("c"), "token_url": .text("http://127.0.0.1.evil.example/")]),
            ], "oauth.token_url"
        ),
        (
            ["service": .text("microsoft-365"), "oauth": .object(["client_id": .text("c"), "tenant": .text("a/b")])],
            "oauth.tenant"
        ),
    ]

    @Test(arguments: bad) func `what does not fit together is told`(
        _ bad: (settings: [String: SettingValue], path: String)
    ) {
        let problem = #expect(throws: SettingProblem.self) { try desk.adapter(bad.settings) }
        #expect(problem?.path == bad.path)
    }

    @Test func `a token that is refused is replaced once`() async throws {
        desk.consents.give("A1", "A2")
        let adapter = try desk.adapter(Self.google)
        guard case .imap(let mailbox) = adapter.settings.wayIn else { return }
        desk.mailbox.change { $0.openingFailures = [.credentials(text: "expired")] }
        _ = try await adapter.signedIn(to: mailbox.server, isRefusal: \.isAboutAccount) {
            (server: MailServer) async throws(MailboxFailure) in
            #expect(server.accessToken != nil)
            #expect(server.password == nil)
            return try await desk.mailbox.open(server)
        }
        #expect(desk.consents.refused == [nil, Secret("A1")])
    }

    @Test func `without a consent replies are held and the mailbox waits`() async throws {
        desk.consents.fail(.missing(advice: .verbatim("Run: tributary channels login mail")))
        let adapter = try desk.adapter(Self.google)
        let part = OutboundPart(index: 0, destinations: ["ada@example.net"], mediaType: "message/rfc822", body: [])
        let failure = await #expect(throws: DeliveryFailure.self) {
            try await adapter.deliver(part, DeliveryContext(idempotencyKey: "k", attempt: 1))
        }
        #expect(failure?.verdict == .blocked(.credentials))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await adapter.listen(into: desk.journal, health: desk.health) }
            await desk.health.wait { $0.line == .blocked && $0.problem?.english.contains("login mail") == true }
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
