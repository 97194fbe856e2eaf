import ChannelKit

/// Says in the contract's words why a mail was not, or not certainly, taken.
enum SubmissionOutcome {
    /// What the failure to open a line means for a mail.
    static func refusal(_ failure: LineFailure) -> MailRefusal {
        switch failure {
        case .untrusted(let detail): .untrusted(detail: detail)
        case .credentials(let text): .credentials(text: text)
        case .unreachable, .broken, .timedOut, .canceled: .unreachable(detail: failure.detail)
        }
    }

    /// What a stopped submission means for a mail.
    static func refusal(_ stop: SubmissionDialogue.Stop) -> MailRefusal {
        switch stop {
        case .lost(let failure, .answer): .unanswered(detail: failure.detail)
        case .lost(let failure, _): .unreachable(detail: failure.detail)
        case .refused(let code, let text, .sender) where isAboutTheAccount(code): .credentials(text: text)
        case .refused(let code, let text, _): .answered(code: code, text: text)
        }
    }

    /// Whether the mail may be offered again on a new line at once: the server has let an idle line go.
    static func isStaleLine(_ stop: SubmissionDialogue.Stop) -> Bool {
        switch stop {
        case .lost(.unreachable, .sender), .lost(.broken, .sender), .refused(code: 421, text: _, .sender): true
        default: false
        }
    }

    /// Sign-in required, too weak, wrong, or in need of TLS (RFC 4954, 6; RFC 3207, 4).
    private static func isAboutTheAccount(_ code: Int) -> Bool { [530, 534, 535, 538].contains(code) }
}
