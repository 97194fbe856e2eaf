import ChannelKit
import ProviderKit

/// What Slack's errors mean.
enum SlackErrors {
    /// Reasons by error; every one of them is final.
    private static let final: [String: String] = [
        "channel_not_found": "Slack knows no such channel, or the app is not allowed to see it.",
        "not_in_channel": "The app is not in the Slack channel; somebody there has to invite it.",
        "is_archived": "The Slack channel is archived.",
        "msg_too_long": "Slack finds the message too long.",
        "no_text": "Slack finds the message empty.",
        "restricted_action": "A rule of the Slack workspace forbids the app to write there.",
        "cannot_reply_to_message": "The Slack message that this answers takes no answers.",
        "thread_not_found": "The Slack thread that this belongs to is gone.",
        "user_not_found": "Slack knows no such person.",
        "file_not_found": "The file is no longer at Slack.",
        "file_deleted": "The file was deleted at Slack.",
    ]
    private static let refused: Set<String> = [
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
        "org_login_required", "ekm_access_denied",
    ]
    private static let passing: Set<String> = [
        "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
    ]

    static let noToken = DeliveryFailure(
        .blocked(.credentials),
        reason: "The channel has no bot_token; set one to send with it."
    )

    /// The failure behind an error's name, or behind an answer that has none.
    static func failure(_ error: String, answer: ProviderAnswer?) -> DeliveryFailure {
        let error = OneLine.text(error, maximumBytes: 100)
        if let answer, let failure = DeliveryFailure.byStatus(of: answer, provider: "Slack", detail: error) {
            return failure
        }
        if refused.contains(error) {
            let wish = error == "missing_scope" ? "the app lacks a scope it needs" : "the app's token is no longer good"
            return DeliveryFailure(
                .blocked(.credentials),
                reason: "Slack refuses the app: \(wish); install it again and set its token.",
                detail: error
            )
        }
        if passing.contains(error) {
            return DeliveryFailure(
                .later(after: answer?.retryAfter),
                reason: "Slack has trouble of its own or asks to wait; it is tried again by itself.",
                detail: error
            )
        }
        if let reason = final[error] { return DeliveryFailure(.never, reason: reason, detail: error) }
        if error.isEmpty, let answer, (200...299).contains(answer.status) {
            return DeliveryFailure(
                .unknown,
                reason: "Slack's answer cannot be read; the message may have arrived.",
                detail: "HTTP \(answer.status)"
            )
        }
        return DeliveryFailure(
            .never,
            reason: "Slack refuses this message\(error.isEmpty ? "" : " (\(error))").",
            detail: error.isEmpty ? "HTTP \(answer?.status ?? 0)" : error
        )
    }
}
