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
            do { try await listen { backoff.reset() } } catch {
                try await adapter.pause(trouble.pause(after: error, &backoff))
            }
        }
    }

    /// Works on a line until it fails.
    private func listen(onReady: () -> Void) async throws {
        let line = try await adapter.signedIn(to: mailbox.server, isRefusal: \.isAboutAccount) {
            (server: MailServer) async throws(MailboxFailure) in
            try await adapter.context.mailboxes.open(server)
        }
        let session = MailboxSession(adapter: adapter, mailbox: mailbox, handover: handover, health: health, line: line)
        do { try await session.run(onReady: onReady) } catch {
            await line.close()
            throw error
        }
    }
}
