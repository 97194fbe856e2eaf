import ChannelKit
import Testing

@testable import TicketStorage

/// In which order the writer takes what waits.
struct WriteQueueTests {
    private static let start = Timestamp(seconds: 1_735_689_600)

    private func jobs(_ kind: WriteJob.Kind, _ count: Int, size: Int = 1) -> [WriteJob] {
        (0..<count).map { _ in
            WriteJob(
                kind: kind,
                size: size,
                weight: 0,
                waitsSince: kind == .ingest ? Self.start : nil,
                perform: { _ in {} },
                fail: { _ in }
            )
        }
    }

    private func queue() -> WriteQueue { WriteQueue(maximumCount: 100_000, maximumWeight: 1 << 20) }

    /// What a batch holds of a kind, in envelopes.
    private func size(of kind: WriteJob.Kind, in batch: [WriteJob]?) -> Int {
        (batch ?? []).reduce(0) { $0 + ($1.kind == kind ? $1.size : 0) }
    }

    @Test func `what is awaited goes before routing, which has the writer to itself when nobody waits`() throws {
        let queue = queue()
        try queue.add(jobs(.ingest, 4, size: 32))
        try queue.add(jobs(.change, 1))
        let batch = queue.next(count: 256) { Self.start }
        #expect(batch?.map(\.kind) == [.change])
        #expect(size(of: .ingest, in: queue.next(count: 256) { Self.start }) == 128)
    }

    @Test(arguments: [(0, 0.0625), (4_999, 0.0625), (8_500, 1.03125), (12_000, 2), (1_000_000, 2)])
    func `routing's part of a burst grows with the age of what waits, and is never nothing`(
        age: Int64,
        part: Double
    ) throws {
        let queue = queue()
        try queue.add(jobs(.ingest, 1_000, size: 32))
        var (journaled, routed) = (0, 0)
        for _ in 0..<64 {
            try queue.add(jobs(.journal, 64))
            let batch = queue.next(count: 256) { Self.start.advanced(by: .milliseconds(age)) }
            journaled += size(of: .journal, in: batch)
            routed += size(of: .ingest, in: batch)
        }
        #expect(journaled == 64 * 64)
        #expect(abs(Double(routed) - part * Double(journaled)) <= 32)
    }

    @Test func `between the callers of a burst routing takes one step, and everything once the burst is over`() throws {
        let queue = queue()
        try queue.add(jobs(.ingest, 100, size: 32))
        try queue.add(jobs(.journal, 64))
        #expect(size(of: .journal, in: queue.next(count: 256) { Self.start }) == 64)
        let routed = (0..<8).map { _ in size(of: .ingest, in: queue.next(count: 256) { Self.start }) }
        #expect(routed == [32, 32, 32, 32, 32, 256, 256, 256])
    }

    @Test func `the writer waits once for half the callers of a burst, unless what waits to be routed is old`() {
        var share = RoutingShare()
        let young = RoutingShare.tolerableAge - 1
        _ = share.room(besides: 64, from: 64, age: young, of: 256)
        let atOnce = [share.callersToAwait(having: 0, age: young), share.callersToAwait(having: 0, age: young)]
        #expect(atOnce == [32, nil])
        _ = share.room(besides: 64, from: 64, age: nil, of: 256)
        let late = [
            share.callersToAwait(having: 0, age: RoutingShare.tolerableAge), share.callersToAwait(having: 31, age: nil),
        ]
        #expect(late == [nil, 32])
        _ = share.room(besides: 64, from: 64, age: nil, of: 256)
        let enough = share.callersToAwait(having: 32, age: nil)
        #expect(enough == nil)
    }

    @Test func `a small commit among the large ones of a burst does not end it`() {
        var share = RoutingShare()
        for callers in [40, 2, 30, 5] { _ = share.room(besides: callers, from: callers, age: 0, of: 256) }
        let callers = share.callersToAwait(having: 0, age: 0)
        #expect(callers == 11)
        let room = share.room(besides: 0, from: 0, age: 0, of: 256)
        #expect(room == RoutingShare.step)
    }

    @Test func `nobody is waited for after many arrivals from one caller`() {
        var share = RoutingShare()
        _ = share.room(besides: 200, from: 1, age: 0, of: 256)
        let callers = share.callersToAwait(having: 0, age: 0)
        #expect(callers == nil)
    }

    @Test func `after a wait in vain the commits of a burst begin at once for a while`() {
        var share = RoutingShare()
        var waits: [Bool] = []
        for commit in 0..<(RoutingShare.greatestImpatience + 2) {
            _ = share.room(besides: 64, from: 64, age: 0, of: 256)
            waits.append(share.callersToAwait(having: 0, age: 0) != nil)
            if commit == 0 { share.noteVainWait() }
        }
        #expect(waits == [true] + Array(repeating: false, count: RoutingShare.greatestImpatience) + [true])
    }

    @Test func `a writer that waits for callers takes those who came, few as they are`() throws {
        let queue = queue()
        try queue.add(jobs(.journal, 64))
        #expect(queue.next(count: 256) { Self.start }?.count == 64)
        try queue.add(jobs(.journal, 3))
        #expect(queue.next(count: 256) { Self.start }?.count == 3)
    }

    @Test func `a stream of single callers does not keep routing out`() throws {
        let queue = queue()
        try queue.add(jobs(.ingest, 10, size: 32))
        var routed = 0
        for _ in 0..<160 {
            try queue.add(jobs(.change, 1))
            routed += size(of: .ingest, in: queue.next(count: 256) { Self.start })
        }
        #expect(routed == 320)
    }

    @Test func `the search index takes the pauses, and is not put off for ever`() throws {
        let queue = queue()
        try queue.add(jobs(.index, 1))
        try queue.add(jobs(.journal, 1))
        #expect(size(of: .index, in: queue.next(count: 256) { Self.start }) == 0)
        #expect(size(of: .index, in: queue.next(count: 256) { Self.start }) == 1)

        try queue.add(jobs(.index, 1))
        var indexed = 0
        for _ in 0...WriteQueue.maximumPostponement {
            try queue.add(jobs(.journal, 1))
            indexed += size(of: .index, in: queue.next(count: 256) { Self.start })
        }
        #expect(indexed == 1)
    }

    @Test func `a full queue refuses, and a closed one gives out what it holds and then ends`() throws {
        let queue = WriteQueue(maximumCount: 2, maximumWeight: 1 << 20)
        try queue.add(jobs(.journal, 2))
        #expect(throws: StorageError.busy) { try queue.add(jobs(.journal, 1)) }
        queue.close()
        #expect(throws: StorageError.closed) { try queue.add(jobs(.journal, 1)) }
        #expect(queue.next(count: 256) { Self.start }?.count == 2)
        #expect(queue.next(count: 256) { Self.start } == nil)
    }
}
