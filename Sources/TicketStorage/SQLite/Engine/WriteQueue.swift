import Dispatch
import Synchronization

/// What waits for the writer: bounded by count and bytes, first come first served.
final class WriteQueue: Sendable {
    private struct State {
        var jobs: [WriteJob] = []
        var weight = 0
        var isClosed = false
        var writerWaits = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let maximumCount: Int
    private let maximumWeight: Int

    /// Creates an empty queue.
    ///
    /// - Parameters:
    ///   - maximumCount: how many jobs may wait.
    ///   - maximumWeight: how many bytes they may hold; a single job over it is still taken when nothing else waits.
    init(maximumCount: Int, maximumWeight: Int) {
        self.maximumCount = maximumCount
        self.maximumWeight = maximumWeight
    }

    /// Adds a job.
    ///
    /// - Throws: ``StorageError/busy`` when too much waits, ``StorageError/closed`` after ``close()``.
    func add(_ job: WriteJob) throws(StorageError) {
        let refusal: StorageError? = state.withLock { state in
            if state.isClosed { return .closed }
            let isOver = state.weight > 0 && state.weight + job.weight > maximumWeight
            if state.jobs.count >= maximumCount || isOver { return .busy }
            state.jobs.append(job)
            state.weight += job.weight
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
                if state.jobs.isEmpty {
                    if state.isClosed { return nil }
                    state.writerWaits = true
                    return []
                }
                let batch = Array(state.jobs.prefix(count))
                state.jobs.removeFirst(batch.count)
                state.weight -= batch.reduce(0) { $0 + $1.weight }
                return batch
            }
            guard let taken else { return nil }
            if !taken.isEmpty { return taken }
            wake.wait()
        }
    }

    /// How many jobs wait.
    var count: Int { state.withLock { $0.jobs.count } }

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
