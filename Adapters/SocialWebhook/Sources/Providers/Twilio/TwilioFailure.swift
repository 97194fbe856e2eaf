import ChannelKit
import ProviderKit

/// What an error number of Twilio means for a delivery.
///
/// Numbers: <https://www.twilio.com/docs/api/errors>.
struct TwilioFailure: Sendable {
    /// The error number; nil when there is none.
    let code: Int?
    private let words: String
    private let wait: Duration?
    private let byStatus: DeliveryFailure?

    /// Reads an answer that is no success.
    init(_ answer: ProviderAnswer) {
        let document = answer.json
        code = document?["code"]?.integer.flatMap { Int(exactly: $0) }
        words = document?["message"]?.text ?? "HTTP \(answer.status)"
        wait = answer.retryAfter
        byStatus = DeliveryFailure.byStatus(of: answer, provider: .verbatim("Twilio"))
    }

    /// Wraps the number of a status that failed.
    init(code: Int?) {
        self.code = code
        words = ""
        wait = nil
        byStatus = nil
    }

    /// The failure.
    var delivery: DeliveryFailure {
        let (verdict, reason) = meaning
        return DeliveryFailure(verdict, reason: reason, detail: "code \(code.map(String.init) ?? "none"): \(words)")
    }

    /// The sentence for an agent.
    var reason: Wording { meaning.1 }

    private var meaning: (DeliveryFailure.Verdict, Wording) {
        switch code {
        case 20_429, 14_107, 21_611, 30_001, 30_022, 63_018:
            (
                .later(after: wait ?? .seconds(30)),
                Wording("Twilio asks to send more slowly; it is tried again by itself.", "Twilio 要求放慢发送速度；将自动重试。")
            )
        case 20_500, 20_503, 21_730:
            (
                .later(after: wait),
                Wording("Twilio has trouble of its own; it is tried again by itself.", "Twilio 出现故障；将自动重试。")
            )
        case 20_003, 20_005, 20_008, 10_001, 30_002:
            (
                .blocked(.credentials),
                Wording(
                    "Twilio refuses the account or its token; an administrator has to look at it.",
                    "Twilio 拒绝了账号或其令牌；须由管理员查看。"
                )
            )
        case 21_603, 21_606, 21_659, 21_660, 21_701, 21_703, 30_034:
            (
                .blocked(.credentials),
                Wording(
                    "The number or service that sends cannot send messages; see the setting `from`.",
                    "发送号码或服务不能发送消息；请检查设置 `from`。"
                )
            )
        case 63_016:
            (
                .blocked(.windowClosed),
                Wording(
                    "The customer's last message is too old for a free reply; reach them another way, such as by mail.",
                    "客户上次来信太久，无法自由回复；请改用邮件等其他方式联系。"
                )
            )
        case 21_610:
            (
                .never,
                Wording(
                    "The customer has opted out of messages (STOP) and gets none until they write START.",
                    "客户已退订消息（STOP），回复 START 之前不会收到任何消息。"
                )
            )
        case 21_211, 21_614, 21_217, 21_604, 21_612, 21_265:
            (.never, Wording("The number cannot get an SMS.", "该号码无法接收短信。"))
        case 21_408:
            (
                .never,
                Wording(
                    "The account may not send SMS to this country; see its geographic permissions.",
                    "该账号不得向此国家或地区发送短信；请检查其地域权限。"
                )
            )
        case 21_608: (.never, Wording("A trial account writes to verified numbers only.", "试用账号只能向已验证的号码发送。"))
        case 21_602, 21_617: (.never, Wording("The text is empty or longer than an SMS may be.", "文字为空，或超出了短信的长度限制。"))
        case 30_003: (.never, Wording("The telephone is off or out of reach.", "对方手机已关机或不在服务区。"))
        case 30_004, 30_007: (.never, Wording("The carrier has blocked the message.", "运营商拦截了此消息。"))
        case 30_005: (.never, Wording("There is no such number, or it takes no messages.", "号码不存在，或不接收消息。"))
        case 30_006:
            (.never, Wording("The number is a landline or otherwise cannot get an SMS.", "该号码是固定电话，或因其他原因无法接收短信。"))
        case 30_008:
            (.never, Wording("The carrier did not deliver the message and does not say why.", "运营商未投递此消息，且未说明原因。"))
        default:
            byStatus.map { ($0.verdict, $0.reason) }
                ?? (
                    .never,
                    Wording(
                        "Twilio could not send the message" + (code.map { " (error \($0))." } ?? "."),
                        "Twilio 未能发送此消息" + (code.map { "（错误 \($0)）。" } ?? "。")
                    )
                )
        }
    }
}
