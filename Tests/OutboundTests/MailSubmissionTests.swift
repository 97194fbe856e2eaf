import ChannelKit
import MailServers
import Testing

@testable import Outbound

/// What the submitter does with a server whose every answer is chosen.
@Suite(.timeLimit(.minutes(1)))
struct MailSubmissionTests {
    typealias Script = ScriptedSMTPServer.Script

    private static func mail(
        _ recipients: [String] = ["bob@example.org"],
        sender: String = "desk@example.org"
    )
        -> MailSubmission
    {
        let octets = "Subject: x\r\n\r\n.dot\r\n..dots\r\nend\r\n"
        return MailSubmission(sender: sender, recipients: recipients, octets: Array(octets.utf8))
    }

    private static func address(
        _ server: ScriptedSMTPServer,
        user: String? = nil,
        password: String = "pass-word"
    ) -> MailServer {
        MailServer(
            host: "127.0.0.1",
            port: server.port,
            security: .none,
            user: user,
            password: user.map { _ in Secret(password) }
        )
    }

    private func refusal(
        of mail: MailSubmission = mail(),
        by server: MailServer,
        timeLimit: Duration = .seconds(20)
    ) async -> MailRefusal? {
        do throws(MailRefusal) {
            _ = try await CurlMailSubmitter().submit(mail, to: server, timeLimit: timeLimit)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(
        steps: [String: ScriptedSMTPServer.Step],
        to recipients: [String] = ["bob@example.org"]
    )
        async throws -> MailRefusal?
    {
        let server = try ScriptedSMTPServer(Script(steps: steps))
        return await refusal(of: Self.mail(recipients), by: Self.address(server))
    }

    @Test func `a mail arrives as it is and the answer names its place in the queue`() async throws {
        let server = try ScriptedSMTPServer()
        let mail = Self.mail(["bob@example.org", "eve@example.org"])
        let answer = try await CurlMailSubmitter().submit(mail, to: Self.address(server), timeLimit: .seconds(20))
        #expect(answer == "250 2.0.0 Ok: queued as 4F2")
        let taken = try #require(server.mails.first)
        #expect(taken.octets == mail.octets)
        #expect(taken.sender == "MAIL FROM:<desk@example.org> SIZE=\(mail.octets.count)")
        #expect(taken.recipients == ["RCPT TO:<bob@example.org>", "RCPT TO:<eve@example.org>"])
    }

    @Test func `the null sender is sent as such and octets beyond ASCII are announced`() async throws {
        let server = try ScriptedSMTPServer()
        var mail = Self.mail(sender: "")
        mail.octets += Array("\u{FC}\r\n".utf8)
        _ = try await CurlMailSubmitter().submit(mail, to: Self.address(server), timeLimit: .seconds(20))
        #expect(server.mails.first?.sender == "MAIL FROM:<> SIZE=\(mail.octets.count) BODY=8BITMIME")
        #expect(server.mails.first?.octets == mail.octets)
    }

    @Test func `a large mail arrives whole`() async throws {
        let server = try ScriptedSMTPServer()
        var mail = Self.mail()
        mail.octets += Array(String(repeating: ".0123456789abcdef\r\n", count: 50_000).utf8)
        _ = try await CurlMailSubmitter().submit(mail, to: Self.address(server), timeLimit: .seconds(50))
        #expect(server.mails.first?.octets == mail.octets)
    }

    @Test func `a line is kept for the next mail, and reset after a refusal`() async throws {
        let server = try ScriptedSMTPServer(Script(steps: ["RCPT TO:<gone@": .say("550 5.1.1 gone")]))
        let submitter = CurlMailSubmitter(linesPerServer: 1)
        for recipient in ["a@example.org", "gone@example.org", "b@example.org"] {
            _ = try? await submitter.submit(Self.mail([recipient]), to: Self.address(server), timeLimit: .seconds(20))
        }
        #expect(server.connectionCount == 1)
        #expect(server.mails.map(\.recipients) == [["RCPT TO:<a@example.org>"], ["RCPT TO:<b@example.org>"]])
        #expect(server.commands.count { $0 == "RSET" } == 1)
    }

    @Test func `a line that the server let go is opened anew without a failure`() async throws {
        let server = try ScriptedSMTPServer()
        let submitter = CurlMailSubmitter(linesPerServer: 1)
        _ = try await submitter.submit(Self.mail(), to: Self.address(server), timeLimit: .seconds(20))
        server.hangUp()
        _ = try await submitter.submit(Self.mail(), to: Self.address(server), timeLimit: .seconds(20))
        server.change(Script(steps: ["MAIL": .sayAndHangUp("421 4.4.2 idle too long")]))
        let refusal = await #expect(throws: MailRefusal.self) {
            try await submitter.submit(Self.mail(), to: Self.address(server), timeLimit: .seconds(20))
        }
        #expect(refusal == .answered(code: 421, text: "4.4.2 idle too long"))
        #expect(server.connectionCount == 3)
        #expect(server.mails.map(\.connection) == [0, 1])
    }

    @Test(arguments: [
        ("MAIL", "553 5.7.1 not your address", 553), ("MAIL", "552 5.3.4 too big", 552),
        ("RCPT", "550 5.1.1 <bob@example.org>: unknown", 550), ("RCPT", "450 4.2.0 greylisted", 450),
        ("DATA", "451 4.3.0 try later", 451), (".", "554 5.7.1 spam", 554), (".", "452 4.3.1 full", 452),
    ])
    func `a refusal keeps its code and words`(command: String, answer: String, code: Int) async throws {
        let refusal = try await refusal(steps: [command: .say(answer)])
        #expect(refusal == .answered(code: code, text: String(answer.dropFirst(4))))
    }

    @Test func `several recipients are taken all or not at all, and the refused one is named`() async throws {
        let server = try ScriptedSMTPServer(Script(steps: ["RCPT TO:<eve@": .say("550 5.1.1 no such user")]))
        let mail = Self.mail(["bob@example.org", "eve@example.org"])
        let refusal = await refusal(of: mail, by: Self.address(server))
        #expect(refusal == .answered(code: 550, text: "<eve@example.org>: 5.1.1 no such user"))
        #expect(!server.commands.contains("DATA"))
    }

    @Test func `an account is signed in`() async throws {
        var script = Script()
        script.accounts = ["ann@example.org": "p\u{E4}ss w\u{F6}rd"]
        let server = try ScriptedSMTPServer(script)
        let address = Self.address(server, user: "ann@example.org", password: "p\u{E4}ss w\u{F6}rd")
        #expect(await refusal(by: address) == nil)
        #expect(server.mails.count == 1)
    }

    @Test(arguments: [
        ("AUTH", "535 5.7.8 bad password", MailRefusal.credentials(text: "535 5.7.8 bad password")),
        ("AUTH", "454 4.7.0 no directory", .unreachable(detail: "454 4.7.0 no directory")),
        ("MAIL", "530 5.7.0 sign in first", .credentials(text: "5.7.0 sign in first")),
    ])
    func `a refused account is not the recipient's fault`(
        command: String,
        answer: String,
        refusal: MailRefusal
    )
        async throws
    {
        let server = try ScriptedSMTPServer(Script(steps: [command: .say(answer)]))
        #expect(await self.refusal(by: Self.address(server, user: "ann")) == refusal)
    }

    @Test func `a server without sign-in is not used without one`() async throws {
        var script = Script()
        script.offers = ["SIZE 100"]
        let server = try ScriptedSMTPServer(script)
        guard case .credentials? = await refusal(by: Self.address(server, user: "ann")) else {
            Issue.record("signed in")
            return
        }
        #expect(!server.commands.contains { $0.hasPrefix("MAIL") })
    }

    @Test func `no secret comes back out of a server's words`() async throws {
        let secret = "tr0ub4dor-secret"
        for command in ["AUTH", "MAIL", "RCPT", "."] {
            let server = try ScriptedSMTPServer(Script(steps: [command: .say("550 you said \(secret)")]))
            let refusal = await refusal(by: Self.address(server, user: "ann", password: secret))
            #expect(refusal != nil)
            #expect(!String(reflecting: refusal).contains(secret))
            #expect(String(reflecting: refusal).contains("[secret]"))
        }
    }

    @Test(arguments: ["EHLO", "MAIL", "RCPT", "DATA"])
    func `a line that is lost before the mail has gone out is unreachable`(command: String) async throws {
        guard case .unreachable? = try await refusal(steps: [command: .hangUp]) else {
            Issue.record("not unreachable")
            return
        }
    }

    @Test(arguments: ["554 5.7.1 not from your network", "421 4.3.2 busy"])
    func `a server that refuses the line refuses no mail`(greeting: String) async throws {
        var script = Script()
        script.greeting = .say(greeting)
        let server = try ScriptedSMTPServer(script)
        guard case .unreachable(let detail)? = await refusal(by: Self.address(server)) else {
            Issue.record("not unreachable")
            return
        }
        #expect(detail.contains(greeting))
    }

    @Test(arguments: ["secret\n", "se\r\ncret", "se\u{0}cret"])
    func `a password with a line end is not sent`(password: String) async throws {
        let server = try ScriptedSMTPServer()
        let refusal = await refusal(by: Self.address(server, user: "ann", password: password))
        #expect(refusal == .credentials(text: "the user, password or token holds a line end or NUL"))
        #expect(server.connectionCount == 0)
    }

    @Test func `a line that is lost amid a mail is unreachable`() async throws {
        var script = Script()
        script.hangsUpAfter = 1000
        let server = try ScriptedSMTPServer(script)
        var mail = Self.mail()
        mail.octets += Array(String(repeating: "0123456789abcdef\r\n", count: 500_000).utf8)
        guard case .unreachable? = await refusal(of: mail, by: Self.address(server)) else {
            Issue.record("not unreachable")
            return
        }
    }

    @Test func `a line that is lost after the mail has gone out is unanswered`() async throws {
        guard case .unanswered? = try await refusal(steps: [".": .hangUp]) else {
            Issue.record("not unanswered")
            return
        }
    }

    @Test(arguments: ["not smtp", "250-more and no end", "99 x"])
    func `an answer to the mail that makes no sense is unanswered`(answer: String) async throws {
        guard case .unanswered? = try await refusal(steps: [".": .sayAndHangUp(answer)]) else {
            Issue.record("not unanswered")
            return
        }
    }

    @Test func `time that is up before the mail has gone out is unreachable, afterwards unanswered`() async throws {
        for (command, isSent) in [("EHLO", false), ("RCPT", false), (".", true)] {
            let server = try ScriptedSMTPServer(Script(steps: [command: .beSilent]))
            switch await refusal(by: Self.address(server), timeLimit: .milliseconds(300)) {
            case .unreachable?: #expect(!isSent)
            case .unanswered?: #expect(isSent)
            default: Issue.record("not lost")
            }
        }
    }

    @Test func `a canceled attempt ends at once and says how far it was`() async throws {
        for (command, isSent) in [("RCPT", false), (".", true)] {
            let server = try ScriptedSMTPServer(Script(steps: [command: .beSilent]))
            async let refusal = withTaskGroup(of: MailRefusal?.self) { group in
                group.addTask { await self.refusal(by: Self.address(server), timeLimit: .seconds(600)) }
                await server.awaitCommand(command)
                group.cancelAll()
                return await group.next() ?? nil
            }
            switch await refusal {
            case .unreachable?: #expect(!isSent)
            case .unanswered?: #expect(isSent)
            default: Issue.record("not lost")
            }
        }
    }

    @Test func `an attempt can be canceled while the line is opened`() async throws {
        let (arrivals, seen) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { connection in
            seen.yield()
            try connection.beSilent()
        }
        let address = MailServer(host: "127.0.0.1", port: server.port, security: .tls)
        let attempt = Task { await refusal(by: address, timeLimit: .seconds(600)) }
        for await _ in arrivals { break }
        attempt.cancel()
        #expect(await attempt.value == .unreachable(detail: "canceled"))
    }

    @Test func `no more lines are opened than allowed, and a waiting attempt can be canceled`() async throws {
        let server = try ScriptedSMTPServer(Script(steps: ["RCPT TO:<slow@": .beSilent]))
        let submitter = CurlMailSubmitter(linesPerServer: 2)
        await withTaskGroup(of: MailRefusal?.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do throws(MailRefusal) {
                        _ = try await submitter.submit(
                            Self.mail(["slow@example.org"]),
                            to: Self.address(server),
                            timeLimit: .seconds(600)
                        )
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            await server.awaitCommand("RCPT", count: 2)
            #expect(server.connectionCount == 2)
            group.cancelAll()
            for await refusal in group { #expect(refusal == .unreachable(detail: "canceled")) }
        }
    }

    @Test func `many mails at once all arrive, once each`() async throws {
        let server = try ScriptedSMTPServer()
        let submitter = CurlMailSubmitter(linesPerServer: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<250 {
                group.addTask {
                    let mail = Self.mail(["user\(number)@example.org"])
                    _ = try await submitter.submit(mail, to: Self.address(server), timeLimit: .seconds(50))
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(server.mails.map(\.recipients)).count == 250)
        #expect(server.mails.count == 250)
        // Two lines may each reach their limit of mails and be opened anew.
        #expect(server.connectionCount <= 6)
    }

    @Test func `STARTTLS that is not offered is not done without`() async throws {
        let server = try ScriptedSMTPServer()
        var address = Self.address(server, user: "ann")
        address.security = .starttls
        guard case .untrusted? = await refusal(by: address) else {
            Issue.record("went on")
            return
        }
        #expect(server.commands.allSatisfy { $0.hasPrefix("EHLO") || $0 == "QUIT" })
    }

    @Test func `TLS to a server that speaks none is unreachable`() async throws {
        let server = try ScriptedSMTPServer()
        var address = Self.address(server)
        address.security = .tls
        guard case .unreachable? = await refusal(by: address) else {
            Issue.record("not unreachable")
            return
        }
    }

    @Test func `a password is not sent in the clear to another machine`() async {
        let address = MailServer(host: "192.0.2.1", port: 25, security: .none, user: "ann", password: Secret("x"))
        guard case .untrusted? = await refusal(by: address) else {
            Issue.record("not refused")
            return
        }
    }

    @Test(arguments: ["", "exa mple.org", "example.org/x", "a@b", "a:1", "[::1]", "h\u{F6}st"])
    func `what is no host name is not connected to`(host: String) async {
        let address = MailServer(host: host, port: 25, security: .none)
        #expect(await refusal(by: address) == .unreachable(detail: "not a host name and port"))
    }

    @Test func `a port that nobody listens on is unreachable`() async throws {
        let port = try ScriptedSMTPServer().port
        guard case .unreachable? = await refusal(by: MailServer(host: "127.0.0.1", port: port, security: .none)) else {
            Issue.record("not unreachable")
            return
        }
    }

    @Test func `a server that greets without end is left`() async throws {
        let server = try ScriptedServer { connection in
            while true { try connection.sendLine("220-" + String(repeating: "x", count: 500)) }
        }
        let address = MailServer(host: "127.0.0.1", port: server.port, security: .none)
        guard case .unreachable? = await refusal(by: address) else {
            Issue.record("not unreachable")
            return
        }
    }
}
