import ChannelKit
import ProviderKit

/// What a refusal of the Graph API means for a delivery.
///
/// Codes: <https://developers.facebook.com/docs/graph-api/guides/error-handling>,
/// <https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes>,
/// <https://developers.facebook.com/docs/messenger-platform/error-codes>.
struct MetaFailure: Sendable {
    /// The provider's error number.
    let code: Int?
    /// The number that says more.
    let subcode: Int?
    /// How long the answer asks to wait.
    let wait: Duration?
    /// What the HTTP status alone says; nil when it says nothing.
    let byStatus: DeliveryFailure?
    /// The provider's words for the log.
    let words: String

    /// Reads an answer that is no success.
    init(_ answer: ProviderAnswer) {
        let error = answer.json?["error"]
        code = error?["code"]?.integer.flatMap { Int(exactly: $0) }
        subcode = error?["error_subcode"]?.integer.flatMap { Int(exactly: $0) }
        wait = answer.retryAfter ?? Self.wait(answer.headers)
        byStatus = DeliveryFailure.byStatus(of: answer, provider: Wording("The provider", "服务商"))
        words = error?["error_data", "details"]?.text ?? error?["message"]?.text ?? "HTTP \(answer.status)"
    }

    /// Wraps what a failed status tells, which comes without an answer.
    init(code: Int?, words: String) {
        self.code = code
        self.words = words
        subcode = nil
        wait = nil
        byStatus = nil
    }

    /// The failure.
    var delivery: DeliveryFailure {
        let (verdict, reason) = meaning
        let number = code.map { "error \($0)" + (subcode.map { "/\($0)" } ?? "") } ?? "no error number"
        return DeliveryFailure(verdict, reason: reason, detail: "\(number): \(words)")
    }

    /// The sentence for an agent.
    var reason: Wording { meaning.1 }

    private var meaning: (DeliveryFailure.Verdict, Wording) {
        switch (code ?? -1, subcode ?? -1) {
        case (131047, _), (10, 2_018_278), (10, 2_534_022), (_, 2_018_278), (_, 2_534_022):
            return (.blocked(.windowClosed), Self.closed)
        case (4, _), (17, _), (32, _), (613, _), (80_006, _), (80_007, _), (130_429, _), (131_048, _), (133_016, _):
            return (
                .later(after: wait),
                Wording("The provider takes no more messages for the moment; it is tried again.", "服务商暂不接受更多消息；将自动重试。")
            )
        case (131_056, _):
            return (
                .later(after: wait ?? .seconds(6)),
                Wording("Too many messages went to this customer at once; it is tried again.", "短时间内向该客户发送的消息过多；将自动重试。")
            )
        case (1, _), (2, _), (1200, _), (131_000, _), (131_016, _), (131_057, _), (135_000, _):
            return (
                .later(after: wait),
                Wording("The provider has trouble of its own; it is tried again.", "服务商出现故障；将自动重试。")
            )
        case (0, _), (3, _), (102, _), (190, _), (10, _), (200...299, _), (131_005, _), (33, _), (133_010, _):
            return (.blocked(.credentials), Self.credentials)
        case (368, _), (131_031, _), (131_037, _), (131_042, _), (131_045, _):
            return (
                .blocked(.credentials),
                Wording(
                    "The provider has restricted the account; see what the business manager says about it.",
                    "服务商限制了该账号；请在商务管理平台查看说明。"
                )
            )
        default: break
        }
        if let reason = permanentReason { return (.never, reason) }
        if let byStatus { return (byStatus.verdict, byStatus.reason) }
        return (
            .never,
            Wording(
                "The provider refused the message" + (code.map { " (error \($0))." } ?? "."),
                "服务商拒绝了此消息" + (code.map { "（错误 \($0)）。" } ?? "。")
            )
        )
    }

    private static let closed = Wording(
        """
        The window for free replies is closed: the customer's last message is too old. Ask for an answer by a template or \
        another way, such as mail or telephone.
        """,
        "自由回复的时限已过：客户上次来信太久。请用模板请客户回复，或改用邮件、电话等其他方式。"
    )
    private static let credentials = Wording(
        "The provider refused the access token or a permission is missing; an administrator has to set a new token.",
        "服务商拒绝了访问令牌，或缺少权限；须由管理员设置新令牌。"
    )

    private var permanentReason: Wording? {
        switch (code ?? -1, subcode ?? -1) {
        case (551, _), (_, 1_545_041):
            Wording(
                "The customer cannot be reached: they have left or blocked the conversation.",
                "无法联系到客户：客户已离开或屏蔽了会话。"
            )
        case (100, 2_018_001), (100, 2_534_014), (131_021, _):
            Wording("There is no such customer at the provider any more.", "服务商处已没有此客户。")
        case (131_026, _):
            Wording(
                "The customer cannot get this message: not on WhatsApp, an old version of it, or its terms not accepted.",
                "客户无法收到此消息：未使用 WhatsApp、版本过旧，或未接受其条款。"
            )
        case (131_049, _), (130_472, _):
            Wording("The provider decided not to deliver this message, to protect the customer.", "为保护客户，服务商决定不投递此消息。")
        case (131_050, _): Wording("The customer does not want messages of this kind.", "客户不愿接收此类消息。")
        case (131_051, _): Wording("The provider does not take messages of this kind.", "服务商不接受此类消息。")
        case (131_052, _), (131_053, _):
            Wording("The provider does not take this file: its type or size is not allowed.", "服务商不接受此文件：类型或大小不符合要求。")
        case (131_062, _):
            Wording("This customer hides the number, and this kind of message needs it.", "该客户隐藏了号码，而此类消息需要号码。")
        case (130_497, _): Wording("The account may not write to customers in this country.", "该账号不得向此国家或地区的客户发送消息。")
        case (132_000...132_999, _):
            Wording(
                "The template cannot be used as it is: see its name, language and placeholders.",
                "模板无法使用：请检查其名称、语言和变量。"
            )
        case (131_008, _), (131_009, _), (100, _):
            Wording(
                "The provider does not understand the message (error \(code ?? 0)).",
                "服务商无法识别此消息（错误 \(code ?? 0)）。"
            )
        default: nil
        }
    }

    /// The minutes that the usage header asks to wait.
    private static func wait(_ headers: [HeaderField]) -> Duration? {
        guard
            let usage = headers.first(named: "X-Business-Use-Case-Usage"),
            let document = try? JSONValue(parsing: usage.utf8)
        else { return nil }
        let minutes = document.members.values.flatMap(\.array)
            .compactMap { $0["estimated_time_to_regain_access"]?.integer }
            .max()
        return minutes.flatMap { $0 > 0 ? DeliveryFailure.wait(seconds: Double($0) * 60) : nil }
    }
}
