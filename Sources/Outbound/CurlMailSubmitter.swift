public import ChannelKit
import Synchronization

/// Submits mail over SMTP, secured and signed in by libcurl; lines are kept for the next mail.
///
/// Several recipients are taken all or not at all. SMTPUTF8 (RFC 6531) is not spoken. A password is sent over an
/// unsecured line only to this machine.
public final class CurlMailSubmitter: MailSubmitting {
    /// The longest time one attempt may take, whatever it is given.
    public static let longestAttempt = Duration.seconds(600)

    private let greetingName: String?
    private let linesPerServer: Int
    private let idleLimit: Duration
    private let pools = Mutex<[MailServer: SubmissionPool]>([:])

    /// Creates a submitter.
    ///
    /// - Parameters:
    ///   - greetingName: the name to greet servers with; nil is this machine's host name.
    ///   - linesPerServer: the most lines kept to one server at once.
    ///   - idleLimit: after how long without a mail a line is closed.
    public init(greetingName: String? = nil, linesPerServer: Int = 2, idleLimit: Duration = .seconds(30)) {
        self.greetingName = greetingName
        self.linesPerServer = linesPerServer
        self.idleLimit = idleLimit
    }

    deinit { close() }

    /// Makes one attempt at handing a mail to a server; a canceled task is answered at once.
    public func submit(
        _ mail: MailSubmission,
        to server: MailServer,
        timeLimit: Duration
    ) async throws(MailRefusal) -> String {
        try EnvelopeCheck.check(mail)
        let deadline = ContinuousClock.now.advanced(by: min(timeLimit, Self.longestAttempt))
        let attempt = SubmissionAttempt(mail: mail, deadline: deadline)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                attempt.whenFinished { continuation.resume(returning: $0) }
                submit(attempt, to: server)
            }
        } onCancel: {
            attempt.cancel()
        }
        return try result.get()
    }

    /// Closes all lines once they are idle.
    public func close() {
        let all = pools.withLock { pools in
            defer { pools = [:] }
            return Array(pools.values)
        }
        for pool in all { pool.close() }
    }

    private func submit(_ attempt: SubmissionAttempt, to server: MailServer) {
        pools.withLock { pools in
            // Servers that left the configuration would otherwise be kept for ever.
            if pools.count > 32 { pools = pools.filter { !$0.value.isIdle || $0.key == server } }
            let pool =
                pools[server]
                ?? SubmissionPool(
                    opening: LineOpening(speech: .smtp, server: server, greetingName: greetingName),
                    lineLimit: linesPerServer,
                    idleLimit: idleLimit
                )
            pools[server] = pool
            // Under the lock, so that no pool is dropped between being looked up and being given a mail.
            pool.submit(attempt)
        }
    }
}
