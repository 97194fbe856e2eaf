import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import PhoneLogAdapter

/// The folder and the followed log, with real files.
@Suite struct ListeningTests {
    private let place = TemporaryPlace()
    private let journal = Journal()
    private var folder: String { place.path }

    init() throws {
        try FileManager.default.createDirectory(atPath: folder + "/calls", withIntermediateDirectories: true)
    }

    private func write(_ text: String, to name: String) throws {
        let hidden = "\(folder)/.new"
        try Data(text.utf8).write(to: URL(fileURLWithPath: hidden))
        _ = rename(hidden, "\(folder)/\(name)")
    }

    private func append(_ text: String, to name: String) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/\(name)"))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
    }

    private func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(path)")) ?? []).sorted()
    }

    /// Listens until the body has seen enough.
    private func listening(
        _ settings: [String: SettingValue] = [:],
        _ body: () async throws -> Void
    ) async throws {
        var adapter = try CallLogSample("asterisk", settings, folder: folder).adapter
        adapter.pause = { _ in try await Task.sleep(for: .milliseconds(2)) }
        let ready = adapter
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [journal] in try await ready.listen(into: journal, health: journal) }
            do { try await body() } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Waits until something is so; a minute is for machines that are very busy.
    private func wait(_ what: String, until isTrue: () -> Bool) async throws {
        for _ in 0..<12_000 {
            if isTrue() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("never: \(what)")
    }

    private var followed: [String: SettingValue] { ["follow": .text(folder + "/Master.csv")] }

    @Test func `a file is put away once it is stored, with what could not be read beside it`() async throws {
        try write(LinkedRowsTests.row(1, 1) + "1,2,3\n" + LinkedRowsTests.row(2, 2), to: "calls/a.csv")
        try write("nothing\n", to: "calls/b.csv")
        try await listening {
            try await wait("both are put away") { names("calls/.done").count == 2 && names("calls/.failed").count == 2 }
        }
        #expect(journal.ids.count == 2)
        #expect(names("calls/.done") == ["a.csv", "a.csv.errors"])
        #expect(names("calls/.failed") == ["b.csv", "b.csv.reason"])
        let errors = try String(contentsOfFile: "\(folder)/calls/.done/a.csv.errors", encoding: .utf8)
        #expect(errors == "line 2: the row has 3 fields; 14 to 21, or the setting order\n")
    }

    @Test func `nothing is put away before the journal has it`() async throws {
        journal.refuse(times: 3)
        try write(LinkedRowsTests.row(1, 1), to: "calls/a.csv")
        try await listening { try await wait("it is put away") { names("calls/.done") == ["a.csv"] } }
        #expect(journal.ids.count == 1)
    }

    @Test func `the same file again is stored under the same ids`() async throws {
        try write(LinkedRowsTests.row(1, 1), to: "calls/a.csv")
        try await listening {
            try await wait("it is put away") { names("calls/.done").count == 1 }
            try write(LinkedRowsTests.row(1, 1), to: "calls/a.csv")
            try await wait("it is put away again") { names("calls/.done").count == 2 }
        }
        #expect(journal.offered == 2)
        #expect(journal.ids.count == 1)
    }

    @Test func `a link is never followed out of the folder`() async throws {
        try write(LinkedRowsTests.row(1, 1), to: "outside.csv")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/calls/link.csv",
            withDestinationPath: folder + "/outside.csv"
        )
        // A link's own time is the present, which a clock in the year 2100 is far behind of.
        try await listening { try await wait("it is put aside") { names("calls/.failed").contains("link.csv") } }
        #expect(journal.ids.isEmpty)
    }

    @Test func `a growing log is followed, half a line waits for its end`() async throws {
        let second = LinkedRowsTests.row(2, 2)
        try write(LinkedRowsTests.row(1, 1) + second.prefix(40), to: "Master.csv")
        try await listening(followed) {
            try await wait("the first call") { journal.ids.count == 1 }
            try append(String(second.dropFirst(40)), to: "Master.csv")
            try await wait("the second call") { journal.ids.count == 2 }
        }
        #expect(journal.ids.count == 2)
    }

    @Test func `a rotated log is read to its end before the new one`() async throws {
        try write(LinkedRowsTests.row(1, 1), to: "Master.csv")
        try await listening(followed) { try await wait("the first call") { journal.ids.count == 1 } }
        // While nobody listens it grows, is renamed, and begins anew.
        try append(LinkedRowsTests.row(2, 2), to: "Master.csv")
        _ = rename("\(folder)/Master.csv", "\(folder)/Master.csv.1")
        try write(LinkedRowsTests.row(3, 3), to: "Master.csv")
        try await listening(followed) {
            try await wait("three calls") { journal.ids.count == 3 }
            _ = rename("\(folder)/Master.csv", "\(folder)/Master.csv.2")
            try write(LinkedRowsTests.row(4, 4), to: "Master.csv")
            try await wait("four calls") { journal.ids.count == 4 }
        }
        #expect(journal.offered == 4)
    }

    @Test func `a log that is cut to nothing is read anew`() async throws {
        try write(LinkedRowsTests.row(1, 1) + LinkedRowsTests.row(2, 2), to: "Master.csv")
        try await listening(followed) {
            try await wait("two calls") { journal.ids.count == 2 }
            try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/Master.csv")).truncate(atOffset: 0)
            try append(LinkedRowsTests.row(3, 3), to: "Master.csv")
            try await wait("three calls") { journal.ids.count == 3 }
        }
    }

    @Test func `a recording is read from its folder and from nowhere else`() async throws {
        try write("RIFF", to: "calls/ada.wav")
        let adapter = try CallLogSample("asterisk", ["recordings": .text(folder + "/calls")]).adapter
        #expect(try await adapter.attachment("ada.wav", maximumBytes: 100) == Array("RIFF".utf8))
        for name in ["../calls/ada.wav", "none.wav", "ada.txt", ""] {
            await #expect(throws: UnreadableArrival.self) { try await adapter.attachment(name, maximumBytes: 100) }
        }
        await #expect(throws: UnreadableArrival.self) { try await adapter.attachment("ada.wav", maximumBytes: 3) }
    }
}

