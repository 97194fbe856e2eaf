import ChannelKit
import CryptoExtras
import ProviderKit

import struct Crypto.SymmetricKey

/// Feishu and Lark: event subscription 2.0, encrypted or plain, and messages sent as a bot.
///
/// Source: <https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/request-url-configuration-case>.
struct Feishu: MessageProvider {
    static let name = "feishu"

    /// A request has 150 KB at most; in it the text is JSON within JSON, which doubles quotes and line ends twice.
    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 37_000, unit: .bytes),
        outboundAttachmentBytes: 30 << 20,
        threading: .conversation,
        receipts: [.sent, .read],
        idempotentSending: true,
        defaultBaseURL: "https://open.feishu.cn"
    )

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        guard settings.has("encrypt_key") || settings.has("verification_token") else {
            throw .missing(
                "encrypt_key",
                provider: name,
                allowed:
                    "the Encrypt Key of the event subscription, or at least its Verification Token as verification_token"
            )
        }
        try settings.require(
            ["app_id": "the App ID, such as cli_…", "app_secret": "the App Secret as {env: NAME} or {file: PATH}"],
            for: name
        )
    }

    let base: String
    let encryptKeys: [Secret]
    let verificationTokens: [Secret]
    let appID: String?
    let appSecret: Secret?
    let repliesInThreads: Bool

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        base = settings.baseURL(orElse: "https://open.feishu.cn")
        encryptKeys = settings.secrets("encrypt_key")
        verificationTokens = settings.secrets("verification_token")
        appID = settings.text("app_id")
        appSecret = settings.secrets("app_secret").first
        repliesInThreads = settings["reply_in_thread"] != .boolean(false)
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let outer = try? JSONValue(parsing: call.body), outer.isObject else { return .refused(.notReadable) }
        // With a key everything comes encrypted, so what comes plain is not from the provider.
        guard encryptKeys.isEmpty || outer["encrypt"] != nil else { return .refused(.notAuthentic) }
        guard let content = opened(outer) else { return .refused(.notAuthentic) }
        if content["type"]?.text == "url_verification" {
            // The check of the address may come unsigned; it is believed for its token or for being encrypted.
            let isKnown = verificationTokens.isEmpty ? !encryptKeys.isEmpty : hasToken(content["token"])
            return isKnown ? Self.handshake(content) : .refused(.notAuthentic)
        }
        let isAuthentic = encryptKeys.isEmpty ? hasToken(content["header", "token"]) : isSigned(call, now: now)
        return isAuthentic ? Self.verdict(on: content) : .refused(.notAuthentic)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let outer = try? JSONValue(parsing: call.body), let content = opened(outer), content.isObject else {
            return .refused(.notReadable)
        }
        return content["type"]?.text == "url_verification" ? Self.handshake(content) : Self.verdict(on: content)
    }

    private func hasToken(_ token: JSONValue?) -> Bool { Signature.equals(token?.text, anyOf: verificationTokens) }

    /// A plain SHA-256 over time, nonce, key and body; no freshness is published, five minutes are what others allow.
    private func isSigned(_ call: WebRequest, now: Timestamp?) -> Bool {
        guard let given = call.headers.single(named: "X-Lark-Signature").flatMap({ Hexadecimal.octets($0) }),
            let time = call.headers.single(named: "X-Lark-Request-Timestamp"),
            let nonce = call.headers.single(named: "X-Lark-Request-Nonce")
        else { return false }
        if now != nil {
            guard let seconds = Int64(time), (0...253_402_300_799).contains(seconds),
                Signature.isFresh(Timestamp(seconds: seconds), now: now)
            else { return false }
        }
        return encryptKeys.reduce(false) { found, key in
            let signed = Array(time.utf8) + Array(nonce.utf8) + key.octets + call.body
            return Signature.areEqual(Signature.sha256(signed), given) || found
        }
    }

    /// The content, decrypted where it is encrypted: AES-256-CBC under the key's SHA-256, the vector before the octets.
    private func opened(_ outer: JSONValue) -> JSONValue? {
        guard let encrypted = outer["encrypt"]?.text else { return outer }
        guard let octets = Base64.octets(encrypted), octets.count > 16, octets.count.isMultiple(of: 16) else {
            return nil
        }
        for key in encryptKeys {
            guard let vector = try? AES._CBC.IV(ivBytes: octets.prefix(16)),
                let plain = try? AES._CBC.decrypt(
                    octets.dropFirst(16),
                    using: SymmetricKey(data: Signature.sha256(key.octets)),
                    iv: vector
                ),
                let content = try? JSONValue(parsing: Array(plain)), content.isObject
            else { continue }
            return content
        }
        return nil
    }

    private static func handshake(_ content: JSONValue) -> CallVerdict {
        guard let challenge = content["challenge"] else { return .refused(.notReadable) }
        return .answered(.json(status: 200, ["challenge": challenge]))
    }

    private static func verdict(on content: JSONValue) -> CallVerdict {
        guard let type = content["header", "event_type"]?.text, let id = content["header", "event_id"]?.text,
            FeishuReading.types.contains(type)
        else { return .answered(.takenAsJSON) }
        return .authentic(
            ProviderPayload(
                externalID: ExternalID(rawValue: "event:\(id)"),
                mediaType: "application/json",
                body: withoutToken(content).octets()
            ),
            answer: .takenAsJSON
        )
    }

    /// The verification token is a secret, and no secret is journaled.
    private static func withoutToken(_ content: JSONValue) -> JSONValue {
        guard case .object(var members) = content, case .object(var header)? = members["header"] else { return content }
        header["token"] = nil
        members["header"] = .object(header)
        return .object(members)
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let content = try? JSONValue(parsing: arrival.body), content.isObject else {
            throw UnreadableArrival("The event is no JSON object.", "事件不是 JSON 对象。")
        }
        let reading = FeishuReading(repliesInThreads: repliesInThreads)
        guard let event = reading.event(in: content) else { return [] }
        return [event]
    }
}
