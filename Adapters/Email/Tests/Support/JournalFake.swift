import ChannelKit
import Synchronization

/// A journal in memory: takes arrivals once, keeps cursors, and refuses as scripted.
final class JournalFake: ArrivalIntake {
    private struct State {
        var arrivals: [RawArrival] = []
        var batches: [[RawArrival]] = []
        var cursors: [String: IntakeCursor] = [:]
        var refusals: [IntakeRefusal] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// All arrivals that were taken, without duplicates, in order.
    var arrivals: [RawArrival] { state.withLock { $0.arrivals } }
    /// What was offered together, duplicates included.
    var batches: [[RawArrival]] { state.withLock { $0.batches } }
    /// The cursors by stream.
    var cursors: [String: IntakeCursor] { state.withLock { $0.cursors } }

    /// Scripts the next answers.
    func refuse(_ refusals: IntakeRefusal...) { state.withLock { $0.refusals += refusals } }

    /// Sets a committed cursor.
    func setCursor(_ value: String, stream: String) {
        state.withLock {
            $0.cursors[stream] = IntakeCursor(channel: ChannelID(rawValue: "mail"), stream: stream, value: value)
        }
    }

    /// Waits until so many arrivals were taken.
    func waitForArrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrivals.count >= count { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func accept(
        _ arrivals: [RawArrival],
        cursor: IntakeCursor?
    ) async throws(IntakeRefusal) -> [ArrivalAcceptance] {
        let answer: Result<[ArrivalAcceptance], IntakeRefusal> = state.withLock { state in
            if !state.refusals.isEmpty { return .failure(state.refusals.removeFirst()) }
            state.batches.append(arrivals)
            if let cursor { state.cursors[cursor.stream] = cursor }
            return .success(
                arrivals.map { arrival in
                    let known = state.arrivals.firstIndex { $0.externalID == arrival.externalID }
                    if known == nil { state.arrivals.append(arrival) }
                    return ArrivalAcceptance(
                        arrival: Int64(known ?? state.arrivals.count - 1),
                        isDuplicate: known != nil
                    )
                }
            )
        }
        let ready = state.withLock { state in
            let count = state.arrivals.count
            let ready = state.waiting.filter { $0.count <= count }
            state.waiting.removeAll { $0.count <= count }
            return ready.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
        return try answer.get()
    }

    func cursor(of channel: ChannelID, stream: String) async throws -> IntakeCursor? {
        state.withLock { $0.cursors[stream] }
    }

    func cursors(of channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor] {
        state.withLock { $0.cursors.values.filter { $0.stream.hasPrefix(prefix) }.sorted { $0.stream < $1.stream } }
    }
}

/// Keeps the conditions that were reported and lets a test wait for one.
final class HealthFake: HealthReporting {
    private struct State {
        var conditions: [ChannelCondition] = []
        var waiting: [(wanted: @Sendable (ChannelCondition) -> Bool, continuation: CheckedContinuation<Void, Never>)] =
            []
    }

    private let state = Mutex(State())

    var conditions: [ChannelCondition] { state.withLock { $0.conditions } }
    var last: ChannelCondition? { conditions.last }

    func report(_ condition: ChannelCondition) {
        let ready = state.withLock { state in
            state.conditions.append(condition)
            let ready = state.waiting.filter { $0.wanted(condition) }.map(\.continuation)
            state.waiting.removeAll { $0.wanted(condition) }
            return ready
        }
        for continuation in ready { continuation.resume() }
    }

    /// Waits until a condition is, or has been, reported.
    func wait(for wanted: @escaping @Sendable (ChannelCondition) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.conditions.contains(where: wanted) { return true }
                state.waiting.append((wanted, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

/// A mail server that answers as scripted and keeps what it was given.
final class MailServerFake: MailSubmitting {
    private struct State {
        var submissions: [MailSubmission] = []
        var refusal: MailRefusal?
    }

    private let state = Mutex(State())

    var submissions: [MailSubmission] { state.withLock { $0.submissions } }
    func refuse(_ refusal: MailRefusal) { state.withLock { $0.refusal = refusal } }

    func submit(
        _ mail: MailSubmission,
        to server: MailServer,
        timeLimit: Duration
    ) async throws(MailRefusal) -> String {
        let refusal = state.withLock { state in
            state.submissions.append(mail)
            return state.refusal
        }
        if let refusal { throw refusal }
        return "250 2.0.0 Ok: queued as 4F2A1"
    }
}
