import ChannelKit
import DeskModel
import Synchronization

/// An arrival with what it was read as.
struct ReadArrival: Sendable {
    let arrival: JournaledArrival
    let reading: EnvelopeReading
}

/// What was read and waits to be committed: the reader goes on filling it while a batch is written.
///
/// The writer takes all that is there, so that a slow commit makes the next one larger and never leaves small ones behind. One
/// task fills it and one takes from it.
final class ReadAhead: Sendable {
    /// How many arrivals are held before the reader waits; what it brings at once may be over it.
    static let maximumCount = 256
    /// How many bytes of raw arrivals are held before the reader waits.
    static let maximumBytes = 32 << 20

    private struct State {
        var waiting: [ReadArrival] = []
        var bytes = 0
        var isFinished = false
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?

        var isFull: Bool { waiting.count >= ReadAhead.maximumCount || bytes >= ReadAhead.maximumBytes }
        var hasNews: Bool { !waiting.isEmpty || isFinished }
    }

    private let state = Mutex(State())

    /// Adds what was read, in order, and waits until there is room for more.
    ///
    /// - Returns: whether more is wanted.
    func add(_ arrivals: [ReadArrival]) async -> Bool {
        let writer = state.withLock { state in
            state.waiting += arrivals
            state.bytes += arrivals.reduce(0) { $0 + $1.arrival.raw.body.count }
            defer { state.writer = nil }
            return state.writer
        }
        writer?.resume()
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                guard state.isFull, !state.isClosed else { return true }
                state.reader = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
        return state.withLock { !$0.isClosed }
    }

    /// Tells that nothing more comes.
    func finish() {
        let writer = state.withLock { state in
            state.isFinished = true
            defer { state.writer = nil }
            return state.writer
        }
        writer?.resume()
    }

    /// The next arrivals in order, as many as are there.
    ///
    /// - Parameter limit: the most at once.
    /// - Returns: the arrivals; none when nothing more comes.
    func next(limit: Int) async -> [ReadArrival] {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.hasNews { return true }
                state.writer = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
        let (batch, reader) = state.withLock { state in
            let batch = Array(state.waiting.prefix(limit))
            state.waiting.removeFirst(batch.count)
            state.bytes -= batch.reduce(0) { $0 + $1.arrival.raw.body.count }
            guard !state.isFull else { return (batch, CheckedContinuation<Void, Never>?.none) }
            defer { state.reader = nil }
            return (batch, state.reader)
        }
        reader?.resume()
        return batch
    }

    /// Takes nothing more: the reader is told so.
    func close() {
        let reader = state.withLock { state in
            state.isClosed = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }
}
