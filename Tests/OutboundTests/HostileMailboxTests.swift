import ChannelKit
import MailServers
import Testing

@testable import Outbound

/// What a mailbox line does with a server that breaks the rules.
@Suite(.timeLimit(.minutes(1)))
struct HostileMailboxTests {
    /// A server that signs in whoever comes and then does as it likes.
    private func server(
        greeting: String = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello",
        signIn: String = "OK welcome",
        then script: @escaping @Sendable (ScriptedConnection) throws -> Void = { try $0.beSilent() }
    ) throws -> ScriptedServer {
        try ScriptedServer { connection in
            try connection.sendLine(greeting)
            while true {
                let words = try connection.line().split(separator: " ")
                guard words.count >= 2 else { return }
                switch words[1] {
                case "CAPABILITY":
                    try connection.sendLine("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
                    try connection.sendLine("\(words[0]) OK done")
                case "AUTHENTICATE":
                    try connection.sendLine("+ ")
                    _ = try connection.line()
                    try connection.sendLine("\(words[0]) \(signIn)")
                    if signIn.hasPrefix("OK") {
                        try script(connection)
                        return
                    }
                default: try connection.sendLine("\(words[0]) BAD no")
                }
            }
        }
    }

    private func open(_ server: ScriptedServer, limits: MailboxLimits = MailboxLimits()) async throws -> any MailboxLine
    {
        let address = MailServer(
            host: "127.0.0.1",
            port: server.port,
            security: .none,
            user: "ann",
            password: Secret("s3cret-word")
        )
        return try await CurlMailboxOpener(limits: limits).open(address)
    }

    @Test(arguments: [
        "* 1 FETCH (BODY[] {200}\r\n", "* 1 FETCH (BODY[] {99999999999999999999}\r\n", "t2 OK early\r\n", "+ more?\r\n",
        "t1 MAYBE\r\n", "no response\r\n", "\r\n", "* 1 FETCH (BODY[] {50}\r\nshort",
    ])
    func `an answer that breaks the rules ends the line`(answer: String) async throws {
        let server = try server { connection in
            _ = try connection.line()
            try connection.send(answer)
        }
        var limits = MailboxLimits()
        limits.literalOctets = 100
        let line = try await open(server, limits: limits)
        await #expect(throws: MailboxFailure.self) { _ = try await line.command("NOOP") }
        await #expect(throws: MailboxFailure.unreachable(detail: "the line is closed")) {
            _ = try await line.command("NOOP")
        }
        await line.close()
    }

