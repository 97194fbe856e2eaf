import ChannelKit

/// Keeps a line to a mailbox for as long as its task runs: connects, takes what is new, waits, and connects again when
/// the line is lost.
struct MailboxListening: Sendable {
    let adapter: EmailAdapter
    let mailbox: MailboxSettings
    let handover: Handover
    let health: ConditionReport

    /// Listens until the task is canceled.
    ///
    /// - Throws: `ChannelBlocked` when the account is refused.
    func run() async throws {
        var backoff = Backoff()
        health.report(ChannelCondition(line: .connecting))
        while true {
            try Task.checkCancellation()
            let failure: MailboxFailure?
            do throws(MailboxFailure) {
                let line = try await adapter.context.mailboxes.open(mailbox.server)
                failure = await use(line) { backoff.reset() }
            } catch {
                failure = error
            }
            try Task.checkCancellation()
            if let failure {
                try report(failure)
            } else {
                health.fail("The journal could not say how far the mailbox was taken. It is tried again.")
            }
            try await adapter.pause(backoff.next())
        }
    }

    /// Works on a line until it fails, and closes it.
    ///
    /// - Returns: the line's failure; nil when something else failed.
    private func use(_ line: any MailboxLine, onReady: () -> Void) async -> MailboxFailure? {
        let session = MailboxSession(adapter: adapter, mailbox: mailbox, handover: handover, health: health, line: line)
        var failure: MailboxFailure?
        do { try await session.run(onReady: onReady) } catch { failure = error as? MailboxFailure }
        await line.close()
        return failure
    }

    private func report(_ failure: MailboxFailure) throws(ChannelBlocked) {
        let host = mailbox.server.host
        switch failure {
        case .credentials(let text) where !RefusedLogin.isPassing(text):
            throw blocked(RefusedLogin.advice(mailbox.server, text: text))
        case .refused(let text) where text.lowercased().contains("unsafe login"):
            // What 163 and 126 say to a program that did not tell its name, or that the account's settings do not
            // allow.
            throw blocked(RefusedLogin.advice(mailbox.server, text: text))
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
