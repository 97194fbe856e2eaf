import ChannelKit
import ProviderKit

/// Judges WeChat's calls and decrypts them.
///
/// Every call carries a signature over token, time stamp and nonce, which does not cover the body; an encrypted body has one
/// of its own that does. Once there is a key, nothing else is taken.
struct WeChatGate: Sendable {
    /// The provider repeats a call within seconds, so an older one is somebody else's repetition.
    private static let freshness = Duration.seconds(600)

    private let envelope: WeChatEnvelope
    private let isEncrypted: Bool

    /// Takes the settings for receiving.
    init(_ settings: ChannelSettings) throws(SettingProblem) {
        let keys = settings.secrets("encoding_aes_key")
        isEncrypted = !keys.isEmpty
        envelope = try WeChatEnvelope(
            tokens: settings.secrets("token"),
            encodingKeys: keys,
            receivers: settings.text("app_id").map { [$0] } ?? []
        )
    }

    /// Judges a call.
    func judge(_ call: WebRequest, now: Timestamp?) -> CallVerdict {
        guard let stamp = Stamp(call), Signature.isFresh(stamp.time, now: now, within: Self.freshness) else {
            return .refused(.notAuthentic)
        }
        switch call.method {
        case "GET":
            guard
                let echo = call.query.single(named: "echostr"), echo.utf8.count <= 1000,
                let signature = call.query.single(named: "signature"), envelope.isSigned(signature, over: stamp.values)
            else { return .refused(.notAuthentic) }
            return .answered(WebAnswer(status: 200, contentType: "text/plain; charset=utf-8", text: echo))
        case "POST":
            guard isEncrypted else {
                guard
                    let signature = call.query.single(named: "signature"),
                    envelope.isSigned(signature, over: stamp.values)
                else { return .refused(.notAuthentic) }
                return taken(call.body)
            }
            guard
                let sealed = FlatXML(parsing: call.body)?["Encrypt"],
                let signature = call.query.single(named: "msg_signature"),
                envelope.isSigned(signature, over: stamp.values + [sealed]),
                let message = envelope.opened(sealed)
            else { return .refused(.notAuthentic) }
            return taken(message)
        default: return .refused(.wrongMethod(allowed: "GET, POST"))
        }
    }

    /// Decrypts a call without proof.
    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let sealed = FlatXML(parsing: call.body)?["Encrypt"], isEncrypted else { return taken(call.body) }
        return envelope.opened(sealed).map(taken) ?? .refused(.notReadable)
    }

    /// The answer must come within 5 seconds and say `success`, or the call is repeated and the customer sees an error.
    private func taken(_ message: [UInt8]) -> CallVerdict {
        let payload = ProviderPayload(
            externalID: ExternalID(rawValue: "call:\(Hexadecimal.text(Signature.sha256(message)))"),
            mediaType: "text/xml",
            body: message
        )
        return .authentic(
            payload,
            answer: WebAnswer(status: 200, contentType: "text/plain; charset=utf-8", text: "success")
        )
    }

    /// The time stamp and nonce of a call.
    private struct Stamp {
        let time: Timestamp
        let values: [String]

        init?(_ call: WebRequest) {
            guard
                let timestamp = call.query.single(named: "timestamp"), let seconds = Int64(timestamp),
                (0...99_999_999_999).contains(seconds),
                let nonce = call.query.single(named: "nonce")
            else { return nil }
            time = Timestamp(seconds: seconds)
            values = [timestamp, nonce]
        }
    }
}
