import ChannelKit
import Synchronization

/// A journal in memory: takes each arrival once, keeps cursors, and refuses or waits as scripted.
final class ScriptedIntake: ArrivalIntake {
    private struct State {
        var journaled: [RawArrival] = []
        var ids: [ExternalID: Int] = [:]
        var offered = 0
        var cursors: [String: IntakeCursor] = [:]
        var refusals: [IntakeRefusal] = []
        var refusesEverything = false
        var isHeld = false
        var bells: [AsyncStream<Void>.Continuation] = []
        var holds: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Creates a journal, with cursors committed before.
    init(cursors: [String: IntakeCursor] = [:]) { state.withLock { $0.cursors = cursors } }

    /// What was journaled, in order.
    var journaled: [RawArrival] { state.withLock { $0.journaled } }
    /// How many arrivals were offered, refused ones and duplicates included.
    var offered: Int { state.withLock { $0.offered } }
    /// The cursors by stream.
    var cursors: [String: IntakeCursor] { state.withLock { $0.cursors } }

    /// Scripts the next answers.
    func refuse(_ refusals: IntakeRefusal...) { state.withLock { $0.refusals += refusals } }

    /// Refuses everything from now on, as a full disk does.
    func refuseEverything() { state.withLock { $0.refusesEverything = true } }

    /// Takes nothing and refuses nothing until released.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Goes on with what was held.
    func release() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.holds = [] }
            return state.holds
        }
        for hold in held { hold.resume() }
    }

    /// Waits until so many different arrivals are journaled.
    func waitForJournaled(_ count: Int) async -> Bool { await wait { self.journaled.count >= count } }

    /// Waits until so many arrivals were offered.
    func waitForOffered(_ count: Int) async -> Bool { await wait { self.offered >= count } }

    private func wait(until isTrue: @Sendable () -> Bool) async -> Bool {
        let (changes, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.bells.append(bell) }
        return await Patience.wait(for: changes, bell: bell, limit: Patience.limit, until: isTrue)
    }

    func accept(
        _ arrivals: [RawArrival],
        cursor: IntakeCursor?
    ) async throws(IntakeRefusal) -> [ArrivalAcceptance] {
        let isHeld = state.withLock { state in
            state.offered += arrivals.count
            return state.isHeld
        }
        ring()
        if isHeld {
            await withCheckedContinuation { continuation in
                let isStillHeld = state.withLock { state in
                    if state.isHeld { state.holds.append(continuation) }
                    return state.isHeld
                }
                if !isStillHeld { continuation.resume() }
            }
        }
        let answer: Result<[ArrivalAcceptance], IntakeRefusal> = state.withLock { state in
            if state.refusesEverything { return .failure(.unavailable("scripted: the disk is full")) }
            if !state.refusals.isEmpty { return .failure(state.refusals.removeFirst()) }
            if let cursor { state.cursors[cursor.stream] = cursor }
            return .success(arrivals.map { Self.take($0, &state) })
        }
        ring()
        return try answer.get()
    }

    func cursor(of channel: ChannelID, stream: String) async throws -> IntakeCursor? {
        state.withLock { $0.cursors[stream] }
    }

    func cursors(of channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor] {
        state.withLock { $0.cursors.values.filter { $0.stream.hasPrefix(prefix) }.sorted { $0.stream < $1.stream } }
    }

    private static func take(_ arrival: RawArrival, _ state: inout State) -> ArrivalAcceptance {
        if let known = state.ids[arrival.externalID] {
            return ArrivalAcceptance(arrival: Int64(known), isDuplicate: true)
        }
        state.journaled.append(arrival)
        state.ids[arrival.externalID] = state.journaled.count
        return ArrivalAcceptance(arrival: Int64(state.journaled.count), isDuplicate: false)
    }

    private func ring() {
        for bell in state.withLock({ $0.bells }) { bell.yield() }
    }
}

/// Keeps the conditions that an adapter reports.
final class RecordedHealth: HealthReporting {
    private let reported = Mutex<[ChannelCondition]>([])

    var conditions: [ChannelCondition] { reported.withLock { $0 } }

    func report(_ condition: ChannelCondition) { reported.withLock { $0.append(condition) } }
}
