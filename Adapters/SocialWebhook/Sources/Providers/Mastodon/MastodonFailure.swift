import ChannelKit
import ProviderKit

/// What a refusal of a Mastodon server means for a delivery.
enum MastodonFailure {
    /// The failure behind an answer that is no success.
    static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let words = answer.json?["error"]?.text ?? "HTTP \(answer.status)"
        switch answer.status {
        case 429:
            return DeliveryFailure(
                .later(after: answer.wait(until: "X-RateLimit-Reset") ?? .seconds(60)),
                reason: "The server asks to send more slowly; it is tried again by itself.",
                detail: words
            )
        case 403:
            return DeliveryFailure(
                .blocked(.credentials),
                reason: "The token may not do this, or the account is suspended; an administrator has to look.",
                detail: words
            )
        case 404: return DeliveryFailure(.never, reason: "The message or the person is no longer there.", detail: words)
        case 422:
            return DeliveryFailure(.never, reason: "The server does not take this message as it is.", detail: words)
        default:
            return DeliveryFailure.byStatus(of: answer, provider: "The server", detail: words)
                ?? DeliveryFailure(.never, reason: "The server refused the message.", detail: words)
        }
    }
}
