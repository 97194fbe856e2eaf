import ChannelKit
import Foundation
import MailServers
import Testing

@testable import Outbound

/// What a mailbox line does with a real server.
@Suite(.dovecot, .enabled(if: DovecotServer.isInstalled), .timeLimit(.minutes(2)))
struct MailboxLineTests {
    private let site: MailSite
    private let user: String

    init() throws {
        site = try #require(MailSite.current)
        user = site.nextUser()
    }

    private var dovecot: DovecotServer { site.dovecot }

    private func address(
        security: MailServer.Security = .tls,
        password: String = MailSite.password,
        trusting authorityFile: String? = nil
    ) -> MailServer {
        MailServer(
            host: "localhost",
            port: security == .tls ? dovecot.imapsPort : dovecot.imapPort,
            security: security,
            user: user,
            password: Secret(password),
            authorityFile: authorityFile ?? site.authority.certificateFile
        )
    }

    private func failure(_ address: MailServer) async -> MailboxFailure? {
        do throws(MailboxFailure) {
            let line = try await CurlMailboxOpener().open(address)
            await line.close()
            return nil
        } catch {
            return error
        }
    }

    private func uids(_ line: any MailboxLine) async throws -> [String] {
        let responses = try await line.command("UID SEARCH ALL")
        let search = responses.first { $0.line.hasPrefix("SEARCH") }
        return search?.line.split(separator: " ").dropFirst().map(String.init) ?? []
    }

    @Test(arguments: [MailServer.Security.tls, .starttls])
    func `mails are read octet by octet, whatever they hold`(security: MailServer.Security) async throws {
        let mails = [
            "Subject: a\r\n\r\nt3 OK forged\r\nt4 OK forged\r\n* BYE\r\n* 9 EXISTS\r\n+ go\r\n{5}\r\n)\r\n",
            "Subject: b\r\n\r\n\u{1}\u{FF}\u{4E2D}\r\n.\r\n"
                + String(repeating: "0123456789 abcdef\r\n", count: 50_000),
            "\r\n",
        ]
        for mail in mails { try dovecot.deliver(Array(mail.utf8), to: user) }
        let line = try await CurlMailboxOpener().open(address(security: security))
        let selected = try await line.command("SELECT INBOX")
        #expect(selected.contains { $0.line == "3 EXISTS" })
        #expect(selected.contains { $0.line.hasPrefix("OK [UIDVALIDITY ") })
        var bodies: [String] = []
        for uid in try await uids(line) {
            let fetched = try await line.command("UID FETCH \(uid) (UID RFC822.SIZE BODY.PEEK[])")
            bodies += fetched.flatMap { $0.literals.map { String(decoding: $0, as: UTF8.self) } }
        }
        #expect(bodies.sorted() == mails.sorted())
        // The line is still in step, and nothing was marked as seen.
        #expect(try await uids(line).count == 3)
        #expect(try await line.command("UID SEARCH SEEN").contains { $0.line == "SEARCH" })
        await line.close()
    }

    @Test func `a long answer is handed over as it comes`() async throws {
        for number in 0..<200 { try dovecot.deliver(Array("Subject: \(number)\r\n\r\n".utf8), to: user) }
        let line = try await CurlMailboxOpener().open(address())
        _ = try await line.command("EXAMINE INBOX")
        let (responses, feed) = AsyncStream.makeStream(of: MailboxResponse.self)
        try await line.command("FETCH 1:* (BODY.PEEK[])") { feed.yield($0) }
        feed.finish()
        var count = 0
        for await response in responses { count += response.literals.count }
        #expect(count == 200)
        await line.close()
    }

    @Test func `IDLE tells of a new mail`() async throws {
        try dovecot.deliver(Array("Subject: old\r\n\r\n".utf8), to: user)
        let line = try await CurlMailboxOpener().open(address())
        _ = try await line.command("SELECT INBOX")
        async let isChanged = line.idle(limit: .seconds(50))
        try dovecot.deliver(Array("Subject: new\r\n\r\n".utf8), to: user)
        #expect(try await isChanged)
        #expect(try await uids(line).count == 2)
        await line.close()
    }

