import ChannelKit
import Synchronization

/// Remembers the doorbells that rang until somebody pulls, and wakes who waits for one.
final class PullBell: Sendable {
    /// More streams than that are not kept apart; the schedule pulls them.
    private static let mostStreams = 1000

    /// A doorbell, and when it rang.
    struct Ring {
        let doorbell: Doorbell
        let at: Timestamp
    }

    private struct State {
        var rings: [String: Ring] = [:]
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Rings: what is pulled later, or at once where somebody waits.
    func ring(_ bell: Doorbell, at time: Timestamp) {
        let waiting = state.withLock { state in
            if state.rings.count < Self.mostStreams || state.rings[bell.stream] != nil {
                state.rings[bell.stream] = Ring(doorbell: bell, at: time)
            }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// What rang since it was last asked, by stream.
    func takeRings() -> [String: Ring] {
        state.withLock { state in
            defer { state.rings = [:] }
            return state.rings
        }
    }

    /// Rings again for what could not be pulled, unless a newer bell rang meanwhile.
    func putBack(_ ring: Ring) {
        state.withLock { state in
            if state.rings[ring.doorbell.stream] == nil { state.rings[ring.doorbell.stream] = ring }
        }
    }

    /// Waits until it rings, for a time at most.
    func wait(atMost limit: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: limit) }
            group.addTask { await self.untilRung() }
            await group.next()
            group.cancelAll()
        }
    }

    private func untilRung() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let released = state.withLock { state -> CheckedContinuation<Void, Never>? in
                    guard state.rings.isEmpty, !Task.isCancelled else { return continuation }
                    // Of two that wait the first goes on: a channel has one that pulls.
                    defer { state.waiting = continuation }
                    return state.waiting
                }
                released?.resume()
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume()
        }
    }
}
