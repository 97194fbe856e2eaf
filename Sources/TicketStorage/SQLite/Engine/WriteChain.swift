import Synchronization

/// Gathers the outputs of jobs that were queued together, and answers their one caller when all have come to an end.
///
/// Once one of them failed, those behind it must not be done: they would overtake it. The caller then gets the outputs of those
/// before it, and the failure only when there are none.
final class WriteChain<Output: Sendable>: Sendable {
    private struct State {
        var outputs: [Output?]
        var missing: Int
        var failure: (any Error)?
    }

    private let state: Mutex<State>
    private let continuation: CheckedContinuation<[Output], any Error>

    /// Creates a chain of `count` jobs.
    init(count: Int, continuation: CheckedContinuation<[Output], any Error>) {
        state = Mutex(State(outputs: Array(repeating: nil, count: count), missing: count))
        self.continuation = continuation
    }

    /// Lets a job go on unless one before it failed.
    func requireIntact() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Notes that a job failed for good, before its transaction ends: those behind it, perhaps of the same transaction, must
    /// not overtake it.
    func breakOff(with error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
    }

    /// Notes that the job at a place is durable.
    func finish(_ index: Int, with output: Output) {
        end { $0.outputs[index] = output }
    }

    /// Notes that a job was not stored.
    func fail(with error: any Error) {
        end { $0.failure = $0.failure ?? error }
    }

    private func end(_ note: (inout State) -> Void) {
        let ended: State? = state.withLock { state in
            note(&state)
            state.missing -= 1
            return state.missing == 0 ? state : nil
        }
        guard let ended else { return }
        let outputs = ended.outputs.prefix { $0 != nil }.compactMap(\.self)
        if outputs.isEmpty, let failure = ended.failure {
            continuation.resume(throwing: failure)
        } else {
            continuation.resume(returning: outputs)
        }
    }
}