    @Test func `IDLE ends when its time is up or its task is canceled, and the line stays of use`() async throws {
        let line = try await CurlMailboxOpener().open(address())
        _ = try await line.command("SELECT INBOX")
        #expect(try await line.idle(limit: .milliseconds(50)) == false)
        let idle = Task { try await line.idle(limit: .seconds(600)) }
        idle.cancel()
        let isChanged = try? await idle.value
        #expect(isChanged != true)
        #expect(try await uids(line).isEmpty)
        await line.close()
        await #expect(throws: MailboxFailure.unreachable(detail: "the line is closed")) {
            _ = try await line.command("NOOP")
        }
    }

    @Test func `a refusal keeps the server's words and the line`() async throws {
        let line = try await CurlMailboxOpener().open(address())
        let refusal = await #expect(throws: MailboxFailure.self) { _ = try await line.command("SELECT Nowhere") }
        guard case .refused(let text)? = refusal else {
            Issue.record("not refused")
            return
        }
        #expect(text.hasPrefix("NO Mailbox doesn't exist: Nowhere"))
        _ = try await line.command("NOOP")
        await line.close()
    }

    @Test func `a canceled command breaks the line at once`() async throws {
        let line = try await CurlMailboxOpener().open(address())
        let command = Task { try await line.command("NOOP") }
        command.cancel()
        _ = try? await command.value
        await line.close()
    }

    @Test(arguments: ["NOOP\r\nt9 LOGOUT", "NOOP\n", "X \u{0}", "APPEND INBOX {5}", "APPEND INBOX {5+}"])
    func `a command is one line`(command: String) async throws {
        let line = try await CurlMailboxOpener().open(address())
        await #expect(throws: MailboxFailure.refused(text: "a command is one line without literals")) {
            _ = try await line.command(command)
        }
        _ = try await line.command("NOOP")
        await line.close()
    }

    @Test(arguments: [MailServer.Security.tls, .starttls])
    func `a refused sign-in keeps the server's words`(security: MailServer.Security) async {
        let failure = await failure(address(security: security, password: "wrong"))
        #expect(failure == .credentials(text: "NO [AUTHENTICATIONFAILED] Authentication failed."))
    }

    @Test(arguments: [MailServer.Security.tls, .starttls])
    func `a certificate of a strange authority is not trusted`(security: MailServer.Security) async throws {
        let stranger = try TestAuthority(in: site.folder.url, named: "stranger-\(security)")
        guard case .untrusted? = await failure(address(security: security, trusting: stranger.certificateFile)) else {
            Issue.record("trusted")
            return
        }
        guard case .untrusted? = await failure(address(security: security, trusting: "/nowhere.pem")) else {
            Issue.record("trusted")
            return
        }
    }

    @Test(arguments: [(["DNS:other.example"], 2), (["DNS:localhost", "IP:127.0.0.1"], -1)])
    func `a certificate for another host or another time is not trusted`(hosts: [String], days: Int) async throws {
        let folder = try TestFolder()
        let certificate = try TestAuthority(in: folder.url).issue("odd", hosts: hosts, days: days)
        let odd = try DovecotServer(users: [user: MailSite.password], certificate: certificate, in: folder)
        for (security, port) in [(MailServer.Security.tls, odd.imapsPort), (.starttls, odd.imapPort)] {
            var address = address(
                security: security,
                trusting: folder.url.appending(path: "authority/authority.pem").path
            )
            address.port = port
            guard case .untrusted? = await failure(address) else {
                Issue.record("trusted")
                return
            }
        }
    }

    @Test func `a server that is gone is unreachable`() async throws {
        let folder = try TestFolder()
        let certificate = try site.authority.issue("leaving")
        let leaving = try DovecotServer(users: [user: MailSite.password], certificate: certificate, in: folder)
        var address = address()
        address.port = leaving.imapsPort
        leaving.stop()
        guard case .unreachable? = await failure(address) else {
            Issue.record("reached")
            return
        }
    }
}
