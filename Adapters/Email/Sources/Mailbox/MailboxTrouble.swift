import ChannelKit

/// Tells the channel's health what is wrong with a mailbox, and gives up where only a person can help.
struct MailboxTrouble: Sendable {
    let server: MailServer
    let health: ConditionReport

    /// Reports why the mailbox could not be read.
    ///
    /// - Returns: how long to wait before it is tried again.
    /// - Throws: `ChannelBlocked` when the account is refused; `CancellationError` when the task was canceled.
    func pause(after error: any Error, _ backoff: inout Backoff) throws -> Duration {
        // A line fails as well when its task is canceled.
        try Task.checkCancellation()
        guard let failure = error as? SignInFailure<MailboxFailure> else {
            if let failure = error as? MailboxFailure {
                try report(failure)
            } else {
                health.fail("The journal could not say what was taken. It is tried again.")
            }
            return backoff.next()
        }
        switch failure {
        case .server(let failure): try report(failure)
        case .consent(.missing(let advice)):
            // Not given up: once somebody has consented, the next look goes well. It costs nothing, and may come any moment.
            health.report(ChannelCondition(line: .blocked, problem: advice))
            return .seconds(5)
        case .consent(.unreachable(let detail)):
            health.fail("No token to sign in to \(server.host) with: \(Self.words(detail)). It is tried again.")
        }
        return backoff.next()
    }

    /// Reports a failure that is tried again.
    ///
    /// - Throws: `ChannelBlocked` when the account is refused.
    private func report(_ failure: MailboxFailure) throws(ChannelBlocked) {
        let host = server.host
        switch failure {
        case .credentials(let text) where !RefusedLogin.isPassing(text):
            throw blocked(RefusedLogin.advice(server, text: text))
        case .refused(let text) where text.lowercased().contains("unsafe login"):
            // What 163 and 126 say to a program that did not tell its name, or that the account's settings do not
            // allow.
            throw blocked(RefusedLogin.advice(server, text: text))
        case .credentials(let text):
            health.fail("\(host) takes no sign-in now: \(Self.words(text)). It is tried again.")
        case .refused(let text):
            health.fail("\(host) refused a request: \(Self.words(text)). Check the folder's name and its rights.")
        case .unreachable(let detail):
            health.fail("\(host) cannot be reached: \(Self.words(detail)). It is tried again.")
        case .untrusted(let detail):
            health.fail(
                "\(host) has a certificate that is not trusted: \(Self.words(detail)). Correct host, or give authority_file."
            )
        case .protocolBroken(let detail):
            health.fail("\(host) did not answer as a mail server should: \(Self.words(detail)). It is tried again.")
        }
    }

    private func blocked(_ problem: String) -> ChannelBlocked {
        health.report(ChannelCondition(line: .blocked, problem: problem))
        return ChannelBlocked(problem)
    }

    private static func words(_ text: String) -> String { HeaderText.clean(String(text.prefix(300))) }
}
