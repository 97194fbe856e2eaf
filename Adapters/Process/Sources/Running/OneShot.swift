import Synchronization

/// A value that is set once and waited for by many.
final class OneShot<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
    }

    private let state = Mutex(State())

    /// The value, where it is set.
    var current: Value? { state.withLock { $0.value } }

    /// Sets the value unless it is set already, and wakes who waits for it.
    func set(_ value: Value) {
        let waiters = state.withLock { state -> [CheckedContinuation<Value?, Never>] in
            guard state.value == nil else { return [] }
            state.value = value
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: value) }
    }

    /// Waits for the value; nil when the task is canceled before it is set.
    func value() async -> Value? {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { wait($0, as: number, isCancelable: true) }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: nil)
        }
    }

    /// Waits for the value even when the task is canceled: for what is certain to come soon.
    func valueInAnyCase() async -> Value? {
        await withCheckedContinuation { wait($0, as: 0, isCancelable: false) }
    }

    private func wait(_ waiter: CheckedContinuation<Value?, Never>, as number: Int, isCancelable: Bool) {
        let (isOver, value) = state.withLock { state -> (Bool, Value?) in
            if let value = state.value { return (true, value) }
            if isCancelable, Task.isCancelled { return (true, nil) }
            var key = number
            if !isCancelable {
                state.nextWaiter += 1
                key = state.nextWaiter
            }
            state.waiters[key] = waiter
            return (false, nil)
        }
        if isOver { waiter.resume(returning: value) }
    }
}
