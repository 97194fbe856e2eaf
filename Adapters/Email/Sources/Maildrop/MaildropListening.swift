import ChannelKit

/// Reads a maildrop now and then for as long as its task runs.
///
/// A POP3 session sees the mails there were at its beginning, so each look is a session of its own.
struct MaildropListening: Sendable {
    let adapter: EmailAdapter
    let maildrop: MaildropSettings
    let handover: Handover
    let health: ConditionReport

    /// Reads until the task is canceled.
    ///
    /// - Throws: `ChannelBlocked` when the account is refused.
    func run() async throws {
        var backoff = Backoff()
        let trouble = MailboxTrouble(server: maildrop.server, health: health)
        health.report(ChannelCondition(line: .connecting))
        while true {
            try Task.checkCancellation()
            let pause: Duration
            do {
                health.report(try await look())
                backoff.reset()
                pause = maildrop.pollInterval
            } catch {
                pause = try trouble.pause(after: error, &backoff)
            }
            try await adapter.pause(pause)
        }
    }

    /// Looks once.
    private func look() async throws -> ChannelCondition {
        let line = try await adapter.signedIn(to: maildrop.server, isRefusal: \.isAboutAccount) {
            (server: MailServer) async throws(MailboxFailure) in
            try await adapter.context.maildrops.openMaildrop(server)
        }
        let session = MaildropSession(adapter: adapter, maildrop: maildrop, handover: handover, line: line)
        do {
            let condition = try await session.run()
            await line.close()
            return condition
        } catch {
            await line.close()
            throw error
        }
    }
}
