import Synchronization

/// Wakes the outbox when something was put into it.
public final class OutboxBell: Sendable {
    private struct State {
        var isRung = false
        var sleeper: AsyncStream<Void>.Continuation?
    }

    private let state = Mutex(State())

    /// Creates a silent bell.
    public init() {}

    /// Wakes the sleeper, now or when it next waits.
    public func ring() {
        let sleeper = state.withLock { state in
            state.isRung = true
            return state.sleeper
        }
        sleeper?.finish()
    }

    /// Waits for a ring, or until the time is over, or the task is canceled.
    func wait(atMost limit: Duration) async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let wasRung = state.withLock { state in
            defer { state.isRung = false }
            if !state.isRung { state.sleeper = continuation }
            return state.isRung
        }
        guard !wasRung else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in stream {} }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        state.withLock { state in
            state.sleeper = nil
            state.isRung = false
        }
    }
}