    @Test func `an answer without end ends the line`() async throws {
        let server = try server { connection in
            _ = try connection.line()
            while true { try connection.sendLine("* 1 EXISTS") }
        }
        var limits = MailboxLimits()
        limits.responseCount = 1000
        let counted = try await open(server, limits: limits)
        await #expect(throws: MailboxFailure.protocolBroken(detail: "the answer is too long")) {
            try await counted.command("NOOP") { _ in }
        }
        limits = MailboxLimits()
        limits.collectedOctets = 10_000
        let collected = try await open(server, limits: limits)
        await #expect(throws: MailboxFailure.protocolBroken(detail: "the answer is too long")) {
            _ = try await collected.command("NOOP")
        }
    }

    @Test func `a server that falls silent is left, and what it said before it hung up is told`() async throws {
        var limits = MailboxLimits()
        limits.silence = .milliseconds(100)
        let silent = try server()
        let line = try await open(silent, limits: limits)
        await #expect(throws: MailboxFailure.unreachable(detail: "no answer in time")) {
            _ = try await line.command("NOOP")
        }
        let leaving = try server { connection in
            _ = try connection.line()
            try connection.sendLine("* BYE too many connections")
        }
        let left = try await open(leaving)
        await #expect(
            throws: MailboxFailure.unreachable(
                detail: "the server closed the line; the server said BYE too many connections"
            )
        ) {
            _ = try await left.command("NOOP")
        }
    }

    @Test func `a command whose task is canceled ends at once`() async throws {
        let (commands, seen) = AsyncStream.makeStream(of: String.self)
        let server = try server { connection in
            seen.yield(try connection.line())
            try connection.beSilent()
        }
        let line = try await open(server)
        let command = Task { try await line.command("UID SEARCH ALL") }
        for await text in commands where text == "t1 UID SEARCH ALL" { break }
        command.cancel()
        await #expect(throws: MailboxFailure.unreachable(detail: "canceled")) { _ = try await command.value }
        await line.close()
    }

    @Test func `IDLE is refused by a server that does not know it, and the line stays`() async throws {
        let server = try server { connection in
            _ = try connection.line()
            try connection.sendLine("t1 BAD what?")
            _ = try connection.line()
            try connection.sendLine("t2 OK")
        }
        let line = try await open(server)
        await #expect(throws: MailboxFailure.refused(text: "BAD what?")) { _ = try await line.idle(limit: .seconds(9)) }
        _ = try await line.command("NOOP")
    }

    @Test func `a canceled IDLE is ended with DONE`() async throws {
        let (commands, seen) = AsyncStream.makeStream(of: String.self)
        let server = try server { connection in
            seen.yield(try connection.line())
            try connection.send("+ idling\r\n* OK still here\r\n")
            seen.yield(try connection.line())
            try connection.sendLine("t1 OK")
            seen.yield(try connection.line())
            try connection.sendLine("t2 OK")
        }
        let line = try await open(server)
        let idle = Task { try await line.idle(limit: .seconds(600)) }
        var iterator = commands.makeAsyncIterator()
        #expect(await iterator.next() == "t1 IDLE")
        idle.cancel()
        _ = try? await idle.value
        // Canceled before the server said go ahead, the line is broken instead; either way no DONE is left out.
        if let next = try? await line.command("NOOP") {
            #expect(next.isEmpty)
            #expect(await iterator.next() == "DONE")
        }
    }

    @Test(arguments: [
        ("NO [AUTHENTICATIONFAILED] no: s3cret-word", "NO [AUTHENTICATIONFAILED] no: [secret]"),
        ("NO LOGIN Login error or password error", "NO LOGIN Login error or password error"),
    ])
    func `a refused sign-in keeps the server's words and no secret`(answer: String, text: String) async throws {
        let server = try server(signIn: answer)
        await #expect(throws: MailboxFailure.credentials(text: text)) { _ = try await open(server) }
    }

    @Test func `a server without sign-in by password is told from one that refuses`() async throws {
        let server = try ScriptedServer { connection in
            try connection.sendLine("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=EXTERNAL] hello")
            while true {
                let tag = try connection.line().prefix { $0 != " " }
                try connection.send("* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=EXTERNAL\r\n\(tag) OK done\r\n")
            }
        }
        await #expect(throws: MailboxFailure.credentials(text: "the server offers no sign-in with a password")) {
            _ = try await open(server)
        }
    }

    @Test func `a server without SASL is signed in to with LOGIN`() async throws {
        let server = try ScriptedServer { connection in
            try connection.sendLine("* OK hello")
            while true {
                let words = try connection.line().split(separator: " ", maxSplits: 2)
                guard words.count >= 2 else { return }
                if words[1] == "CAPABILITY" { try connection.sendLine("* CAPABILITY IMAP4rev1") }
                let isRight = words[1] != "LOGIN" || words[2] == "ann s3cret-word"
                try connection.sendLine("\(words[0]) \(isRight ? "OK" : "NO") done")
            }
        }
        let line = try await open(server)
        _ = try await line.command("NOOP")
        await line.close()
    }

    @Test func `a sign-in that cannot be checked now is no refusal`() async throws {
        let server = try server(signIn: "NO [UNAVAILABLE] later")
        let failure = await #expect(throws: MailboxFailure.self) { _ = try await open(server) }
        guard case .unreachable(let detail)? = failure else {
            Issue.record("not unreachable")
            return
        }
        #expect(detail.contains("[UNAVAILABLE] later"))
    }

    @Test(arguments: ["* BYE go away", "* NO service"])
    func `what greets like no mailbox is unreachable`(greeting: String) async throws {
        let server = try server(greeting: greeting)
        let failure = await #expect(throws: MailboxFailure.self) { _ = try await open(server) }
        guard case .unreachable? = failure else {
            Issue.record("not unreachable")
            return
        }
    }
}
