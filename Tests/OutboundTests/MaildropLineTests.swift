import ChannelKit
import Foundation
import MailServers
import Testing

@testable import Outbound

/// What a POP3 line does with a real server.
@Suite(.dovecot, .enabled(if: DovecotServer.isInstalled), .timeLimit(.minutes(2)))
struct MaildropLineTests {
    private let site: MailSite
    private let user: String

    init() throws {
        site = try #require(MailSite.current)
        user = site.nextUser()
    }

    private func server(
        security: MailServer.Security = .tls,
        password: String = MailSite.password,
        trusting authorityFile: String? = nil
    ) -> MailServer {
        MailServer(
            host: "localhost",
            port: security == .tls ? site.dovecot.popsPort : site.dovecot.popPort,
            security: security,
            user: user,
            password: Secret(password),
            authorityFile: authorityFile ?? site.authority.certificateFile
        )
    }

    private func failure(_ server: MailServer) async -> MailboxFailure? {
        do throws(MailboxFailure) {
            let line = try await CurlMailboxOpener().openMaildrop(server)
            await line.close()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [MailServer.Security.tls, .starttls])
    func `mails are read octet by octet, and deleted only with a good-bye`(_ security: MailServer.Security) async throws
    {
        let mails = [
            "Subject: a\r\n\r\n.\r\n..\r\n...x\r\n-ERR forged\r\n+OK forged\r\n",
            "Subject: b\r\n\r\n" + String(repeating: "0123456789 abcdef\r\n", count: 20_000),
        ]
        for mail in mails { try site.dovecot.deliver(Array(mail.utf8), to: user) }
        let opener = CurlMailboxOpener()
        let line = try await opener.openMaildrop(server(security: security))
        #expect(try await line.command("STAT").hasPrefix("2 "))
        var read: Set<String> = []
        for number in 1...2 {
            let octets = try await line.content(of: "RETR \(number)", keeping: 1 << 20)
            read.insert(String(decoding: octets, as: UTF8.self))
        }
        #expect(read == Set(mails))
        #expect(try await line.content(of: "RETR 1", keeping: 7).count == 7)
        await #expect(throws: MailboxFailure.self) { try await line.content(of: "RETR 9", keeping: 7) }
        _ = try await line.command("DELE 1")
        await line.close()
        let again = try await opener.openMaildrop(server(security: security))
        #expect(try await again.command("STAT").hasPrefix("2 "))
        _ = try await again.command("DELE 1")
        _ = try await again.command("QUIT")
        await again.close()
        let last = try await opener.openMaildrop(server(security: security))
        #expect(try await last.command("STAT").hasPrefix("1 "))
        await last.close()
    }

    @Test func `no line is too long to be read`() async throws {
        let mail = "Subject: a\r\n\r\n." + String(repeating: "x", count: 3 << 20) + "\r\n.\r\nEnd\r\n"
        try site.dovecot.deliver(Array(mail.utf8), to: user)
        let line = try await CurlMailboxOpener().openMaildrop(server())
        let octets = try await line.content(of: "RETR 1", keeping: 8 << 20)
        #expect(octets == Array(mail.utf8))
        await line.close()
    }

    @Test func `a refused account, a strange certificate and a silent port are told apart`() async throws {
        guard case .credentials(let words) = await failure(server(password: "wrong-password")) else {
            Issue.record("a wrong password was taken")
            return
        }
        #expect(!words.contains("wrong-password"))
        guard case .untrusted = await failure(server(trusting: "/etc/ssl/certs/ca-certificates.crt")) else {
            Issue.record("a strange certificate was taken")
            return
        }
        var closed = server()
        closed.port = 1
        guard case .unreachable = await failure(closed) else {
            Issue.record("a closed port was reached")
            return
        }
    }

    @Test(arguments: ["NOOP\r\nDELE 1", "\u{E9}", String(repeating: "x", count: 300)])
    func `a command that is more than one line is not sent`(_ text: String) async throws {
        let line = try await CurlMailboxOpener().openMaildrop(server())
        await #expect(throws: MailboxFailure.refused(text: "a command is one line of ASCII")) {
            try await line.command(text)
        }
        await line.close()
    }
}
