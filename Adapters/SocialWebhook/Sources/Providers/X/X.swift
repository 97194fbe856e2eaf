import ChannelKit
import ProviderKit

/// X (Twitter): mentions and direct messages by the Account Activity webhook.
///
/// Protocol: <https://docs.x.com/x-api/account-activity/introduction>.
struct X: MessageProvider {
    static let name = "x"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 10_000, unit: .utf16),
        threading: .conversation,
        receipts: [.read],
        defaultBaseURL: "https://api.x.com"
    )

    private static let signaturePrefix = "sha256="

    private let consumerSecrets: [Secret]
    private let sending: XSending

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("consumer_secret", "the consumer secret (API key secret) of the app")
        _ = try settings.required("access_token", "a token of the account with dm.write and tweet.write")
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        consumerSecrets = settings.secrets("consumer_secret")
        sending = XSending(settings)
    }

    /// Pictures and films lie on hosts of their own, and are fetched without a token.
    var hosts: [String] { ["*.twimg.com"] }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        switch call.method {
        case "GET": return handshake(call)
        case "POST":
            guard
                let given = call.headers.single(named: "x-twitter-webhooks-signature"),
                given.hasPrefix(Self.signaturePrefix),
                Signature.isCode(
                    given.dropFirst(Self.signaturePrefix.count),
                    .sha256,
                    .base64,
                    keys: consumerSecrets.map(\.octets),
                    over: call.body
                )
            else { return .refused(.notAuthentic) }
            return unwrap(call)
        default: return .refused(.wrongMethod(allowed: "GET, POST"))
        }
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        let id = ExternalID(rawValue: "call:\(Hexadecimal.text(Signature.sha256(call.body)))")
        return .authentic(
            ProviderPayload(externalID: id, mediaType: "application/json", body: call.body),
            answer: .taken
        )
    }

    /// The challenge-response check, which the provider repeats from time to time.
    private func handshake(_ call: WebRequest) -> CallVerdict {
        guard
            let token = call.query.single(named: "crc_token"), (1...1000).contains(token.utf8.count),
            let key = consumerSecrets.first
        else { return .refused(.notReadable) }
        let code = Signature.code(.sha256, key: key.octets, Array(token.utf8))
        return .answered(.json(status: 200, ["response_token": .text(Self.signaturePrefix + Base64.text(code))]))
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let document = try? JSONValue(parsing: arrival.body), document.isObject else {
            throw UnreadableArrival("This is no event of X: it is no JSON object.", "这不是 X 的事件：不是 JSON 对象。")
        }
        return XReading(document).events
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
        .ask(ProviderRequest(url: handle, maximumAnswerBytes: maximumBytes)) { answer in
            answer.status == 200 ? .done(answer.body) : .failed(XSending.failure(answer))
        }
    }

    func health(access: AccessToken?) -> Exchange<Wording>? { sending.health() }
}
