import ChannelKit
import Foundation
import Synchronization

/// The threads that submit to one server: few, started when needed, ended when idle.
final class SubmissionPool: Sendable {
    /// The most mails that may wait for a line.
    private static let queueLimit = 1000

    private let opening: LineOpening
    private let lineLimit: Int
    private let idleLimit: Duration
    private let queue = BlockingQueue<SubmissionAttempt>()
    private let threadCount = Mutex(0)

    /// Creates a pool of at most `lineLimit` lines, each closed after `idleLimit` without a mail.
    init(opening: LineOpening, lineLimit: Int, idleLimit: Duration) {
        self.opening = opening
        self.lineLimit = max(1, lineLimit)
        self.idleLimit = idleLimit
    }

    /// Whether neither mail nor thread is left.
    var isIdle: Bool { queue.count == 0 && threadCount.withLock { $0 == 0 } }

    /// Queues an attempt; its `finish` is called exactly once.
    func submit(_ attempt: SubmissionAttempt) {
        guard queue.push(attempt, limit: Self.queueLimit) else {
            attempt.finish(.failure(.unreachable(detail: "too many mails wait for this server")))
            return
        }
        let isShort =
            queue.isOverdue
            && threadCount.withLock { count in
                guard count < lineLimit else { return false }
                count += 1
                return true
            }
        if isShort { startThread() }
    }

    /// Ends the threads once they have worked off what is queued.
    func close() { queue.close() }

    private func startThread() {
        // A thread of its own: sending blocks, and must not take one of the few that run Swift's tasks.
        Thread.detachNewThread { [self] in
            var line = SubmissionLine(opening: opening)
            repeat {
                while let attempt = queue.pop(patience: idleLimit) { line.work(on: attempt) }
                line.quit()
            } while !mayEnd()
        }
    }

    /// Signs a thread off, unless a mail has come in since it last looked.
    private func mayEnd() -> Bool {
        threadCount.withLock { count in
            guard queue.count == 0 else { return false }
            count -= 1
            return true
        }
    }
}
