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
                reason: Wording(
                    "The server asks to send more slowly; it is tried again by itself.",
                    "服务器要求放慢发送速度；将自动重试。"
                ),
                detail: words
            )
        case 403:
            return DeliveryFailure(
                .blocked(.credentials),
                reason: Wording(
                    "The token may not do this, or the account is suspended; an administrator has to look.",
                    "令牌无此权限，或账号已被停用；须由管理员查看。"
                ),
                detail: words
            )
        case 404:
            return DeliveryFailure(
                .never,
                reason: Wording("The message or the person is no longer there.", "消息或此人已不存在。"),
                detail: words
            )
        case 422:
            return DeliveryFailure(
                .never,
                reason: Wording("The server does not take this message as it is.", "服务器不接受此消息。"),
                detail: words
            )
        default:
            return DeliveryFailure.byStatus(of: answer, provider: Wording("The server", "服务器"), detail: words)
                ?? DeliveryFailure(
                    .never,
                    reason: Wording("The server refused the message.", "服务器拒绝了此消息。"),
                    detail: words
                )
        }
    }
}
