import ChannelKit
import ConformanceCases
import Crypto
import Foundation
import ProviderKit

/// Calls as the providers make them, signed with invented keys.
enum Calls {
    static let slackSecret = "invented-slack-signing-secret"
    static let telegramSecret = "invented_telegram_secret_token"
    static let genericKey = Array("an-invented-key-of-32-octets-ok!".utf8)
    static var genericSecret: String { "whsec_\(Base64.text(genericKey))" }

    static func post(
        _ body: [UInt8],
        _ headers: [HeaderField],
        at time: Timestamp = ConformanceSubject.start
    ) -> WebRequest {
        WebRequest(method: "POST", path: "webhook", headers: headers, body: body, receivedAt: time)
    }

    static func slack(
        _ body: [UInt8],
        secret: String = slackSecret,
        at time: Timestamp = ConformanceSubject.start
    ) -> WebRequest {
        let signed = Array("v0:\(time.seconds):".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: Array(secret.utf8)))
        let signature = "v0=" + code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return post(
            body,
            [HeaderField("X-Slack-Request-Timestamp", "\(time.seconds)"), HeaderField("X-Slack-Signature", signature)],
            at: time
        )
    }

    static func telegram(_ body: [UInt8], secret: String = telegramSecret) -> WebRequest {
        post(body, [HeaderField("X-Telegram-Bot-Api-Secret-Token", secret)])
    }

    static func generic(
        _ body: [UInt8],
        id: String = "msg_1",
        key: [UInt8] = genericKey,
        at time: Timestamp = ConformanceSubject.start
    ) -> WebRequest {
        let signed = Array("\(id).\(time.seconds).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
        return post(
            body,
            [
                HeaderField("webhook-id", id), HeaderField("webhook-timestamp", "\(time.seconds)"),
                HeaderField("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
            ],
            at: time
        )
    }

    /// A fixture's octets.
    static func fixture(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name)")))
    }
}
