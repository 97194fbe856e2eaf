import ChannelKit
import ProviderKit

/// A WeChat Official Account (公众号), answered by customer-service messages (客服消息).
///
/// Protocol: <https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html>.
struct WeChat: MessageProvider {
    static let name = "wechat"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 2048, unit: .bytes),
        replyWindow: .seconds(48 * 3600),
        replyQuota: 5,
        outboundAttachmentBytes: 10 << 20,
        threading: .conversation,
        defaultBaseURL: "https://api.weixin.qq.com"
    )

    private let gate: WeChatGate
    private let sending: WeChatSending

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("token", "the Token that is entered beside the server's address")
        try settings.require(name: "app_id", "the AppID of the account, which begins with `wx`")
        _ = try settings.required("app_secret", "the AppSecret of the account")
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        gate = try WeChatGate(settings)
        sending = WeChatSending(settings)
    }

    /// Films lie on hosts of their own, and are fetched without a token.
    var hosts: [String] { ["*.qq.com", "*.qpic.cn"] }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict { gate.judge(call, now: now) }

    func unwrap(_ call: WebRequest) -> CallVerdict { gate.unwrap(call) }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let message = FlatXML(parsing: arrival.body), message.name == "xml" else {
            throw UnreadableArrival("This is no message of WeChat: it is no XML document.", "这不是微信的消息：不是 XML 文档。")
        }
        return WeChatReading(message).event.map { [$0] } ?? []
    }

    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        try sending.plan(reply, Self.traits)
    }

    func delivery(
        of part: OutboundPart,
        _ context: DeliveryContext,
        access: AccessToken?
    ) -> Exchange<DeliveryReceipt> {
        sending.delivery(of: part, access: access)
    }

    func signIn() -> Exchange<AccessToken>? { sending.signIn() }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        sending.attachment(handle, maximumBytes: maximumBytes, access: access)
    }

    func health(access: AccessToken?) -> Exchange<Wording>? { sending.health(access: access) }
}
