import ChannelKit

/// Hands arrivals to the journal until it takes them: a full journal or disk is waited for, never given up on.
struct Handover: Sendable {
    let intake: any ArrivalIntake
    let health: ConditionReport
    let pause: @Sendable (Duration) async throws -> Void

    /// What the journal said.
    enum Outcome {
        /// All of them are journaled.
        case taken([ArrivalAcceptance])
        /// None is, and trying again is pointless: at least one is larger than the journal takes, in bytes.
        case tooLarge(limit: Int64)
    }

    /// Hands over mails of a server in order, with the cursor behind them; of what is too large for the journal, which may take
    /// less than the channel, the beginning is taken.
    ///
    /// - Throws: `CancellationError` when the task is canceled while waiting; `MailboxFailure` when not even a beginning is taken.
    func take(_ mails: [RawArrival], by adapter: EmailAdapter, cursor: IntakeCursor) async throws {
        var mails = mails
        while case .tooLarge(let limit) = try await hand(over: mails, cursor: cursor) {
            let sizes = mails.map(\.body.count)
            let most = sizes.contains { $0 > limit } ? Int(clamping: limit) : MailboxBatch.beginningSize
            guard sizes.contains(where: { $0 > most }), most > 1 else {
                throw MailboxFailure.protocolBroken(detail: "the journal takes no mail of \(limit) bytes")
            }
            mails = mails.map {
                $0.body.count > most ? adapter.shortened($0, to: min(most / 2, MailboxBatch.beginningSize)) : $0
            }
        }
    }

    /// Hands over arrivals in order, with the cursor behind them.
    ///
    /// - Throws: `CancellationError` when the task is canceled while waiting.
    func hand(over arrivals: [RawArrival], cursor: IntakeCursor?) async throws -> Outcome {
        while true {
            do {
                return .taken(try await intake.accept(arrivals, cursor: cursor))
            } catch {
                switch error {
                case .tooLarge(let limit): return .tooLarge(limit: limit)
                case .busy(let wait): try await pause(min(max(wait, .milliseconds(20)), .seconds(60)))
                case .unavailable:
                    health.fail(
                        Wording(
                            "New mail cannot be stored now. It stays where it is and is tried again.",
                            "新邮件暂时无法存储。邮件留在原处，将重试。"
                        )
                    )
                    try await pause(.seconds(1))
                }
            }
        }
    }
}
