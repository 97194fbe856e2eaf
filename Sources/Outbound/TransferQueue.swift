/// The requests that wait, and which of them is begun next.
///
/// Pure. Oldest first, but a provider that does not answer cannot take every place: those for others pass by.
struct TransferQueue {
    /// The most requests under way at once.
    static let runningLimit = 256
    /// The most requests under way at once to one scheme, host and port.
    static let originLimit = 128
    /// The most requests that wait.
    static let waitingLimit = 1000

    private var waiting: [PendingRequest] = []
    private var running: [WebOrigin: Int] = [:]
    private var runningCount = 0

    /// Whether nothing waits.
    var isEmpty: Bool { waiting.isEmpty }

    /// When the first of those that wait runs out of time.
    var firstDeadline: ContinuousClock.Instant? { waiting.lazy.map(\.deadline).min() }

    /// Adds a request.
    mutating func add(_ request: PendingRequest) { waiting.append(request) }

    /// Takes the oldest request that may be begun; each one taken is to be given back with ``end(_:)``.
    mutating func next() -> PendingRequest? {
        guard runningCount < Self.runningLimit,
            let index = waiting.firstIndex(where: { running[$0.origin, default: 0] < Self.originLimit })
        else { return nil }
        let request = waiting.remove(at: index)
        running[request.origin, default: 0] += 1
        runningCount += 1
        return request
    }

    /// Gives back the place of a request that has ended.
    mutating func end(_ origin: WebOrigin) {
        runningCount -= 1
        let left = running[origin, default: 1] - 1
        running[origin] = left > 0 ? left : nil
    }

    /// Takes out the waiting requests that meet a condition.
    mutating func remove(where isOut: (PendingRequest) -> Bool) -> [PendingRequest] {
        let out = waiting.filter(isOut)
        if !out.isEmpty { waiting.removeAll(where: isOut) }
        return out
    }
}