/// A journal in memory: takes each arrival once and keeps the cursor.
private final class Journal: ArrivalIntake, HealthReporting {
    private struct State {
        var ids: Set<ExternalID> = []
        var offered = 0
        var cursors: [String: IntakeCursor] = [:]
        var refusals = 0
    }

    private let state = Mutex(State())

    var ids: Set<ExternalID> { state.withLock { $0.ids } }
    var offered: Int { state.withLock { $0.offered } }

    func refuse(times: Int) { state.withLock { $0.refusals = times } }

    func accept(
        _ arrivals: [RawArrival],
        cursor: IntakeCursor?
    ) async throws(IntakeRefusal) -> [ArrivalAcceptance] {
        let taken = state.withLock { state -> [ArrivalAcceptance]? in
            if state.refusals > 0 {
                state.refusals -= 1
                return nil
            }
            state.offered += arrivals.count
            if let cursor { state.cursors[cursor.stream] = cursor }
            return arrivals.map {
                ArrivalAcceptance(arrival: 1, isDuplicate: !state.ids.insert($0.externalID).inserted)
            }
        }
        guard let taken else { throw .unavailable("scripted") }
        return taken
    }

    func cursor(of channel: ChannelID, stream: String) async throws -> IntakeCursor? {
        state.withLock { $0.cursors[stream] }
    }

    func cursors(of channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor] {
        state.withLock { $0.cursors.values.filter { $0.stream.hasPrefix(prefix) }.sorted { $0.stream < $1.stream } }
    }

    func report(_ condition: ChannelCondition) {}
}
