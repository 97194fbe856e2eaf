import Dispatch
import Synchronization

/// What waits for the writer: bounded by count and bytes, in two lanes, each first come first served.
///
/// Routing has a lane of its own. Whatever somebody outside waits for (an arrival to be journaled, an agent's change, a claim)
/// goes before it, and routing fills up the batch: so a burst of arrivals is acknowledged at the speed of the journal, while
/// every commit still routes some.
final class WriteQueue: Sendable {
    /// How many envelopes a batch that others wait for routes at the least.
    private static let minimumShare = 32

    private struct State {
        var awaited: [WriteJob] = []
        var routing: [WriteJob] = []
        var weight = 0
        var isClosed = false
        var writerWaits = false

        var count: Int { awaited.count + routing.count }
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let maximumCount: Int
    private let maximumWeight: Int

    /// Creates an empty queue.
    ///
    /// - Parameters:
    ///   - maximumCount: how many jobs may wait.
    ///   - maximumWeight: how many bytes they may hold; jobs over it are still taken when nothing else waits.
    init(maximumCount: Int, maximumWeight: Int) {
        self.maximumCount = maximumCount
        self.maximumWeight = maximumWeight
    }

    /// Adds jobs that belong together: all of them, in order, or none.
    ///
    /// - Throws: ``StorageError/busy`` when too much waits, ``StorageError/closed`` after ``close()``.
    func add(_ jobs: [WriteJob]) throws(StorageError) {
        let weight = jobs.reduce(0) { $0 + $1.weight }
        let refusal: StorageError? = state.withLock { state in
            if state.isClosed { return .closed }
            let isOver = state.weight > 0 && state.weight + weight > maximumWeight
            if state.count >= maximumCount || isOver { return .busy }
            for job in jobs {
                switch job.kind {
                case .ingest: state.routing.append(job)
                case .journal, .change, .claim, .record, .other: state.awaited.append(job)
                }
            }
            state.weight += weight
            return nil
        }
        if let refusal { throw refusal }
        wakeWriter()
    }

    /// The jobs of the next batch; waits for at least one.
    ///
    /// Nil once the queue is closed and empty.
    func next(count: Int) -> [WriteJob]? {
        while true {
            let taken: [WriteJob]? = state.withLock { state in
                if state.count == 0 {
                    if state.isClosed { return nil }
                    state.writerWaits = true
                    return []
                }
                return Self.takeBatch(of: count, from: &state)
            }
            guard let taken else { return nil }
            if !taken.isEmpty { return taken }
            wake.wait()
        }
    }

    /// What is awaited first, then as much routing as may share its commit.
    private static func takeBatch(of count: Int, from state: inout State) -> [WriteJob] {
        var batch = Array(state.awaited.prefix(count))
        state.awaited.removeFirst(batch.count)
        // Routing an envelope costs several times what journaling one does, so half as many keep either from starving.
        var room = batch.isEmpty ? count : max(minimumShare, batch.reduce(0) { $0 + $1.size } / 2)
        var routed = 0
        while routed < state.routing.count, room > 0 {
            room -= state.routing[routed].size
            routed += 1
        }
        batch += state.routing.prefix(routed)
        state.routing.removeFirst(routed)
        state.weight -= batch.reduce(0) { $0 + $1.weight }
        return batch
    }

    /// How many jobs wait.
    var count: Int { state.withLock { $0.count } }

    /// Takes no more jobs; those that wait are still done.
    func close() {
        state.withLock { $0.isClosed = true }
        wakeWriter()
    }

    private func wakeWriter() {
        let mustWake = state.withLock { state in
            defer { state.writerWaits = false }
            return state.writerWaits
        }
        if mustWake { wake.signal() }
    }
}
