import Synchronization

/// Where tasks leave requests for the thread that carries them out.
final class TransferInbox: Sendable {
    private struct State {
        var arrived: [PendingRequest] = []
        /// How many requests were taken in and have not ended.
        var openCount = 0
        /// Set once the inbox takes no more: by then the last request is cut off.
        var end: ContinuousClock.Instant?
        var isOver = false
        var watchers: [@Sendable () -> Void] = []
    }

    /// Rings when there is something to see to: a request, a cancellation, the close.
    let bell: Doorbell
    private let state = Mutex(State())

    /// Creates an inbox whose owner waits for a bell.
    init(bell: Doorbell) { self.bell = bell }

    /// Takes a request in, or refuses it when there are too many or the transport is closed.
    func submit(_ request: PendingRequest) {
        let refusal = state.withLock { state -> String? in
            if state.end != nil || state.isOver { return Self.closed }
            if state.openCount >= TransferQueue.runningLimit + TransferQueue.waitingLimit {
                return "too many requests wait"
            }
            state.openCount += 1
            state.arrived.append(request)
            return nil
        }
        if let refusal { return request.refuse(refusal) }
        request.cancellation.attach(bell)
        bell.ring()
    }

    /// Hands out what has arrived, and by when everything is to end if so.
    func take() -> (arrived: [PendingRequest], end: ContinuousClock.Instant?) {
        state.withLock { state in
            defer { state.arrived = [] }
            return (state.arrived, state.end)
        }
    }

    /// Makes room for another request.
    func countDown() { state.withLock { $0.openCount -= 1 } }

    /// Takes no more requests; those under way may go on until `end`.
    func close(by end: ContinuousClock.Instant) {
        state.withLock { $0.end = min($0.end ?? end, end) }
        bell.ring()
    }

    /// Says that the thread has ended; what arrived since it last looked is refused.
    func endAll() {
        let (left, watchers) = state.withLock { state in
            defer {
                state.arrived = []
                state.watchers = []
            }
            state.isOver = true
            return (state.arrived, state.watchers)
        }
        for request in left { request.refuse(Self.closed) }
        for watcher in watchers { watcher() }
    }

    /// Calls `watcher` once the thread has ended.
    func whenOver(_ watcher: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if !state.isOver { state.watchers.append(watcher) }
            return state.isOver
        }
        if isOver { watcher() }
    }

    /// What is said of requests that come too late.
    static let closed = "the transport is closed"
}
