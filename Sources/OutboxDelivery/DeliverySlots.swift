import Synchronization

/// Counts how many deliveries may still begin.
final class DeliverySlots: Sendable {
    private let count: Mutex<Int>

    init(count: Int) { self.count = Mutex(count) }

    var free: Int { count.withLock { $0 } }

    func take() { count.withLock { $0 -= 1 } }

    func give() { count.withLock { $0 += 1 } }
}
