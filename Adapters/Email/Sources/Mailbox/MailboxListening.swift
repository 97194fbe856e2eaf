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
        let trouble = MailboxTrouble(server: mailbox.server, health: health)
        health.report(ChannelCondition(line: .connecting))
        while true {
            try Task.checkCancellation()
            var failure: SignInFailure<MailboxFailure>?
            var isJournalLost = false
            do throws(SignInFailure<MailboxFailure>) {
                let line = try await adapter.signedIn(to: mailbox.server, isRefusal: \.isAboutAccount) {
                    (server: MailServer) async throws(MailboxFailure) in
                    try await adapter.context.mailboxes.open(server)
                }
                let lost = await use(line) { backoff.reset() }
                failure = lost.map { .server($0) }
                isJournalLost = lost == nil
            } catch {
                failure = error
            }
            try Task.checkCancellation()
            if let failure { try trouble.report(failure) }
            if isJournalLost {
                health.fail("The journal could not say how far the mailbox was taken. It is tried again.")
            }
            try await adapter.pause(MailboxTrouble.pause(after: failure, &backoff))
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
}
