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
        byStatus = DeliveryFailure.byStatus(of: answer, provider: "WeChat")
        self.quota = quota
    }

    /// Whether a new access token may help.
    var isTokenExpired: Bool { [40_001, 40_014, 42_001].contains(code ?? 0) }

    /// The failure.
    var delivery: DeliveryFailure {
        let (verdict, reason) = meaning
        return DeliveryFailure(verdict, reason: reason, detail: "errcode \(code.map(String.init) ?? "none"): \(words)")
    }

    private var meaning: (DeliveryFailure.Verdict, String) {
        switch code {
        case 45_015:
            (
                .blocked(.windowClosed),
                "The customer last wrote more than 48 hours ago, or follows us no more: they have to write first."
            )
        case 45_047:
            (
                .blocked(.windowClosed),
                "WeChat takes \(quota) replies until the customer writes again; put what is left into another way to them."
            )
        case 40_001, 40_014, 42_001, 40_013, 40_125, 40_002, 41_002, 41_004:
            (.blocked(.credentials), "WeChat refuses the AppID or AppSecret; an administrator has to correct them.")
        case 40_164: (.blocked(.credentials), addressReason)
        case 48_001, 48_002, 50_001, 50_002:
            (
                .blocked(.credentials),
                "The account may not send customer-service messages; see its permissions (接口权限)."
            )
        case -1, 45_011: (.later(after: nil), "WeChat is busy; it is tried again by itself.")
        case 45_009:
            (.later(after: .seconds(3600)), "The account's calls of today are used up; it is tried again by itself.")
        case 40_003, 43_004, 46_004: (.never, "The customer is not known to this account, or follows it no more.")
        case 45_002: (.never, "The text is longer than WeChat takes.")
        case 40_004, 40_005, 40_006, 40_007, 45_001:
            (.never, "WeChat does not take this file: its type, its size, or it has run out.")
        default:
            byStatus.map { ($0.verdict, $0.reason) }
                ?? (.never, "WeChat refused the message" + (code.map { " (error \($0))." } ?? "."))
        }
    }

    /// The provider's words name the address that is missing on its list.
    private var addressReason: String {
        let address = words.split { !($0.isHexDigit || $0 == "." || $0 == ":") }
            .first { $0.contains(".") && $0.allSatisfy { $0.isNumber || $0 == "." } }
        let shown = address.map { " (\($0))" } ?? ""
        return "WeChat does not know our address\(shown): add it to the account's IP allow list (IP 白名单)."
    }
}
