import ChannelKit
import Testing

@testable import PhoneLogAdapter

/// Rows of one call become one entry, wherever a log is cut.
@Suite struct LinkedRowsTests {
    /// A row of Asterisk's log; rows of one call share `call`.
    static func row(_ call: Int, _ sequence: Int, answered: Bool = false) -> String {
        let talk = answered ? "192" : "0"
        let disposition = answered ? "ANSWERED" : "NO ANSWER"
        return
            "\"\",\"+441632960011\",\"4000\",\"from-trunk\",\"\",\"PJSIP/t-\(call)\",\"PJSIP/\(sequence)\",\"Dial\",\"\","
            + "\"2026-03-02 09:00:00\",,\"2026-03-02 09:05:00\",300,\(talk),\"\(disposition)\",\"DOCUMENTATION\","
            + "\"1772442000.\(call)\",\"\",\"\",\"1772442000.\(call)\",\"\(sequence)\"\n"
    }

    private static let utc: [String: SettingValue] = ["time_zone": .text("UTC")]

    private static func settings() throws -> PhoneLogSettings { try CallLogSample("asterisk", utc).adapter.settings }

    private static func calls(_ log: String, pieces: [Int] = []) throws -> [CallLogReader.Found] {
        let octets = Array(log.utf8)
        var reader = CallLogReader(try settings())
        var found: [CallLogReader.Found] = []
        var start = 0
        for end in pieces + [octets.count] {
            found += reader.read(Array(octets[start..<end]))
            start = end
        }
        return found + reader.read([], isLast: true)
    }

    @Test func `the rows of a call are one arrival and one envelope`() async throws {
        let log = try CallLogSample("asterisk")
        let text = Self.row(1, 1) + Self.row(2, 2) + Self.row(1, 3, answered: true) + Self.row(1, 4)
        let arrivals = try await log.read(Array(text.utf8)).arrivals
        #expect(arrivals.count == 2)
        let envelopes = try arrivals.flatMap { try log.adapter.normalize($0) }
        #expect(envelopes.map(\.text) == ["Call answered, 3:12", "Missed call"])
    }

    @Test func `the same log twice has the same arrivals`() throws {
        let log = (0..<50).map { Self.row($0 / 3, $0) }.joined()
        #expect(try Self.calls(log) == Self.calls(log))
    }

    @Test(arguments: ["asterisk-queue.csv", "freeswitch.csv"])
    func `a log cut at any byte and read on has the same arrivals`(_ name: String) async throws {
        let octets = try CallLogSample.fixture(name)
        let log = try CallLogSample(name.hasPrefix("asterisk") ? "asterisk" : "freeswitch-csv", Self.utc)
        let whole = try await log.read(octets).arrivals
        for cut in octets.indices {
            var reader = CallLogReader(log.adapter.settings)
            let found = reader.read(Array(octets[..<cut])) + reader.read(Array(octets[cut...]), isLast: true)
            #expect(found.map(\.externalID) == whole.map(\.externalID))
            #expect(found.map(\.body) == whole.map(\.body))
        }
    }

    /// Reads a log to `cut`, stops, and goes on by a cursor as after a restart.
    private static func resumed(_ octets: [UInt8], at cut: Int, settling: Bool) throws -> [CallLogReader.Found] {
        let settings = try settings()
        var before = CallLogReader(settings)
        var found = before.read(Array(octets[..<cut]))
        if settling { found += before.settle(before: .max) }
        let offset = before.window.offset ?? before.offset
        let cursor = FollowCursor(
            inode: 1,
            offset: offset,
            line: before.window.line ?? 1,
            head: [],
            taken: before.window.taken,
            modified: 1
        )
        let stored = try #require(FollowCursor(cursor.text))
        var after = CallLogReader(settings)
        let beginning = stored.offset > 0 ? Array(octets[..<cut]) : []
        after.resume(beginning: beginning, at: stored.offset, line: stored.line, taken: stored.takenRows)
        return found + after.read(Array(octets[Int(stored.offset)...]), isLast: true)
    }

