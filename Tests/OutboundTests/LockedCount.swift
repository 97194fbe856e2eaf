import Synchronization

/// A number that several threads count.
final class LockedCount: Sendable {
    private let count: Mutex<Int>

    init(_ count: Int = 0) { self.count = Mutex(count) }

    var value: Int { count.withLock { $0 } }

    @discardableResult
    func increase() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }

    @discardableResult
    func decrease() -> Int {
        count.withLock {
            $0 -= 1
            return $0
        }
    }
}
