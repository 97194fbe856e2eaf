import ChannelKit
import ProviderKit

/// SMS and MMS by Twilio, and whatever else its Messaging API carries.
///
/// Protocol: <https://www.twilio.com/docs/messaging/guides/webhook-request>.
struct Twilio: MessageProvider {
    static let name = "twilio"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 1600, unit: .utf16),
        threading: .conversation,
        receipts: [.delivered, .read, .failed],
        defaultBaseURL: "https://api.twilio.com"
    )

    private let signature: TwilioSignature
    private let sending: TwilioSending

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("auth_token", "the account's Auth Token, from the console")
        try settings.require(name: "account_sid", "the account's SID, which begins with `AC`")
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        signature = TwilioSignature(
            tokens: settings.secrets("auth_token"),
            publicURL: settings.text("public_url")
        )
        sending = TwilioSending(settings)
    }

    /// Files are handed out by a redirect to hosts of their own, which are asked without the account.
    var hosts: [String] { ["*.twilio.com", "*.twiliocdn.com", "*.amazonaws.com"] }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard signature.isRight(call, url: signedURL) else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        let answer = WebAnswer(status: 200, contentType: "text/xml; charset=utf-8", text: "<Response/>")
        guard TwilioSignature.isForm(call) else { return .answered(answer) }
        let payload = ProviderPayload(
            externalID: ExternalID(rawValue: "call:\(Hexadecimal.text(Signature.sha256(call.body)))"),
            mediaType: "application/x-www-form-urlencoded",
            body: call.body
        )
        return .authentic(payload, answer: answer)
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let form = FormFields(parsing: arrival.body) else {
            throw UnreadableArrival("This is no call of Twilio: the form is too long.", "这不是 Twilio 的调用：表单过长。")
        }
        return try TwilioReading(form).event.map { [$0] } ?? []
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
        sending.delivery(of: part)
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        sending.attachment(handle, maximumBytes: maximumBytes)
    }

    func health(access: AccessToken?) -> Exchange<Wording>? { sending.health() }
}
