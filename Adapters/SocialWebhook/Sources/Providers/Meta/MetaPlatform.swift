import ChannelKit
import ProviderKit

/// What WhatsApp, Messenger and Instagram have in common: the handshake, the signature, and the way to the Graph API.
///
/// Protocol: <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>.
struct MetaPlatform: Sendable {
    private static let signaturePrefix = "sha256="
    private static let longestChallenge = 1000

    private let appSecrets: [Secret]
    private let verifyTokens: [Secret]
    private let accessToken: Secret?
    private let root: String

    /// Takes the settings that all three share.
    ///
    /// - Parameters:
    ///   - settings: the channel's settings.
    ///   - ownBaseURL: where the provider listens unless it is set.
    /// - Throws: `SettingProblem` when the version is none.
    init(_ settings: ChannelSettings, ownBaseURL: String) throws(SettingProblem) {
        appSecrets = settings.secrets("app_secret")
        verifyTokens = settings.secrets("verify_token")
        accessToken = settings.secrets("access_token").first
        var root = settings.baseURL(orElse: ownBaseURL)
        if let version = settings.text("api_version") {
            guard version.hasPrefix("v"), version.dropFirst().allSatisfy({ $0.isNumber || $0 == "." }) else {
                throw SettingProblem(
                    path: "api_version",
                    problem: "this is no version",
                    allowed: "a version of the Graph API such as `v23.0`"
                )
            }
            root += "/\(version)"
        }
        self.root = root
    }

    /// Checks the settings that all three need.
    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("app_secret", "the secret of the app, from its dashboard under Settings, Basic")
        _ = try settings.required("verify_token", "the word that you enter beside the webhook's address")
        _ = try settings.required("access_token", "the token that replies are sent with")
    }

    // MARK: - In

    /// Answers the handshake and checks the signature of everything else.
    func judge(_ call: WebRequest) -> CallVerdict {
        switch call.method {
        case "GET": return handshake(call)
        case "POST":
            guard
                let given = call.headers.single(named: "X-Hub-Signature-256"), given.hasPrefix(Self.signaturePrefix),
                Signature.isCode(
                    given.dropFirst(Self.signaturePrefix.count),
                    .sha256,
                    .hexadecimal,
                    keys: appSecrets.map(\.octets),
                    over: call.body
                )
            else { return .refused(.notAuthentic) }
            return unwrap(call)
        default: return .refused(.wrongMethod(allowed: "GET, POST"))
        }
    }

    /// The payload of a call; it is wrapped in nothing.
    ///
    /// The same body is the same call, for the provider repeats it as it was.
    func unwrap(_ call: WebRequest) -> CallVerdict {
        let id = ExternalID(rawValue: "call:\(Hexadecimal.text(Signature.sha256(call.body)))")
        let payload = ProviderPayload(externalID: id, mediaType: "application/json", body: call.body)
        return .authentic(payload, answer: .taken)
    }

    private func handshake(_ call: WebRequest) -> CallVerdict {
        guard
            call.query.single(named: "hub.mode") == "subscribe",
            Signature.equals(call.query.single(named: "hub.verify_token"), anyOf: verifyTokens),
            let challenge = call.query.single(named: "hub.challenge"),
            challenge.utf8.count <= Self.longestChallenge
        else { return .refused(WebAnswer(status: 403)) }
        return .answered(WebAnswer(status: 200, contentType: "text/plain; charset=utf-8", text: challenge))
    }

    /// The document that an arrival holds.
    ///
    /// - Throws: `UnreadableArrival` when it is none.
    func document(_ arrival: RawArrival) throws(UnreadableArrival) -> JSONValue {
        guard let root = try? JSONValue(parsing: arrival.body), root.isObject else {
            throw UnreadableArrival("This is no event of the provider: it is no JSON object.", "这不是服务商的事件：不是 JSON 对象。")
        }
        return root
    }

    // MARK: - Out

    /// An address below the API's, its segments encoded.
    func url(_ segments: String..., query: KeyValuePairs<String, String> = [:]) -> String {
        let path = segments.map { "/\(PercentCoding.encoded($0))" }.joined()
        return root + path + (query.isEmpty ? "" : "?\(FormFields(query).text)")
    }

    /// A request that asks for something, with the access token.
    func get(_ url: String, maximumAnswerBytes: Int = 1 << 20) -> ProviderRequest {
        ProviderRequest(url: url, headers: authorization, maximumAnswerBytes: maximumAnswerBytes)
    }

    /// A request that sends a document, with the access token.
    func post(_ url: String, _ document: [UInt8], effect: ProviderRequest.Effect) -> ProviderRequest {
        ProviderRequest(
            method: "POST",
            url: url,
            headers: authorization + [HeaderField("Content-Type", "application/json")],
            body: document,
            effect: effect
        )
    }

    /// A request that sends a form with a file, with the access token.
    func post(_ url: String, _ form: MultipartForm) -> ProviderRequest {
        let (contentType, octets) = form.body()
        return ProviderRequest(
            method: "POST",
            url: url,
            headers: authorization + [HeaderField("Content-Type", contentType)],
            body: octets
        )
    }

    /// Reads an answer: what `take` makes of its document, or the failure that it tells of.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - effect: what the request had for an effect, which decides what an unreadable success means.
    ///   - take: what is taken of the document; nil when it is not there.
    /// - Returns: the next step.
    func read<Outcome>(
        _ answer: ProviderAnswer,
        after effect: ProviderRequest.Effect,
        _ take: (JSONValue) -> Outcome?
    ) -> Exchange<Outcome> {
        let document = answer.json
        guard (200..<300).contains(answer.status), document?["error"] == nil else {
            return .failed(MetaFailure(answer).delivery)
        }
        if let outcome = document.flatMap(take) { return .done(outcome) }
        return .failed(
            DeliveryFailure(
                effect == .delivery ? .unknown : .later(after: nil),
                reason: Wording("The provider's answer could not be understood.", "无法识别服务商的应答。"),
                detail: "HTTP \(answer.status) without the expected fields"
            )
        )
    }

    private var authorization: [HeaderField] {
        accessToken.map { [HeaderField("Authorization", "Bearer \($0.reveal())")] } ?? []
    }
}
