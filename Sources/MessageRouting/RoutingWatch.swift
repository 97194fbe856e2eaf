public import DeskModel
import Synchronization

/// Lets whoever handed in an arrival wait a moment for what became of it.
public final class RoutingWatch: Sendable {
    private struct Waiter {
        let id: Int
        let continuation: AsyncStream<[RoutingResult]>.Continuation
    }

    private struct State {
        var waiters: [ArrivalID: [Waiter]] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())

    /// Creates a watch nobody waits at.
    public init() {}

    /// Tells the waiters of an arrival what became of it.
    func publish(_ results: [RoutingResult], of arrival: ArrivalID) {
        let waiters = state.withLock { $0.waiters.removeValue(forKey: arrival) ?? [] }
        for waiter in waiters {
            waiter.continuation.yield(results)
            waiter.continuation.finish()
        }
    }

    /// Waits for the results of an arrival; nil when they did not come in time.
    ///
    /// - Parameters:
    ///   - arrival: the arrival.
    ///   - limit: how long to wait.
    ///   - known: looks the results up once waiting has begun, so that nothing falls between.
    /// - Returns: the results; nil when the time was over first.
    /// - Throws: what `known` throws.
    public func results(
        of arrival: ArrivalID,
        within limit: Duration,
        known: @escaping @Sendable () async throws -> [RoutingResult]
    ) async throws -> [RoutingResult]? {
        let (stream, continuation) = AsyncStream<[RoutingResult]>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.nextID += 1
            state.waiters[arrival, default: []].append(Waiter(id: state.nextID, continuation: continuation))
            return state.nextID
        }
        defer { forget(id, arrival) }
        let already = try await known()
        if !already.isEmpty { return already }
        return await withTaskGroup(of: [RoutingResult]?.self) { group in
            group.addTask {
                for await results in stream { return results }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func forget(_ id: Int, _ arrival: ArrivalID) {
        state.withLock { state in
            state.waiters[arrival]?.removeAll { $0.id == id }
            if state.waiters[arrival]?.isEmpty == true { state.waiters[arrival] = nil }
        }
    }
}
