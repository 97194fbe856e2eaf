import ChannelKit
import ProviderKit

/// What Feishu's error codes mean for a message.
///
/// Source: <https://open.feishu.cn/document/server-docs/im-v1/message/create> and
/// <https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code>.
enum FeishuFailures {
    /// The end that an error answer leads to: a new access token, or a failure.
    static func exchange<Outcome>(_ answer: ProviderAnswer) -> Exchange<Outcome> {
        let failure = failure(answer)
        let isExpired = tokenCodes.contains(answer.json?["code"]?.integer ?? 0)
        return isExpired ? .tokenExpired(failure) : .failed(failure)
    }

    /// Why no access token was handed out.
    static func signIn(_ answer: ProviderAnswer) -> DeliveryFailure {
        let failure = failure(answer)
        if case .later = failure.verdict { return failure }
        return DeliveryFailure(
            .blocked(.credentials),
            reason: Wording(
                "Feishu refuses the app: check app_id and app_secret, and that the app is published.",
                "飞书拒绝了该应用：请检查 app_id 和 app_secret，并确认应用已发布。"
            ),
            detail: failure.detail
        )
    }

    /// What an error answer means.
    static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let code = answer.json?["code"]?.integer ?? 0
        let words = answer.json?["msg"]?.text ?? ""
        let detail = OneLine.text("HTTP \(answer.status), code \(code) \(words)")
        if isTooFast(answer, code) {
            let wait = answer.headers.first(named: "x-ogw-ratelimit-reset").flatMap(Double.init)
            return DeliveryFailure(
                .later(after: wait.map(DeliveryFailure.wait(seconds:)) ?? answer.retryAfter ?? .seconds(5)),
                reason: Wording("Feishu asks to send more slowly; it is tried again by itself.", "飞书要求放慢发送速度；将自动重试。"),
                detail: detail
            )
        }
        if tokenCodes.contains(code) {
            return DeliveryFailure(
                .blocked(.credentials),
                reason: Wording(
                    "Feishu refuses the channel's access token; check app_id and app_secret.",
                    "飞书拒绝了该渠道的访问令牌；请检查 app_id 和 app_secret。"
                ),
                detail: detail
            )
        }
        if let reason = blocked[code] { return DeliveryFailure(.blocked(.credentials), reason: reason, detail: detail) }
        if let reason = never[code] { return DeliveryFailure(.never, reason: reason, detail: detail) }
        if code == 230_049 {
            return DeliveryFailure(
                .later(after: .seconds(5)),
                reason: Wording("Feishu is still sending the message.", "飞书仍在发送此消息。"),
                detail: detail
            )
        }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: Wording("Feishu", "飞书"), detail: detail) {
            return failure
        }
        if code == 0, answer.json == nil {
            return DeliveryFailure(
                .unknown,
                reason: Wording("Feishu's answer cannot be read; the message may have arrived.", "无法读取飞书的应答；消息可能已送达。"),
                detail: detail
            )
        }
        return DeliveryFailure(
            .never,
            reason: Wording("Feishu does not take the message (\(code)).", "飞书不接受此消息（\(code)）。"),
            detail: detail
        )
    }

    private static func isTooFast(_ answer: ProviderAnswer, _ code: Int64) -> Bool {
        answer.status == 429 || [99_991_400, 230_020, 11_232, 11_233, 11_247].contains(code)
    }

    /// The access token is missing, wrong, or has run out.
    private static let tokenCodes: Set<Int64> = [
        99_991_661, 99_991_663, 99_991_664, 99_991_668, 99_991_671, 99_991_677,
    ]

    private static let blocked: [Int64: Wording] = [
        10_003: Wording("Feishu refuses the app_id.", "飞书拒绝了 app_id。"),
        10_014: Wording("Feishu refuses the app_secret.", "飞书拒绝了 app_secret。"),
        99_991_401: Wording(
            "Feishu takes no requests from this machine's address; add it to the app's IP allow-list.",
            "飞书不接受来自本机地址的请求；请将其加入应用的 IP 白名单。"
        ),
        99_991_672: Wording(
            "The app lacks a permission; grant it the scopes im:message and im:resource and publish it again.",
            "应用缺少权限；请授予 im:message 和 im:resource 权限并重新发布。"
        ),
        99_991_403: Wording("The app's monthly quota of calls is used up.", "应用本月的调用额度已用完。"),
        230_006: Wording(
            "The app has no bot; turn the bot on in the developer console and publish the app.",
            "应用未启用机器人；请在开发者后台启用机器人能力并发布应用。"
        ),
        230_027: Wording(
            "The app lacks a permission for this chat; grant it im:message and publish it again.",
            "应用缺少在此会话发言的权限；请授予 im:message 权限并重新发布。"
        ),
    ]

    private static let never: [Int64: Wording] = [
        230_001: Wording("Feishu does not understand the message.", "飞书无法识别此消息。"),
        230_002: Wording("The bot is not in that group; ask to have it added again.", "机器人不在该群中；请让对方重新添加。"),
        230_011: Wording("The message that is answered was taken back.", "所回复的消息已被撤回。"),
        230_013: Wording(
            "The person is outside the app's availability; an administrator of theirs must widen it.",
            "此人不在应用的可用范围内；须由对方的管理员扩大范围。"
        ),
        230_015: Wording("Feishu does not allow this in a conversation of two.", "飞书不允许在单聊中这样做。"),
        230_017: Wording("The file belongs to another bot.", "该文件属于其他机器人。"),
        230_018: Wording("The group does not allow the bot to write now.", "该群目前不允许机器人发言。"),
        230_019: Wording("The topic is no longer there.", "该话题已不存在。"),
        230_022: Wording("Feishu holds the words for sensitive; write them differently.", "飞书认为内容含敏感信息；请换一种说法。"),
        230_025: Wording("The message is longer than Feishu takes.", "消息超出了飞书的长度限制。"),
        230_028: Wording("The words did not pass the company's audit.", "内容未通过企业的审核。"),
        230_029: Wording("The person has left the company.", "此人已离职。"),
        230_034: Wording("Feishu does not know that chat or person.", "飞书不认识该会话或此人。"),
        230_035: Wording("The bot may not write in that chat.", "机器人无权在该会话中发言。"),
        230_038: Wording("Feishu does not allow messages to that other company.", "飞书不允许向该外部企业发送消息。"),
        230_050: Wording("The message that is answered cannot be seen by the bot.", "机器人看不到所回复的消息。"),
        230_053: Wording("The person has stopped messages from the bot.", "此人已停止接收机器人的消息。"),
        230_054: Wording("That kind of message cannot be answered.", "此类消息无法回复。"),
        230_055: Wording("Feishu takes this file only as another kind of message.", "飞书只接受以其他消息类型发送此文件。"),
        230_071: Wording("That chat has no threads.", "该会话不支持话题。"),
        230_072: Wording("That message cannot begin a thread.", "该消息不能开启话题。"),
        230_110: Wording("The message that is answered was deleted.", "所回复的消息已被删除。"),
        231_003: Wording("That message cannot be answered.", "该消息无法回复。"),
        232_009: Wording("The group was dissolved.", "该群已解散。"),
        234_001: Wording("Feishu does not understand the file.", "飞书无法识别此文件。"),
        234_006: Wording("The file is larger than Feishu takes.", "文件超出了飞书的大小限制。"),
        234_010: Wording("The file is empty.", "文件为空。"),
    ]
}
