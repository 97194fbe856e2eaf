import ChannelKit
import Testing

@testable import EmailAdapter

/// A maildrop that is read by POP3, session by session.
@Suite struct MaildropTests {
    private let desk = TestDesk()

    private func mail(_ number: Int, body: String = "Hello") -> [UInt8] {
        Array(
            "From: ada@example.net\r\nSubject: \(number)\r\nMessage-ID: <\(number)@example.net>\r\n\r\n\(body)\r\n".utf8
        )
    }

    private func session(
        _ extra: [String: SettingValue] = [:],
        channel: [String: SettingValue] = [:]
    ) async throws
        -> ChannelCondition
    {
        var pop3: [String: SettingValue] = [
            "host": .text("pop.example.org"), "user": .text("desk@example.org"), "password": .secrets([Secret("p")]),
        ]
        pop3.merge(extra) { $1 }
        let adapter = try desk.adapter(channel.merging(["pop3": .object(pop3)]) { $1 })
        guard case .pop3(let maildrop) = adapter.settings.wayIn else {
            throw UnreadableArrival(.verbatim("no maildrop"))
        }
        let report = ConditionReport(desk.health)
        let handover = Handover(intake: desk.journal, health: report, pause: adapter.pause)
        let line = try await desk.maildrop.openMaildrop(maildrop.server)
        return try await MaildropSession(adapter: adapter, maildrop: maildrop, handover: handover, line: line).run()
    }

    private func deliver(_ numbers: ClosedRange<Int>) {
        desk.maildrop.change { state in
            for number in numbers { state.mails.append((id: "uid-\(number)", octets: mail(number))) }
        }
    }

    @Test func `what is new is taken once, however often it is looked`() async throws {
        deliver(1...3)
        let first = try await session()
        #expect(first == ChannelCondition(line: .ready, serverCount: 3, storedCount: 3, backlog: 0))
        deliver(4...4)
        desk.maildrop.change { $0.mails.shuffle() }
        _ = try await session()
        #expect(desk.journal.arrivals.count == 4)
        #expect(desk.maildrop.commands.count { $0.hasPrefix("RETR") } == 4)
        #expect(!desk.maildrop.commands.contains { $0.hasPrefix("DELE") })
    }

    @Test func `stored mails are deleted after their days, and only with a good-bye`() async throws {
        deliver(1...2)
        _ = try await session(["delete_after_days": .integer(7)])
        #expect(desk.maildrop.ids.count == 2)
        desk.clock.withLock { $0 = $0.advanced(by: .seconds(7 * 86_400)) }
        deliver(3...3)
        desk.maildrop.change { $0.breaksBefore = "QUIT" }
        await #expect(throws: MailboxFailure.self) { try await session(["delete_after_days": .integer(7)]) }
        #expect(desk.maildrop.ids.count == 3)
        desk.maildrop.change { $0.breaksBefore = nil }
        _ = try await session(["delete_after_days": .integer(7)])
        #expect(desk.maildrop.ids == ["uid-3"])
        #expect(desk.journal.arrivals.count == 3)
    }

    @Test func `a line that breaks amid the mails loses and doubles none`() async throws {
        deliver(1...250)
        desk.maildrop.change { $0.breaksBefore = "QUIT" }
        await #expect(throws: MailboxFailure.self) { try await session() }
        desk.maildrop.change { $0.breaksBefore = nil }
        _ = try await session()
        #expect(desk.journal.arrivals.count == 250)
        #expect(desk.journal.batches.map(\.count) == [100, 100, 50])
    }

    @Test func `a server without UIDL is told of, for nobody could tell what was taken`() async throws {
        desk.maildrop.change { $0.refused = ["UIDL"] }
        await #expect(throws: MailboxFailure.protocolBroken(detail: "the server knows no UIDL: unknown command")) {
            try await session()
        }
    }

    @Test(arguments: [Set<String>(), ["TOP"]]) func `of a mail that is too large the beginning is taken`(
        _ refused: Set<String>
    ) async throws {
        let large = mail(1, body: String(repeating: "x", count: 300_000))
        desk.maildrop.change { state in
            state.mails = [(id: "a", octets: large)]
            state.refused = refused
        }
        _ = try await session(["delete_after_days": .integer(0)], channel: ["maximum_size": .integer(64 << 10)])
        // Nobody else has the whole of it.
        #expect(desk.maildrop.ids == ["a"])
        let arrival = try #require(desk.journal.arrivals.first)
        #expect(arrival.body.count <= MailboxBatch.beginningSize)
        #expect(arrival.headers.first(named: EmailAdapter.fullSizeField) == "\(large.count)")
    }

    @Test func `what is remembered fits the journal's cursors and is read again as it was`() throws {
        var seen = SeenMails()
        let digests = (0..<9000).map { SeenMails.digest(of: "uid-\($0)") }
        for start in stride(from: 0, to: digests.count, by: 100) {
            #expect(seen.add(Array(digests[start..<start + 100]), day: 20_000 + start / 1000) != nil)
        }
        let texts = (0..<3).map { seen.text(of: $0) }
        #expect(texts.allSatisfy { $0.utf8.count <= 64 << 10 })
        let again = SeenMails(texts)
        #expect(again.count == 9000)
        #expect(again.day(of: digests[4321]) == 20_004)
        #expect(again.day(of: SeenMails.digest(of: "another")) == nil)
    }

    @Test func `what the server has no more is forgotten, and the memory is bounded`() throws {
        var seen = SeenMails()
        for shelf in 0..<SeenMails.mostShelves {
            #expect(
                seen.add((0..<SeenMails.mostOnShelf).map { SeenMails.digest(of: "\(shelf)-\($0)") }, day: 1) == shelf
            )
        }
        #expect(seen.add([SeenMails.digest(of: "one more")], day: 1) == nil)
        seen.keep(only: [SeenMails.digest(of: "7-1")])
        #expect(seen.count == 1)
        #expect(seen.add([SeenMails.digest(of: "one more")], day: 1) == 0)
    }

    @Test(arguments: ["", "garbage", "1:", ":abc", "x:AAAAAAAA", "1:AAAAAAA"])
    func `a memory that is none of ours is empty`(_ text: String) { #expect(SeenMails([text]).count == 0) }

    @Test func `hostile listings are read as far as they make sense`() {
        let listing = MaildropListing(
            uidl: Array("2 b\r\n1 a\r\n-1 x\r\n0 y\r\nx z\r\n3\r\n4 \(String(repeating: "u", count: 71))\r\n".utf8),
            list: Array("1 5 extra\r\n2 -5\r\n".utf8)
        )
        #expect(listing.entries == [.init(number: 1, id: "a", size: 5), .init(number: 2, id: "b", size: nil)])
    }
}
