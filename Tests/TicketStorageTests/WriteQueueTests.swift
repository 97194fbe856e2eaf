import Testing

@testable import TicketStorage

/// In which order the writer takes what waits.
struct WriteQueueTests {
    private func jobs(_ kind: WriteJob.Kind, _ count: Int, size: Int = 1) -> [WriteJob] {
        (0..<count).map { _ in WriteJob(kind: kind, size: size, weight: 0, perform: { _ in {} }, fail: { _ in }) }
    }

    private func queue() -> WriteQueue { WriteQueue(maximumCount: 100_000, maximumWeight: 1 << 20) }

    /// What a batch holds of a kind, in envelopes.
    private func size(of kind: WriteJob.Kind, in batch: [WriteJob]?) -> Int {
        (batch ?? []).reduce(0) { $0 + ($1.kind == kind ? $1.size : 0) }
    }

    @Test func `whatever is awaited goes before routing, and a lone caller's commit is filled up with it`() throws {
        let queue = queue()
        try queue.add(jobs(.ingest, 4, size: 32))
        try queue.add(jobs(.change, 1))
        let batch = queue.next(count: 256)
        #expect(batch?.first?.kind == .change)
        #expect(size(of: .ingest, in: batch) == 32)
        #expect(size(of: .ingest, in: queue.next(count: 256)) == 96)
    }

    @Test func `in a burst routing gets a small part, and never nothing`() throws {
        let queue = queue()
        try queue.add(jobs(.ingest, 100, size: 32))
        var (journaled, routed) = (0, 0)
        for _ in 0..<40 {
            try queue.add(jobs(.journal, 64))
            let batch = queue.next(count: 256)
            journaled += size(of: .journal, in: batch)
            routed += size(of: .ingest, in: batch)
        }
        #expect(journaled == 40 * 64)
        #expect(routed == 40 * 64 / 8)
    }

    @Test func `the further routing is behind, the more it gets, until the debt no longer grows`() throws {
        let queue = queue()
        var debts: [Int] = []
        try queue.add(jobs(.ingest, 20_000, size: 32))
        var debt = 0
        for _ in 0..<4_000 {
            try queue.add(jobs(.journal, 64))
            let batch = queue.next(count: 256)
            debt += size(of: .journal, in: batch) - size(of: .ingest, in: batch)
            debts.append(debt)
        }
        let greatest = debts.max() ?? 0
        #expect(greatest < RoutingShare.maximumDebt)
        #expect(greatest > RoutingShare.tolerableDebt)
        #expect(debts.suffix(100).allSatisfy { abs($0 - greatest) < 1_000 })
    }

    @Test func `the search index takes the pauses, and is not put off for ever`() throws {
        let queue = queue()
        try queue.add(jobs(.index, 1))
        try queue.add(jobs(.journal, 1))
        #expect(size(of: .index, in: queue.next(count: 256)) == 0)
        #expect(size(of: .index, in: queue.next(count: 256)) == 1)

        try queue.add(jobs(.index, 1))
        var indexed = 0
        for _ in 0...WriteQueue.maximumPostponement {
            try queue.add(jobs(.journal, 1))
            indexed += size(of: .index, in: queue.next(count: 256))
        }
        #expect(indexed == 1)
    }

    @Test func `a full queue refuses, and a closed one gives out what it holds and then ends`() throws {
        let queue = WriteQueue(maximumCount: 2, maximumWeight: 1 << 20)
        try queue.add(jobs(.journal, 2))
        #expect(throws: StorageError.busy) { try queue.add(jobs(.journal, 1)) }
        queue.close()
        #expect(throws: StorageError.closed) { try queue.add(jobs(.journal, 1)) }
        #expect(queue.next(count: 256)?.count == 2)
        #expect(queue.next(count: 256) == nil)
    }
}
