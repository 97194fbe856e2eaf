import ChannelKit
import Synchronization
import Testing

@testable import EmailAdapter

@Suite struct MailboxListeningTests {
    private func settings(_ extra: [String: SettingValue] = [:]) -> [String: SettingValue] {
        var imap: [String: SettingValue] = [
            "host": .text("imap.example.org"), "user": .text("desk@example.org"),
            "password": .secrets([Secret("hunter2")]),
        ]
        imap.merge(extra) { $1 }
        return ["imap": .object(imap)]
    }

    private static let stream = "imap/desk@example.org@imap.example.org/INBOX"

    private func mail(_ number: Int, body: String = "Hello") -> String {
        "From: Ada <ada@example.net>\r\nSubject: \(number)\r\nMessage-ID: <\(number)@example.net>\r\n\r\n\(body)\r\n"
    }

    /// Runs the adapter beside a body that says when it is enough.
    private func listening(
        _ desk: TestDesk,
        _ settings: [String: SettingValue],
        until body: () async throws -> Void
    ) async throws {
        let adapter = try desk.adapter(settings)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await adapter.listen(into: desk.journal, health: desk.health) }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func `what is there and what comes later is journaled in order with its cursor`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1), mail(2)])
        try await listening(desk, settings()) {
            await desk.mailbox.waitForIdle(1)
            desk.mailbox.deliver([mail(3, body: "A004 OK forged\r\n* 9 FETCH (UID 99 BODY[] {3}\r\nx)")])
            await desk.mailbox.waitForIdle(2)
        }
        #expect(desk.journal.arrivals.map(\.verdict) == [.fetched, .fetched, .fetched])
        #expect(
            desk.journal.arrivals.map { String(decoding: $0.body.prefix(40), as: UTF8.self).contains("Ada") } == [
                true, true, true,
            ]
        )
        let cursor = try #require(MailboxCursor(desk.journal.cursors[Self.stream]?.value ?? ""))
        #expect(cursor.uid == 3)
        #expect(cursor.taken == 3)
        #expect(desk.health.last == ChannelCondition(line: .ready, serverCount: 3, storedCount: 3, backlog: 0))
    }

    @Test func `the program tells its name before it opens the folder`() async throws {
        let desk = TestDesk()
        try await listening(desk, settings()) { await desk.mailbox.waitForIdle(1) }
        let commands = desk.mailbox.commands
        #expect(commands.first?.hasPrefix("ID (") == true)
        #expect(commands.contains("SELECT \"INBOX\""))
    }

    @Test func `a server that does not know ID is used all the same`() async throws {
        let desk = TestDesk()
        desk.mailbox.change { $0.refusals = [(prefix: "ID", failure: .refused(text: "BAD"))] }
        desk.mailbox.deliver([mail(1)])
        try await listening(desk, settings()) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.journal.arrivals.count == 1)
    }

    @Test func `stored mails are marked as seen, and only those`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1), mail(2)])
        try await listening(desk, settings()) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.mailbox.state.withLock { $0.mails.map(\.flags) } == [["Seen"], ["Seen"]])
        #expect(!desk.mailbox.commands.contains { $0.contains("BODY[]") })
    }

    @Test func `keep opens the folder read-only and changes nothing`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1)])
        try await listening(desk, settings(["after": .text("keep")])) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.mailbox.commands.contains("EXAMINE \"INBOX\""))
        #expect(!desk.mailbox.commands.contains { $0.contains("STORE") || $0.contains("MOVE") })
    }

    @Test(arguments: ["IMAP4rev1 IDLE MOVE", "IMAP4rev1 IDLE UIDPLUS"])
    func `stored mails are moved, into a folder that is made when it is missing`(abilities: String) async throws {
        let desk = TestDesk()
        desk.mailbox.change { $0.abilities = abilities }
        desk.mailbox.deliver([mail(1), mail(2)])
        let move: [String: SettingValue] = ["after": .text("move"), "move_to": .text("Gelesen & fertig é")]
        try await listening(desk, settings(move)) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.mailbox.state.withLock { $0.moved.map(\.uid) } == [1, 2])
        #expect(desk.mailbox.state.withLock { $0.mails.isEmpty })
        #expect(desk.mailbox.commands.contains("CREATE \"Gelesen &- fertig &AOk-\""))
        #expect(desk.health.last?.problem == nil)
    }

    @Test func `without UIDPLUS copied mails are only marked as deleted, never expunged`() async throws {
        let desk = TestDesk()
        desk.mailbox.change { $0.abilities = "IMAP4rev1 IDLE" }
        desk.mailbox.deliver([mail(1)])
        let move: [String: SettingValue] = ["after": .text("move"), "move_to": .text("Archive")]
        try await listening(desk, settings(move)) { await desk.mailbox.waitForIdle(1) }
        #expect(!desk.mailbox.commands.contains { $0.contains("EXPUNGE") })
        #expect(desk.mailbox.state.withLock { $0.mails.first?.flags } == ["Deleted"])
    }

    @Test func `nothing is marked before it is journaled`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1)])
        desk.journal.refuse(.busy(retryAfter: .seconds(3)), .unavailable("the disk is full"))
        try await listening(desk, settings()) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.journal.arrivals.count == 1)
        #expect(desk.pauses.withLock { $0.prefix(2) } == [.seconds(3), .seconds(1)])
        #expect(desk.health.conditions.contains { $0.line == .failing })
        #expect(desk.health.last?.line == .ready)
    }

    @Test func `a restart goes on behind the cursor and finishes what was not marked`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1), mail(2), mail(3)])
        let cursor = #"{"uidvalidity":42,"uid":2,"taken":2,"settled":1,"missed":0}"#
        desk.journal.setCursor(cursor, stream: Self.stream)
        try await listening(desk, settings()) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.journal.arrivals.count == 1)
        #expect(
            desk.mailbox.commands.filter { $0.contains("STORE") }.map { $0.split(separator: " ")[2] } == ["2:2", "3:3"]
        )
    }

    @Test(arguments: [
        #"{"uidvalidity":41,"uid":2,"taken":2,"settled":2,"missed":0}"#,
        #"{"uidvalidity":42,"uid":900,"taken":2,"settled":2,"missed":0}"#,
        "{}", "", "not JSON", #"{"uidvalidity":-1}"#,
    ])
    func `another generation, a place beyond the end and a broken cursor start the folder anew`(
        cursor: String
    ) async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1), mail(2)])
        desk.journal.setCursor(cursor, stream: Self.stream)
        try await listening(desk, settings()) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.journal.arrivals.count == 2)
        #expect(MailboxCursor(desk.journal.cursors[Self.stream]?.value ?? "")?.uid == 2)
    }

    @Test func `a change of UIDVALIDITY takes the folder again and the journal knows the mails`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1), mail(2)])
        try await listening(desk, settings()) {
            await desk.mailbox.waitForIdle(1)
            desk.mailbox.change { $0.uidValidity = 43 }
            desk.mailbox.breakLines()
            await desk.mailbox.waitForIdle(2)
        }
        #expect(desk.journal.arrivals.count == 2)
        #expect(desk.journal.batches.joined().count == 4)
        #expect(MailboxCursor(desk.journal.cursors[Self.stream]?.value ?? "")?.uidValidity == 43)
    }

    @Test func `a long mailbox with gaps is caught up in windows and batches`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver((1...250).map { mail($0) })
        desk.mailbox.change { state in
            state.nextUID = 3_000_000_000
        }
        desk.mailbox.deliver([mail(999)])
        try await listening(desk, settings()) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.journal.arrivals.count == 251)
        #expect(desk.journal.batches.map(\.count) == [100, 100, 50, 1])
        #expect(desk.mailbox.commands.count < 40)
        #expect(desk.health.last == ChannelCondition(line: .ready, serverCount: 251, storedCount: 251, backlog: 0))
    }

    @Test func `of a mail over the limit the beginning is taken and an agent is told`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1, body: String(repeating: "long line of text\r\n", count: 40_000)), mail(2)])
        var large = settings()
        large["maximum_size"] = .integer(300_000)
        try await listening(desk, large) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.journal.arrivals.map(\.body.count) == [256 << 10, Array(mail(2).utf8).count])
        let envelope = try #require(try desk.adapter(large).normalize(desk.journal.arrivals[0]).first)
        #expect(envelope.warnings.contains { $0.english.contains("too large") })
        #expect(envelope.subject == "1")
    }

    @Test func `a mail that a listing left out is found by counting`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1), mail(2), mail(3)])
        desk.mailbox.change { $0.hidden = [2] }
        try await listening(desk, settings()) {
            await desk.mailbox.waitForIdle(1)
            desk.mailbox.change { $0.hidden = [] }
            desk.mailbox.breakLines()
            await desk.mailbox.waitForIdle(2)
        }
        // The first count noted a miss, so the folder is not read again and again while the server hides the mail.
        #expect(desk.journal.arrivals.count == 2)
        #expect(desk.health.conditions.contains { $0.storedCount == 2 && $0.serverCount == 3 && $0.problem != nil })
    }

    @Test func `a broken line is opened again after a pause`() async throws {
        let desk = TestDesk()
        desk.mailbox.change {
            $0.openingFailures = [
                .unreachable(detail: "refused"), .untrusted(detail: "self-signed"),
                .credentials(text: "NO [UNAVAILABLE]"),
            ]
        }
        try await listening(desk, settings()) {
            await desk.mailbox.waitForIdle(1)
            desk.mailbox.breakLines()
            desk.mailbox.deliver([mail(1)])
            await desk.journal.waitForArrivals(1)
        }
        let pauses = desk.pauses.withLock { $0 }
        #expect(pauses.count == 4)
        #expect(pauses.allSatisfy { $0 > .zero && $0 <= .seconds(300) })
        #expect(desk.health.conditions.filter { $0.line == .failing }.count >= 4)
    }

    @Test(arguments: [
        ("imap.163.com", "授权码"), ("imap.gmail.com", "app password"), ("outlook.office365.com", "OAuth"),
        ("mail.example.org", "Check user and password"),
    ])
    func `a refused account blocks the channel and says what to do`(host: String, advice: String) async throws {
        let desk = TestDesk()
        desk.mailbox.change { $0.openingFailures = [.credentials(text: "NO LOGIN failed")] }
        let adapter = try desk.adapter(settings(["host": .text(host)]))
        let error = await #expect(throws: ChannelBlocked.self) {
            try await adapter.listen(into: desk.journal, health: desk.health)
        }
        #expect(error?.problem.english.contains(advice) == true)
        #expect(error?.problem.english.contains("LOGIN failed") == true)
        #expect(error?.problem.english.contains("hunter2") == false)
        #expect(desk.health.last?.line == .blocked)
    }

    @Test func `a folder that 163 does not open for unknown programs blocks the channel`() async throws {
        let desk = TestDesk()
        desk.mailbox.change { $0.refusals = [(prefix: "SELECT", failure: .refused(text: "SELECT Unsafe Login."))] }
        let adapter = try desk.adapter(settings(["host": .text("imap.163.com")]))
        await #expect(throws: ChannelBlocked.self) { try await adapter.listen(into: desk.journal, health: desk.health) }
    }

    @Test func `a server without IDLE is asked again and again`() async throws {
        let desk = TestDesk()
        desk.mailbox.change { $0.abilities = "IMAP4rev1" }
        try await listening(desk, settings(["poll_interval": .duration(.seconds(7))])) {
            await desk.health.wait { $0.line == .ready }
            desk.mailbox.deliver([mail(1)])
            await desk.journal.waitForArrivals(1)
        }
        #expect(desk.pauses.withLock { $0.first } == .seconds(7))
        #expect(desk.mailbox.commands.contains("NOOP"))
    }

    @Test func `mails that cannot be marked are journaled and the trouble is told`() async throws {
        let desk = TestDesk()
        desk.mailbox.deliver([mail(1)])
        desk.mailbox.change { $0.refusals = [(prefix: "UID STORE", failure: .refused(text: "NO read-only"))] }
        try await listening(desk, settings()) { await desk.mailbox.waitForIdle(1) }
        #expect(desk.journal.arrivals.count == 1)
        #expect(desk.health.last?.problem?.english.contains("read-only") == true)
    }
}
