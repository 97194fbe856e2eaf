import ChannelKit
import Dispatch
import Synchronization

/// What waits for the writer: bounded by count and bytes, in lanes, each first come first served.
///
/// Whatever somebody outside waits for (an arrival to be journaled, an agent's change, a claim) goes first. Routing shares its
/// commits, by ``RoutingShare``: a burst of arrivals is acknowledged at the speed of the journal, and routing never falls far
/// behind. The search index, which is asked together with what it lacks, takes the pauses.
final class WriteQueue: Sendable {
    /// How many batches may pass over a waiting piece of the search index.
    static let maximumPostponement = 200
    /// For how long a commit is held back for the callers of a burst to return: what an answer and a request take.
    private static let patience: DispatchTimeInterval = .milliseconds(4)

    /// What the writer does next.
    private enum Turn {
        case work([WriteJob])
        /// Waits until something comes.
        case idle
        /// Waits for callers, but not for long.
        case gather
        case end
    }

    private struct State {
        var awaited: [WriteJob] = []
        var routing: [WriteJob] = []
        var indexing: [WriteJob] = []
        var share = RoutingShare()
        var postponed = 0
        var weight = 0
        var isClosed = false
        /// How much must be awaited before the waiting writer is woken, 0 for anything at all; nil while it works.
        var wakesAt: Int?
        var isGathering = false

        var count: Int { awaited.count + routing.count + indexing.count }
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
            // Routing is bounded by itself: it brings a batch and waits for it. Refused, it would only be read again.
            let isRouting = jobs.allSatisfy { $0.kind == .ingest }
            let isOver = state.weight > 0 && state.weight + weight > maximumWeight
            if !isRouting, state.count >= maximumCount || isOver { return .busy }
            for job in jobs {
                switch job.kind {
                case .ingest: state.routing.append(job)
                case .index: state.indexing.append(job)
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
    /// - Parameters:
    ///   - count: the most jobs, and envelopes, of a batch.
    ///   - now: tells the time.
    /// - Returns: the jobs; nil once the queue is closed and empty.
    func next(count: Int, now: () -> Timestamp) -> [WriteJob]? {
        while true {
            let turn: Turn = state.withLock { state in
                if state.isGathering {
                    state.isGathering = false
                    if state.awaited.isEmpty { state.share.noteVainWait() }
                }
                if state.count == 0, state.isClosed { return .end }
                let age = Self.age(of: state.routing.first, now)
                if !state.isClosed, let callers = state.share.callersToAwait(having: state.awaited.count, age: age) {
                    state.wakesAt = callers
                    state.isGathering = true
                    return .gather
                }
                state.wakesAt = state.count == 0 ? 0 : nil
                return state.count == 0 ? .idle : .work(Self.takeBatch(of: count, from: &state, age: age))
            }
            switch turn {
            case .work(let batch): return batch
            case .idle: wake.wait()
            case .gather: _ = wake.wait(timeout: .now() + Self.patience)
            case .end: return nil
            }
        }
    }

    /// How long the first of a job's envelopes has been waiting, in milliseconds; nil without a job.
    private static func age(of job: WriteJob?, _ now: () -> Timestamp) -> Int64? {
        guard let job else { return nil }
        return job.waitsSince.map { now().rawValue - $0.rawValue } ?? 0
    }

    private static func takeBatch(of count: Int, from state: inout State, age: Int64?) -> [WriteJob] {
        var batch = Array(state.awaited.prefix(count))
        state.awaited.removeFirst(batch.count)

        let company = batch.reduce(0) { $0 + $1.size }
        let room = state.share.room(besides: company, from: batch.count, age: age, of: count)
        var routed = 0
        var jobs = 0
        while jobs < state.routing.count, routed < room {
            routed += state.routing[jobs].size
            jobs += 1
        }
        if company > 0 { state.share.note(routed: routed) }
        batch += state.routing.prefix(jobs)
        state.routing.removeFirst(jobs)

        if !state.indexing.isEmpty {
            state.postponed += 1
            if batch.isEmpty || state.postponed > maximumPostponement {
                batch.append(state.indexing.removeFirst())
                state.postponed = 0
            }
        }
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
            guard let wakesAt = state.wakesAt, state.awaited.count >= wakesAt || state.isClosed else { return false }
            state.wakesAt = nil
            return true
        }
        if mustWake { wake.signal() }
    }
}