    @Test func `after a restart at any byte nothing is lost and nothing is another`() throws {
        let text = Self.row(1, 1) + Self.row(2, 2) + Self.row(1, 3) + "half a row\n" + Self.row(3, 4) + Self.row(2, 5)
        let octets = Array(text.utf8)
        let whole = try Self.calls(text)
        for cut in 0...octets.count {
            let found = try Self.resumed(octets, at: cut, settling: false)
            let isSame = found == whole
            #expect(isSame, "cut at \(cut)")
        }
    }

    @Test func `a call that was handed over too soon is handed over again whole, under the same name`() async throws {
        let log = try CallLogSample("asterisk")
        let text = Self.row(1, 1) + Self.row(2, 2) + Self.row(1, 3, answered: true)
        let octets = Array(text.utf8)
        let whole = try Self.calls(text)
        // Behind the second row the log does not grow for a while.
        let cut = Self.row(1, 1).utf8.count + Self.row(2, 2).utf8.count
        let found = try Self.resumed(octets, at: cut, settling: true)
        #expect(found.count == 3)
        #expect(Set(whole).isSubset(of: Set(found)))
        let envelopes = try found.map { call in
            try #require(
                try log.adapter.normalize(log.adapter.arrival(of: call, verdict: .unauthenticated, from: "")).first
            )
        }
        #expect(envelopes[0].externalID == envelopes[2].externalID)
        #expect(envelopes[0].text == "Missed call")
        #expect(envelopes[2].text == "Call answered, 3:12")
    }

    @Test func `a log that grew adds only what is new`() throws {
        let day = (0..<60).map { Self.row($0 / 2, $0) }.joined()
        let next = day + (60..<80).map { Self.row($0 / 2, $0) }.joined()
        let known = Set(try Self.calls(day).map(\.externalID))
        let added = try Self.calls(next).filter { !known.contains($0.externalID) }
        #expect(added.count == 10)
    }

    @Test func `rows that are there twice are taken once`() throws {
        var reader = CallLogReader(try Self.settings())
        let found = reader.read(Array((Self.row(1, 1) + Self.row(1, 1)).utf8), isLast: true)
        #expect(found.count == 1)
        #expect(reader.window.duplicates == 1)
        #expect(try Self.calls(Self.row(1, 1)) == found)
    }

    @Test func `a row beyond the window begins the call anew, under the same name`() async throws {
        let log = try CallLogSample("asterisk")
        let between = (10..<(10 + CallWindow.size)).map { Self.row($0, $0) }.joined()
        let text = Self.row(1, 1) + between + Self.row(1, 2, answered: true)
        let arrivals = try await log.read(Array(text.utf8)).arrivals
        #expect(arrivals.count == CallWindow.size + 2)
        let first = try log.adapter.normalize(arrivals[0])
        let last = try log.adapter.normalize(try #require(arrivals.last))
        #expect(first.map(\.externalID) == last.map(\.externalID))
        #expect(arrivals[0].externalID != arrivals.last?.externalID)
    }

    @Test func `a call of very many rows is cut`() throws {
        let text = (0..<(CallWindow.mostRows + 1)).map { Self.row(1, $0) }.joined()
        #expect(try Self.calls(text).count == 2)
    }

    @Test func `the window holds no more than its size`() throws {
        var reader = CallLogReader(try Self.settings())
        for number in 0..<5_000 { _ = reader.read(Array(Self.row(number / 2, number).utf8)) }
        #expect(reader.window.taken.count == CallWindow.size)
    }

    @Test func `two systems that use the same numbers do not meet`() async throws {
        let octets = Array(Self.row(1, 1).utf8)
        let one = try await CallLogSample("asterisk", ["source": .text("north")]).read(octets).arrivals
        let other = try await CallLogSample("asterisk", ["source": .text("south")]).read(octets).arrivals
        #expect(one.map(\.externalID) != other.map(\.externalID))
    }
}
