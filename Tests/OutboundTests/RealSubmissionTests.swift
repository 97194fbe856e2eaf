import ChannelKit
import Foundation
import MailServers
import Testing

@testable import Outbound

/// What the submitter does with a real server, secured and signed in.
@Suite(
    .dovecotAndPostfix,
    .enabled(if: DovecotServer.isInstalled && PostfixServer.isInstalled),
    .timeLimit(.minutes(2))
)
struct RealSubmissionTests {
    private let site: MailSite
    private let postfix: PostfixServer
    private let user: String

    init() throws {
        site = try #require(MailSite.current)
        postfix = try #require(site.postfix)
        user = site.nextUser()
    }

    private func address(_ security: MailServer.Security, password: String = MailSite.password) -> MailServer {
        MailServer(
            host: "localhost",
            port: security == .tls ? postfix.smtpsPort : postfix.smtpPort,
            security: security,
            user: user,
            password: Secret(password),
            authorityFile: site.authority.certificateFile
        )
    }

    private func mail(to recipients: [String], text: String = "x") -> MailSubmission {
        MailSubmission(
            sender: "\(user)@example.test",
            recipients: recipients,
            octets: Array("From: a@example.test\r\nSubject: x\r\n\r\n.\r\n..\r\n\(text)\r\n".utf8)
        )
    }

    private func refusal(_ mail: MailSubmission, _ address: MailServer) async -> MailRefusal? {
        do throws(MailRefusal) {
            _ = try await CurlMailSubmitter().submit(mail, to: address, timeLimit: .seconds(60))
            return nil
        } catch {
            return error
        }
    }

    /// Waits until a mail is in the user's inbox and returns its text.
    private func arrived() async throws -> String {
        var server = address(.tls)
        server.port = site.dovecot.imapsPort
        let line = try await CurlMailboxOpener().open(server)
        while true {
            let selected = try await line.command("SELECT INBOX")
            if !selected.contains(where: { $0.line == "0 EXISTS" }) { break }
            _ = try await line.idle(limit: .seconds(1))
        }
        let fetched = try await line.command("FETCH 1 BODY.PEEK[TEXT]")
        await line.close()
        return String(decoding: fetched.first?.literals.first ?? [], as: UTF8.self)
    }

    @Test(arguments: [MailServer.Security.tls, .starttls])
    func `a mail reaches the mailbox as it was`(security: MailServer.Security) async throws {
        let submitter = CurlMailSubmitter()
        let mail = mail(to: ["\(user)@example.test"])
        let answer = try await submitter.submit(mail, to: address(security), timeLimit: .seconds(60))
        #expect(answer.hasPrefix("250 2.0.0 Ok: queued as "))
        #expect(try await arrived() == ".\r\n..\r\nx\r\n")
    }

    @Test func `an unknown user is refused for good`() async {
        guard case .answered(550, let text)? = await refusal(mail(to: ["nobody-here@example.test"]), address(.tls))
        else {
            Issue.record("not refused")
            return
        }
        #expect(text.hasPrefix("5.1.1 <nobody-here@example.test>: Recipient address rejected"))
    }

    @Test func `a mail over the size limit is refused before it is sent`() async {
        let mail = mail(to: ["\(user)@example.test"], text: String(repeating: "x\r\n", count: 300_000))
        guard case .answered(552, _)? = await refusal(mail, address(.tls)) else {
            Issue.record("not refused")
            return
        }
    }

    @Test(arguments: [MailServer.Security.tls, .starttls])
    func `a wrong password is the account's fault`(security: MailServer.Security) async {
        let refusal = await refusal(mail(to: ["\(user)@example.test"]), address(security, password: "wrong"))
        guard case .credentials(let text)? = refusal else {
            Issue.record("not refused")
            return
        }
        #expect(text.hasPrefix("535 5.7.8"))
    }

    @Test(arguments: [MailServer.Security.tls, .starttls])
    func `a certificate of a strange authority is not trusted`(security: MailServer.Security) async {
        var address = address(security)
        address.authorityFile = nil
        guard case .untrusted? = await refusal(mail(to: ["\(user)@example.test"]), address) else {
            Issue.record("trusted")
            return
        }
    }

    @Test func `without TLS a sign-in that the server wants secured is not made`() async {
        guard case .credentials? = await refusal(mail(to: ["\(user)@example.test"]), address(.none)) else {
            Issue.record("signed in")
            return
        }
    }
}
