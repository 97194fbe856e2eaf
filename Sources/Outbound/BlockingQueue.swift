import Foundation
import Synchronization

/// Hands elements from tasks to threads that block while there is none.
final class BlockingQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiting = 0
        var isClosed = false
    }

    // The condition guards the state; the mutex beside it only lets the compiler see that.
    private let condition = NSCondition()
    private let state = Mutex(State())

    /// Whether more elements wait than threads do.
    var isOverdue: Bool { state.withLock { $0.elements.count > $0.waiting } }

    /// The number of elements that no thread has taken.
    var count: Int { state.withLock { $0.elements.count } }

    /// Adds an element; `false` when the queue is closed or holds `limit` elements already.
    func push(_ element: Element, limit: Int = .max) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.elements.count < limit else { return false }
            state.elements.append(element)
            return true
        }
        if isTaken { condition.signal() }
        return isTaken
    }

    /// Takes the oldest element, blocking the thread while there is none.
    ///
    /// - Parameter patience: for how long to wait; nil waits until the queue is closed.
    /// - Returns: nil when the time is up, or when the queue is closed and empty.
    func pop(patience: Duration? = nil) -> Element? {
        let end = patience.map { Date(timeIntervalSinceNow: $0 / .seconds(1)) }
        condition.lock()
        defer { condition.unlock() }
        while true {
            let (element, isClosed) = state.withLock { state in
                (state.elements.isEmpty ? nil : state.elements.removeFirst(), state.isClosed)
            }
            if let element { return element }
            if isClosed { return nil }
            state.withLock { $0.waiting += 1 }
            let isInTime = wait(until: end)
            state.withLock { $0.waiting -= 1 }
            if !isInTime, state.withLock({ $0.elements.isEmpty }) { return nil }
        }
    }

    private func wait(until end: Date?) -> Bool {
        // Not `wait(until: .distantFuture)`, which overflows in Foundation.
        guard let end else {
            condition.wait()
            return true
        }
        return condition.wait(until: end)
    }

    /// Takes no more elements and wakes every thread; what is queued is still handed out.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        state.withLock { $0.isClosed = true }
        condition.broadcast()
    }
}
