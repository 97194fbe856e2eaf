import ChannelKit
import ProviderKit

/// What an error number of WeChat means for a delivery.
///
/// Numbers: <https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html>.
struct WeChatFailure: Sendable {
    /// The error number; nil when the answer holds none.
    let code: Int?
    private let words: String
    private let byStatus: DeliveryFailure?
    private let quota: Int

    /// Reads an answer that is no success.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - quota: how many replies are taken within the window, for the message.
    init(_ answer: ProviderAnswer, quota: Int) {
        let document = answer.json
        code = document?["errcode"]?.integer.flatMap { Int(exactly: $0) }
        words = document?["errmsg"]?.text ?? ""
        byStatus = DeliveryFailure.byStatus(of: answer, provider: Wording("WeChat", "微信"))
        self.quota = quota
    }

    /// Whether a new access token may help.
    var isTokenExpired: Bool { [40_001, 40_014, 42_001].contains(code ?? 0) }

    /// The failure.
    var delivery: DeliveryFailure {
        let (verdict, reason) = meaning
        return DeliveryFailure(verdict, reason: reason, detail: "errcode \(code.map(String.init) ?? "none"): \(words)")
    }

    private var meaning: (DeliveryFailure.Verdict, Wording) {
        switch code {
        case 45_015:
            (
                .blocked(.windowClosed),
                Wording(
                    "The customer last wrote more than 48 hours ago, or follows us no more: they have to write first.",
                    "客户上次来信已超过 48 小时，或已取消关注：须由客户先发消息。"
                )
            )
        case 45_047:
            (
                .blocked(.windowClosed),
                Wording(
                    "WeChat takes \(quota) replies until the customer writes again; put what is left into another way to them.",
                    "客户再次来信前，微信最多接受 \(quota) 条回复；其余内容请通过其他方式发送。"
                )
            )
        case 40_001, 40_014, 42_001, 40_013, 40_125, 40_002, 41_002, 41_004:
            (
                .blocked(.credentials),
                Wording(
                    "WeChat refuses the AppID or AppSecret; an administrator has to correct them.",
                    "微信拒绝了 AppID 或 AppSecret；须由管理员更正。"
                )
            )
        case 40_164: (.blocked(.credentials), addressReason)
        case 48_001, 48_002, 50_001, 50_002:
            (
                .blocked(.credentials),
                Wording(
                    "The account may not send customer-service messages; see its permissions (接口权限).",
                    "该公众号无权发送客服消息；请查看其接口权限。"
                )
            )
        case -1, 45_011: (.later(after: nil), Wording("WeChat is busy; it is tried again by itself.", "微信系统繁忙；将自动重试。"))
        case 45_009:
            (
                .later(after: .seconds(3600)),
                Wording(
                    "The account's calls of today are used up; it is tried again by itself.",
                    "该公众号今日的调用次数已用完；将自动重试。"
                )
            )
        case 40_003, 43_004, 46_004:
            (
                .never,
                Wording("The customer is not known to this account, or follows it no more.", "该公众号没有此客户，或客户已取消关注。")
            )
        case 45_002: (.never, Wording("The text is longer than WeChat takes.", "文字超出了微信的长度限制。"))
        case 40_004, 40_005, 40_006, 40_007, 45_001:
            (
                .never,
                Wording(
                    "WeChat does not take this file: its type, its size, or it has run out.",
                    "微信不接受此文件：类型或大小不符，或文件已过期。"
                )
            )
        default:
            byStatus.map { ($0.verdict, $0.reason) }
                ?? (
                    .never,
                    Wording(
                        "WeChat refused the message" + (code.map { " (error \($0))." } ?? "."),
                        "微信拒绝了此消息" + (code.map { "（错误 \($0)）。" } ?? "。")
                    )
                )
        }
    }

    /// The provider's words name the address that is missing on its list.
    private var addressReason: Wording {
        let address = words.split { !($0.isHexDigit || $0 == "." || $0 == ":") }
            .first { $0.contains(".") && $0.allSatisfy { $0.isNumber || $0 == "." } }
        return Wording(
            "WeChat does not know our address\(address.map { " (\($0))" } ?? ""): add it to the account's IP allow list (IP 白名单).",
            "微信不认识本机地址\(address.map { "（\($0)）" } ?? "")：请将其加入公众号的 IP 白名单。"
        )
    }
}
