import ChannelKit

/// One thread's line to the server, opened when needed.
struct SubmissionLine {
    private let opening: LineOpening
    private let bell = Doorbell()
    private var dialogue: SubmissionDialogue?

    init(opening: LineOpening) { self.opening = opening }

    mutating func quit() {
        dialogue?.quit()
        dialogue = nil
    }

    mutating func work(on attempt: SubmissionAttempt) {
        guard let bell else {
            attempt.finish(.failure(.unreachable(detail: "too many open files")))
            return
        }
        attempt.cancellation.attach(bell)
        attempt.finish(outcome(of: attempt, bell))
        // Detached last: a cancellation that comes too late rings for nobody and is silenced here.
        attempt.cancellation.detach()
    }

    private mutating func outcome(of attempt: SubmissionAttempt, _ bell: Doorbell) -> Result<String, MailRefusal> {
        if attempt.cancellation.isCanceled { return .failure(.unreachable(detail: LineFailure.canceled.detail)) }
        if attempt.deadline <= .now { return .failure(.unreachable(detail: "no line was free in time")) }
        if let dialogue, !dialogue.isAlive() { quit() }
        var isFresh = dialogue == nil
        while true {
            var current: SubmissionDialogue
            do throws(LineFailure) { current = try open(attempt, bell) } catch {
                return .failure(SubmissionOutcome.refusal(error))
            }
            do throws(SubmissionDialogue.Stop) {
                let answer = try current.submit(attempt.mail, until: attempt.deadline)
                dialogue = current
                return .success(answer)
            } catch {
                dialogue = current.isUsable ? current : nil
                guard !isFresh, SubmissionOutcome.isStaleLine(error) else {
                    return .failure(SubmissionOutcome.refusal(error))
                }
                isFresh = true
                dialogue = nil
            }
        }
    }

    private mutating func open(
        _ attempt: SubmissionAttempt,
        _ bell: Doorbell
    ) throws(LineFailure) -> SubmissionDialogue {
        if let dialogue { return dialogue }
        let line = try opening.open(bell: bell, cancellation: attempt.cancellation, until: attempt.deadline)
        return SubmissionDialogue(line: line, server: opening.server)
    }
}
