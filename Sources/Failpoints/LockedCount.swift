#if DEBUG
import Synchronization

/// A count that several threads take from.
final class LockedCount: Sendable {
    private let count: Mutex<Int>

    init(_ count: Int) { self.count = Mutex(count) }

    /// Takes one and gives what is left; below zero once it is used up.
    func takeOne() -> Int {
        count.withLock { count in
            count -= 1
            return count
        }
    }
}
#endif
