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

    /// Listens until the body has seen enough, with a pause between looks.
    private func listening(
        _ settings: [String: SettingValue] = [:],
        pause: Duration = .milliseconds(2),
        _ body: () async throws -> Void
    ) async throws {
        var adapter = try CallLogSample("asterisk", settings, folder: folder).adapter
        adapter.pause = { _ in try await Task.sleep(for: pause) }
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

    @Test func `why a file cannot be moved away is told in both languages`() async throws {
        try write("in the way", to: "calls/.done")
        try write(LinkedRowsTests.row(1, 1), to: "calls/a.csv")
        try await listening { try await wait("it is told") { journal.last?.problem != nil } }
        #expect(journal.lastProblem.contains("a.csv: It is read but cannot be moved away: "))
        #expect(journal.last?.problem?.chinese.contains("a.csv：已读取，但无法移走：") == true)
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

    /// Says when a file was last written to: the clock of file systems is too coarse to tell files apart that tests write.
    private func date(_ name: String, _ second: Int) throws {
        let time = Date(timeIntervalSince1970: 1_700_000_000 + Double(second))
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: "\(folder)/\(name)")
    }

    @Test(arguments: [
        ["Master.csv.2", "Master.csv.1"], ["Master.csv-20260301", "Master.csv-20260302"],
        ["Master.csv.1", "Master.csv.2"],
    ])
    func `what was rotated away twice and more while nobody listened is read in order`(_ names: [String]) async throws {
        try write(LinkedRowsTests.row(1, 1), to: "Master.csv")
        try date("Master.csv", 1)
        try await listening(followed) { try await wait("the first call") { journal.ids.count == 1 } }
        try append(LinkedRowsTests.row(2, 2), to: "Master.csv")
        try date("Master.csv", 2)
        _ = rename("\(folder)/Master.csv", "\(folder)/\(names[0])")
        try write(LinkedRowsTests.row(3, 3), to: names[1])
        try date(names[1], 3)
        // An older one that was read long ago, and another log.
        try write(LinkedRowsTests.row(8, 8), to: "Master.csv.7")
        try date("Master.csv.7", 0)
        try write(LinkedRowsTests.row(9, 9), to: "Master-west.csv")
        try date("Master-west.csv", 4)
        try write(LinkedRowsTests.row(4, 4), to: "Master.csv")
        try date("Master.csv", 5)
        try await listening(followed) { try await wait("four calls") { journal.ids.count >= 4 } }
        #expect(journal.ids.count == 4)
        #expect(journal.offered == 4)
        #expect(journal.order == ["1", "2", "3", "4"])
    }

    /// A row of a call without a number of its own, which waits for no other row.
    private static let lone = LinkedRowsTests.row(1, 1).replacing("\"1772442000.1\"", with: "\"\"")

    /// One look at a log, which hands over a call while another still waits for its rows.
    private func lookOnce() async throws {
        try write(Self.lone + LinkedRowsTests.row(2, 2), to: "Master.csv")
        try date("Master.csv", 1)
        try await listening(followed, pause: .seconds(600)) {
            try await wait("the call that stands alone") { journal.offered == 1 }
        }
    }

    @Test(arguments: ["Master.csv.1", "Master.csv-20260301", "Master-20260301.csv"])
    func `a call that waited when the desk was stopped is read from the file that was renamed meanwhile`(
        _ name: String
    ) async throws {
        try await lookOnce()
        _ = rename("\(folder)/Master.csv", "\(folder)/\(name)")
        try await listening(followed) { try await wait("the call that waited") { journal.order == ["2"] } }
        #expect(journal.offered == 2)
    }

    @Test func `a file with a call that waited when the desk was stopped is named when it was packed meanwhile`()
        async throws
    {
        try await lookOnce()
        _ = unlink("\(folder)/Master.csv")
        // Packing keeps the time of the last change.
        try write("packed", to: "Master-20260301.csv.gz")
        try date("Master-20260301.csv.gz", 1)
        try write(LinkedRowsTests.row(3, 3), to: "Master.csv")
        try await listening(followed) { try await wait("the next call") { journal.order == ["3"] } }
        #expect(journal.problems.contains { $0.contains("Master-20260301.csv.gz") })
    }

    @Test func `a file that took the place of a deleted one, on the disk as well, is read from its beginning`()
        async throws
    {
        try write(LinkedRowsTests.row(1, 1), to: "Master.csv")
        try await listening(followed) { try await wait("the first call") { journal.ids.count == 1 } }
        // In place, so that it is the same file to the system: the next one may be given the number of a deleted one.
        try Data((LinkedRowsTests.row(2, 2) + LinkedRowsTests.row(3, 3)).utf8)
            .write(to: URL(fileURLWithPath: folder + "/Master.csv"), options: [])
        try await listening(followed) { try await wait("three calls") { journal.ids.count == 3 } }
        #expect(journal.order == ["1", "2", "3"])
    }

    @Test func `a file that was packed before it was read is told, and the others are read`() async throws {
        try write(LinkedRowsTests.row(1, 1), to: "Master.csv")
        try date("Master.csv", 1)
        try await listening(followed) { try await wait("the first call") { journal.ids.count == 1 } }
        // The file that was read is gone, as after it was packed and sent away.
        _ = unlink("\(folder)/Master.csv")
        try write("packed", to: "Master.csv.3.gz")
        try date("Master.csv.3.gz", 2)
        try write(LinkedRowsTests.row(3, 3), to: "Master.csv.2")
        try date("Master.csv.2", 3)
        try write(LinkedRowsTests.row(4, 4), to: "Master.csv")
        try await listening(followed) {
            try await wait("three calls") { journal.ids.count == 3 }
            // Still, two files later, and beside what is wrong there.
            try append("1,2,3\n", to: "Master.csv")
            try await wait("the row that is none") { journal.lastProblem.contains("1 rows of") }
            #expect(journal.lastProblem.contains("Master.csv.3.gz"))
            #expect(journal.lastProblem.contains("tributary ingest"))
            _ = rename("\(folder)/Master.csv", "\(folder)/Master.csv.1")
            try write(LinkedRowsTests.row(5, 5), to: "Master.csv")
            try await wait("four calls") { journal.ids.count == 4 }
            try await wait("the next file") { !journal.lastProblem.contains("rows of") }
            #expect(journal.lastProblem.contains("Master.csv.3.gz"))
            // Rotated on: its name is that of a file that was read.
            _ = rename("\(folder)/Master.csv.3.gz", "\(folder)/Master.csv.4.gz")
            try write("packed as well", to: "Master.csv.3.gz")
            try await wait("its present name") { journal.lastProblem.hasPrefix("Master.csv.4.gz cannot be read") }
            _ = unlink("\(folder)/Master.csv.4.gz")
            try await wait("that it is gone") { journal.lastProblem.isEmpty }
        }
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

    @Test func `what was added just before a log was copied and cut is read from the copy`() async throws {
        try write(LinkedRowsTests.row(1, 1), to: "Master.csv")
        try date("Master.csv", 1)
        try await listening(followed) {
            try await wait("the first call") { journal.ids.count == 1 }
            // The second was written after the last look, so it is in the copy alone.
            try write(LinkedRowsTests.row(1, 1) + LinkedRowsTests.row(2, 2), to: "copy")
            try date("copy", 2)
            _ = rename("\(folder)/copy", "\(folder)/Master.csv.1")
            try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/Master.csv")).truncate(atOffset: 0)
            try await wait("the second call") { journal.ids.count == 2 }
            try append(LinkedRowsTests.row(3, 3), to: "Master.csv")
            try await wait("the third call") { journal.ids.count == 3 }
        }
        #expect(journal.order == ["1", "1", "2", "3"])
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
        var calls: [String] = []
        var problems: [String] = []
        var last: ChannelCondition?
        var cursors: [String: IntakeCursor] = [:]
        var refusals = 0
    }

    private let state = Mutex(State())

    var ids: Set<ExternalID> { state.withLock { $0.ids } }
    var offered: Int { state.withLock { $0.offered } }
    /// The numbers of the calls in the order in which they were offered.
    var order: [String] { state.withLock { $0.calls } }
    /// What was said to be wrong.
    var problems: [String] { state.withLock { $0.problems } }
    /// What was said to be wrong last; empty when nothing was.
    var lastProblem: String { last?.problem?.english ?? "" }
    /// How it was said to go last.
    var last: ChannelCondition? { state.withLock { $0.last } }

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
            state.calls += arrivals.compactMap { arrival in
                String(decoding: arrival.body, as: UTF8.self).firstMatch(of: /1772442000\.([0-9]+)/).map {
                    String($0.1)
                }
            }
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

    func report(_ condition: ChannelCondition) {
        state.withLock { state in
            state.last = condition
            if let problem = condition.problem { state.problems.append(problem.english) }
        }
    }
}
