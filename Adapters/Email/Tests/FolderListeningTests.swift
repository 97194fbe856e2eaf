import ChannelKit
import Foundation
import Testing

@testable import EmailAdapter

@Suite struct FolderListeningTests {
    private let desk = TestDesk()
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func mail(_ number: Int) -> String {
        "From: ada@example.net\nMessage-ID: <\(number)@x>\n\nHello \(number)\n"
    }

    private var now: Timestamp { desk.clock.withLock { $0 } }

    /// Listens to the folder until the body has seen enough.
    private func listening(
        _ kind: String = "drop_folder",
        _ extra: [String: SettingValue] = [:],
        until body: () async throws -> Void
    ) async throws {
        var settings = extra
        settings[kind] = .object(["path": .text(folder.path)])
        let adapter = try desk.adapter(settings)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [desk] in try await adapter.listen(into: desk.journal, health: desk.health) }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func `files are taken oldest first and moved away once they are journaled`() async throws {
        try folder.write(mail(2), to: "a.eml", secondsOld: 10, before: now)
        try folder.write(mail(1), to: "b.eml", secondsOld: 20, before: now)
        try folder.write("notes", to: "readme.txt", before: now)
        try await listening { await desk.health.wait { $0.line == .ready } }
        #expect(desk.journal.arrivals.map(\.externalID.rawValue).map { $0.prefix(3) } == ["1@x", "2@x"])
        #expect(folder.names() == [".done", "readme.txt"])
        #expect(folder.names(in: ".done") == ["a.eml", "b.eml"])
    }

    @Test func `a file that was just written waits, and one that is renamed in does not`() async throws {
        try folder.write(mail(1), to: "young.eml", secondsOld: 1, before: now)
        try await listening {
            await desk.health.wait { $0.line == .ready }
            #expect(desk.journal.arrivals.isEmpty)
            try folder.write(mail(2), to: "other.tmp", secondsOld: 0, before: now)
            try FileManager.default.moveItem(atPath: folder.path + "/other.tmp", toPath: folder.path + "/other.eml")
            await desk.journal.waitForArrivals(1)
            #expect(desk.journal.arrivals[0].externalID.rawValue.hasPrefix("2@x"))
            desk.clock.withLock { $0 = $0.advanced(by: .seconds(2)) }
            await desk.journal.waitForArrivals(2)
        }
    }

