import ChannelKit
import DeskModel
import Testing

@testable import MessageRouting

/// What is read while a batch is written.
@Suite struct ReadAheadTests {
    /// Arrivals with their ids, of so many bytes.
    private static func arrivals(_ ids: ClosedRange<Int>, bytes: Int = 1) -> [ReadArrival] {
        ids.map { id in
            let raw = RawArrival(
                channel: ChannelID(rawValue: "mail"),
                externalID: ExternalID(rawValue: "\(id)"),
                receivedAt: Timestamp(rawValue: 0),
                mediaType: "message/rfc822",
                body: [UInt8](repeating: 0, count: bytes)
            )
            let arrival = JournaledArrival(id: ArrivalID(rawValue: Int64(id)), raw: raw, crashes: 0)
            return ReadArrival(arrival: arrival, reading: .envelopes([]))
        }
    }

    private static func ids(_ arrivals: [ReadArrival]) -> [Int] { arrivals.map { Int($0.arrival.id.rawValue) } }

    @Test func `all that was read is taken at once, in order, up to a limit`() async {
        let ahead = ReadAhead()
        #expect(await ahead.add(Self.arrivals(1...3)))
        #expect(await ahead.add(Self.arrivals(4...5)))
        #expect(Self.ids(await ahead.next(limit: 4)) == [1, 2, 3, 4])
        ahead.finish()
        #expect(Self.ids(await ahead.next(limit: 4)) == [5])
        #expect(await ahead.next(limit: 4).isEmpty)
    }

    @Test func `the writer waits for what comes and for the end`() async {
        let ahead = ReadAhead()
        async let first = ahead.next(limit: 9)
        #expect(await ahead.add(Self.arrivals(1...1)))
        #expect(Self.ids(await first) == [1])
        async let last = ahead.next(limit: 9)
        ahead.finish()
        #expect(await last.isEmpty)
    }

    @Test(arguments: [(ReadAhead.maximumCount, 1), (2, ReadAhead.maximumBytes)])
    func `the reader goes on once there is room`(count: Int, bytes: Int) async {
        let ahead = ReadAhead()
        async let goesOn = ahead.add(Self.arrivals(1...count, bytes: bytes))
        var taken = 0
        while taken < count { taken += await ahead.next(limit: 100).count }
        #expect(await goesOn)
        #expect(taken == count)
    }

    @Test(arguments: [(ReadAhead.maximumCount + 1, 1), (2, ReadAhead.maximumBytes)])
    func `a reader that waits for room is told that nothing more is wanted`(count: Int, bytes: Int) async {
        let ahead = ReadAhead()
        async let goesOn = ahead.add(Self.arrivals(1...count, bytes: bytes))
        // There is still as much as may be.
        #expect(await ahead.next(limit: 1).count == 1)
        ahead.close()
        #expect(await goesOn == false)
    }
}
