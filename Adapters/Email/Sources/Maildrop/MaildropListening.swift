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
            let failure = await look()
            try Task.checkCancellation()
            if let failure {
                try trouble.report(failure)
                try await adapter.pause(MailboxTrouble.pause(after: failure, &backoff))
            } else {
                backoff.reset()
                try await adapter.pause(maildrop.pollInterval)
            }
        }
    }

    /// Looks once.
    ///
    /// - Returns: why it did not work; nil when it did.
    private func look() async -> SignInFailure<MailboxFailure>? {
        do throws(SignInFailure<MailboxFailure>) {
            let line = try await adapter.signedIn(to: maildrop.server, isRefusal: \.isAboutAccount) {
                (server: MailServer) async throws(MailboxFailure) in
                try await adapter.context.maildrops.openMaildrop(server)
            }
            let failure = await use(line)
            await line.close()
            return failure.map { .server($0) }
        } catch {
            return error
        }
    }

    private func use(_ line: any MaildropLine) async -> MailboxFailure? {
        let session = MaildropSession(adapter: adapter, maildrop: maildrop, handover: handover, line: line)
        do {
            health.report(try await session.run())
            return nil
        } catch let failure as MailboxFailure {
            return failure
        } catch {
            return .unreachable(detail: "the journal could not say what was taken")
        }
    }
}
