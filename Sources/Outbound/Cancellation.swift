import Synchronization

/// Carries the cancellation of one operation from its task to the thread that works on it.
final class Cancellation: Sendable {
    private struct State {
        var isCanceled = false
        var bell: Doorbell?
    }

    private let state = Mutex(State())

    /// Whether the operation was canceled.
    var isCanceled: Bool { state.withLock { $0.isCanceled } }

    /// Cancels the operation and wakes the thread that works on it.
    ///
    /// - Returns: whether a thread works on it.
    @discardableResult
    func cancel() -> Bool {
        // Rung under the lock: after `detach` the bell belongs to another operation.
        state.withLock {
            $0.isCanceled = true
            $0.bell?.ring()
            return $0.bell != nil
        }
    }

    /// Names the bell that wakes the working thread.
    func attach(_ bell: Doorbell) {
        state.withLock {
            $0.bell = bell
            if $0.isCanceled { bell.ring() }
        }
    }

    /// Lets go of the bell and silences it for the next operation.
    func detach() {
        state.withLock {
            $0.bell?.silence()
            $0.bell = nil
        }
    }
}
