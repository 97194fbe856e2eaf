import AddressNormalization
import ChannelKit

/// Takes what a mail server nearby delivers by LMTP, for as long as its task runs.
struct ReceptionListening: Sendable {
    let adapter: EmailAdapter
    let reception: ReceptionSettings
    let intake: any ArrivalIntake
    let health: ConditionReport

    /// Listens until the task is canceled; a place that cannot be listened at is tried again.
    func run() async throws {
        var backoff = Backoff()
        health.report(ChannelCondition(line: .connecting))
        while true {
            try Task.checkCancellation()
            do throws(ReceptionFailure) {
                try await adapter.context.reception.serve(
                    at: reception.place,
                    largestMail: adapter.settings.maximumSize,
                    receiver: self
                ) { [health] in health.report(ChannelCondition(line: .ready)) }
            } catch {
                let words = HeaderText.clean(String(error.detail.prefix(300)))
                if !Task.isCancelled {
                    health.fail(
                        Wording("LMTP cannot be served: \(words). It is tried again.", "无法提供 LMTP 服务：\(words)。将重试。")
                    )
                }
            }
            try Task.checkCancellation()
            try await adapter.pause(backoff.next())
        }
    }
}

extension ReceptionListening: MailReceiver {
    func accepts(recipient: String) -> Bool {
        adapter.settings.own.contains(EmailAddressNormalization.key(recipient))
    }

    /// Journals a mail once, with all of its recipients.
    func take(_ mail: ReceivedMail) async -> ReceptionAnswer {
        let arrival = adapter.arrival(
            of: mail.octets,
            verdict: .unauthenticated,
            source: "lmtp",
            envelope: FileEnvelope(sender: mail.sender, recipients: mail.recipients)
        )
        do throws(IntakeRefusal) {
            _ = try await intake.accept([arrival], cursor: nil)
            health.report(ChannelCondition(line: .ready))
            return .taken
        } catch {
            switch error {
            case .busy: return .later("Too much waits already")
            case .unavailable:
                health.fail(
                    Wording(
                        "New mail cannot be stored now. The mail server keeps it and brings it again.",
                        "新邮件暂时无法存储。邮件服务器会保留并重新投递。"
                    )
                )
                return .later("Mail cannot be stored now")
            case .tooLarge(let limit): return .refused("The mail is larger than \(limit) bytes")
            }
        }
    }
}