    @Test func `what cannot be taken goes aside with its reason`() async throws {
        try folder.write("", to: "empty.eml", before: now)
        try folder.write("Subject: x\n\n" + String(repeating: "x", count: 70_000), to: "large.eml", before: now)
        try folder.write(mail(1), to: "good.eml", before: now)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link.eml",
            withDestinationPath: "/etc/passwd"
        )
        try FileManager.default.createDirectory(atPath: folder.path + "/folder.eml", withIntermediateDirectories: false)
        mkfifo(folder.path + "/pipe.eml", 0o600)
        // What is no plain file has the time of its making, which is later than the test's clock.
        desk.clock.withLock { $0 = Timestamp(seconds: 4_000_000_000) }
        try await listening("drop_folder", ["maximum_size": .integer(65_536)]) {
            await desk.health.wait { $0.line == .ready }
        }
        #expect(desk.journal.arrivals.count == 1)
        let failed = folder.names(in: ".failed")
        #expect(
            failed.filter { !$0.hasSuffix(".reason") } == [
                "empty.eml", "folder.eml", "large.eml", "link.eml", "pipe.eml",
            ]
        )
        let reason = try String(contentsOfFile: folder.path + "/.failed/large.eml.reason", encoding: .utf8)
        #expect(reason.contains("maximum_size"))
        #expect(folder.names() == [".done", ".failed"])
    }

    @Test func `a full journal is waited for and nothing is moved before it takes the mail`() async throws {
        try folder.write(mail(1), to: "a.eml", before: now)
        desk.journal.refuse(.busy(retryAfter: .milliseconds(1)), .unavailable("no space"))
        try await listening { await desk.health.wait { $0.line == .ready } }
        #expect(folder.names(in: ".done") == ["a.eml"])
        #expect(desk.pauses.withLock { $0 } == [.milliseconds(20), .seconds(1)])
    }

    @Test func `one mail that the journal finds too large does not hold up the others`() async throws {
        for number in 1...3 {
            try folder.write(mail(number), to: "\(number).eml", secondsOld: Double(50 - number), before: now)
        }
        desk.journal.refuse(.tooLarge(limit: 10), .tooLarge(limit: 10))
        try await listening { await desk.health.wait { $0.line == .ready } }
        #expect(desk.journal.arrivals.count == 2)
        #expect(folder.names(in: ".failed") == ["1.eml", "1.eml.reason"])
    }

    @Test func `many mails are handed over in order and in few batches`() async throws {
        for number in 0..<600 {
            try folder.write(mail(number), to: "\(number).eml", secondsOld: 5000 - Double(number), before: now)
        }
        try await listening { await desk.health.wait { $0.line == .ready } }
        #expect(desk.journal.batches.map(\.count) == [256, 256, 88])
        let numbers = desk.journal.arrivals.compactMap { Int($0.externalID.rawValue.prefix { $0 != "@" }) }
        #expect(numbers == Array(0..<600))
    }

    @Test func `a mail whose name is taken in done is kept under another name`() async throws {
        try FileManager.default.createDirectory(atPath: folder.path + "/.done", withIntermediateDirectories: true)
        try folder.write("older", to: ".done/a.eml", before: now)
        try folder.write(mail(1), to: "a.eml", before: now)
        try await listening { await desk.health.wait { $0.line == .ready } }
        #expect(folder.names(in: ".done") == ["2-a.eml", "a.eml"])
    }

    @Test func `mails of a Maildir go from new to cur`() async throws {
        for name in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        try folder.write(mail(1), to: "new/1700000000.M1P1.host", before: now)
        try folder.write("", to: "new/1700000001.M1P1.host", before: now)
        try await listening("maildir") {
            await desk.health.wait { $0.line == .ready }
            try folder.write(mail(2), to: "tmp/1700000002.M1P1.host", secondsOld: 0, before: now)
            try FileManager.default.moveItem(
                atPath: folder.path + "/tmp/1700000002.M1P1.host",
                toPath: folder.path + "/new/1700000002.M1P1.host"
            )
            await desk.journal.waitForArrivals(2)
            await desk.health.wait { $0.problem != nil }
        }
        #expect(folder.names(in: "cur").contains("1700000000.M1P1.host:2,"))
        #expect(folder.names(in: "new").contains("1700000001.M1P1.host"))
        #expect(desk.health.last?.problem?.english.contains(": The file is empty.") == true)
        #expect(desk.health.last?.problem?.chinese.contains("：文件为空。") == true)
    }

    @Test func `a Maildir that is not there is told and not made`() async throws {
        try await listening("maildir") { await desk.health.wait { $0.line == .failing } }
        #expect(desk.health.last?.problem?.english.contains("\(folder.path)/new") == true)
        #expect(folder.names().isEmpty)
    }

    @Test func `batches end at their number and at their size`() {
        func waiting(_ sizes: [Int64]) -> [MailFolder.Waiting] {
            sizes.enumerated().map { MailFolder.Waiting(name: "\($0.offset)", size: $0.element, modified: 0) }
        }
        #expect(FolderListening.batches([]).isEmpty)
        #expect(FolderListening.batches(waiting(Array(repeating: 1, count: 257))).map(\.count) == [256, 1])
        #expect(FolderListening.batches(waiting([20 << 20, 12 << 20, 1, 40 << 20, 1])).map(\.count) == [2, 1, 1, 1])
    }
}
