import ChannelKit
import Synchronization

/// One mail on its way from a task to a thread and its outcome on the way back.
final class SubmissionAttempt: Sendable {
    typealias Outcome = Result<String, MailRefusal>

    private struct State {
        var outcome: Outcome?
        var waiter: (@Sendable (Outcome) -> Void)?
    }

    let mail: MailSubmission
    let deadline: ContinuousClock.Instant
    let cancellation = Cancellation()
    private let state = Mutex(State())

    init(mail: MailSubmission, deadline: ContinuousClock.Instant) {
        self.mail = mail
        self.deadline = deadline
    }

    /// Ends the attempt; only the first outcome counts.
    func finish(_ outcome: Outcome) {
        let waiter = state.withLock { state -> (@Sendable (Outcome) -> Void)? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?(outcome)
    }

    /// Hands the outcome to `waiter`, once, as soon as there is one.
    func whenFinished(_ waiter: @escaping @Sendable (Outcome) -> Void) {
        let outcome = state.withLock { state -> Outcome? in
            if state.outcome == nil { state.waiter = waiter }
            return state.outcome
        }
        if let outcome { waiter(outcome) }
    }

    /// Ends the attempt at once if no thread works on it, else as soon as that thread has hung up.
    func cancel() {
        // What no thread has begun cannot have been sent. A thread that has finished has also told the outcome before it
        // let go, so that this one comes too late.
        if !cancellation.cancel() { finish(.failure(.unreachable(detail: LineFailure.canceled.detail))) }
    }
}
