import ChannelKit
import Foundation
import Testing

@testable import EmailAdapter

@Suite struct HealthTests {
    private let desk = TestDesk()

    @Test func `folders that can be used, or made, are good`() async throws {
        let folder = try TemporaryFolder()
        let adapter = try desk.adapter([
            "drop_folder": .object(["path": .text(folder.path)]),
            "out_folder": .object(["path": .text(folder.path + "/out")]),
        ])
        let check = await adapter.checkHealth()
        #expect(check.isHealthy)
        #expect(check.findings.count == 2)
        #expect(folder.names().isEmpty)
    }

    @Test func `a Maildir that is not there is not`() async throws {
        let check = await (try desk.adapter(["maildir": .object(["path": .text("/nowhere/Maildir")])])).checkHealth()
        #expect(!check.isHealthy)
        #expect(check.findings.contains { $0.english.contains("/nowhere/Maildir/new") })
    }

    private func mailbox(_ desk: TestDesk) async throws -> HealthCheck {
        let imap: [String: SettingValue] = [
            "host": .text("imap.qq.com"), "user": .text("u"), "password": .secrets([Secret("hunter2")]),
        ]
        return await (try desk.adapter(["imap": .object(imap)])).checkHealth()
    }

    @Test func `a mailbox is signed in to and its mails are counted, nothing else`() async throws {
        desk.mailbox.deliver(["a", "b"])
        let check = try await mailbox(desk)
        #expect(check.isHealthy)
        #expect(check.findings.first?.english.contains("INBOX holds 2 mails") == true)
        #expect(desk.mailbox.commands.allSatisfy { $0.hasPrefix("ID") || $0.hasPrefix("EXAMINE") })
    }

    @Test(
        arguments: [
            (MailboxFailure.credentials(text: "LOGIN failed"), "授权码"), (.unreachable(detail: "refused"), "Check host"),
            (.untrusted(detail: "expired"), "certificate"), (.protocolBroken(detail: "no greeting"), "Check port"),
        ] as [(MailboxFailure, String)]
    )
    func `what is wrong and what to do is said`(failure: MailboxFailure, advice: String) async throws {
        desk.mailbox.change { $0.openingFailures = [failure] }
        let check = try await mailbox(desk)
        #expect(!check.isHealthy)
        #expect(check.findings.first?.english.contains(advice) == true)
        #expect(!check.findings.map(\.english).joined().contains("hunter2"))
    }
}
