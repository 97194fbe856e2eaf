import ChannelKit
import ProviderKit

/// What Slack's errors mean.
enum SlackErrors {
    /// Reasons by error; every one of them is final.
    private static let final: [String: Wording] = [
        "channel_not_found": Wording(
            "Slack knows no such channel, or the app is not allowed to see it.",
            "Slack 中没有此频道，或应用无权查看。"
        ),
        "not_in_channel": Wording(
            "The app is not in the Slack channel; somebody there has to invite it.",
            "应用不在该 Slack 频道中；请频道成员邀请它加入。"
        ),
        "is_archived": Wording("The Slack channel is archived.", "该 Slack 频道已归档。"),
        "msg_too_long": Wording("Slack finds the message too long.", "消息超出了 Slack 的长度限制。"),
        "no_text": Wording("Slack finds the message empty.", "Slack 认为消息为空。"),
        "restricted_action": Wording(
            "A rule of the Slack workspace forbids the app to write there.",
            "Slack 工作区的规则禁止应用在该处发言。"
        ),
        "cannot_reply_to_message": Wording(
            "The Slack message that this answers takes no answers.",
            "所回复的 Slack 消息不接受回复。"
        ),
        "thread_not_found": Wording("The Slack thread that this belongs to is gone.", "所属的 Slack 消息列已不存在。"),
        "user_not_found": Wording("Slack knows no such person.", "Slack 中没有此人。"),
        "file_not_found": Wording("The file is no longer at Slack.", "Slack 上已没有此文件。"),
        "file_deleted": Wording("The file was deleted at Slack.", "该文件已在 Slack 上被删除。"),
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
        reason: Wording("The channel has no bot_token; set one to send with it.", "该渠道未设置 bot_token；设置后才能发送。")
    )

    /// The failure behind an error's name, or behind an answer that has none.
    static func failure(_ error: String, answer: ProviderAnswer?) -> DeliveryFailure {
        let error = OneLine.text(error, maximumBytes: 100)
        if let answer, let failure = DeliveryFailure.byStatus(of: answer, provider: .verbatim("Slack"), detail: error) {
            return failure
        }
        if refused.contains(error) {
            let wish =
                error == "missing_scope"
                ? Wording("the app lacks a scope it needs", "应用缺少所需的权限范围（scope）")
                : Wording("the app's token is no longer good", "应用的令牌已失效")
            return DeliveryFailure(
                .blocked(.credentials),
                reason: Wording(
                    "Slack refuses the app: \(wish.english); install it again and set its token.",
                    "Slack 拒绝了该应用：\(wish.chinese)；请重新安装应用并设置其令牌。"
                ),
                detail: error
            )
        }
        if passing.contains(error) {
            return DeliveryFailure(
                .later(after: answer?.retryAfter),
                reason: Wording(
                    "Slack has trouble of its own or asks to wait; it is tried again by itself.",
                    "Slack 出现故障或要求稍候；将自动重试。"
                ),
                detail: error
            )
        }
        if let reason = final[error] { return DeliveryFailure(.never, reason: reason, detail: error) }
        if error.isEmpty, let answer, (200...299).contains(answer.status) {
            return DeliveryFailure(
                .unknown,
                reason: Wording(
                    "Slack's answer cannot be read; the message may have arrived.",
                    "无法读取 Slack 的应答；消息可能已送达。"
                ),
                detail: "HTTP \(answer.status)"
            )
        }
        return DeliveryFailure(
            .never,
            reason: Wording(
                "Slack refuses this message\(error.isEmpty ? "" : " (\(error))").",
                "Slack 拒绝了此消息\(error.isEmpty ? "" : "（\(error)）")。"
            ),
            detail: error.isEmpty ? "HTTP \(answer?.status ?? 0)" : error
        )
    }
}
