import ChannelKit

/// Says in the contract's words why a mailbox line does not work.
enum MailboxOutcome {
    /// What a failure means; `farewell` is what the server said before it hung up.
    static func failure(_ failure: LineFailure, farewell: String? = nil) -> MailboxFailure {
        switch failure {
        case .untrusted(let detail): .untrusted(detail: detail)
        case .credentials(let text): .credentials(text: text)
        case .broken(let detail): .protocolBroken(detail: detail)
        case .unreachable, .timedOut, .canceled:
            .unreachable(detail: farewell.map { "\(failure.detail); \($0)" } ?? failure.detail)
        }
    }
}
