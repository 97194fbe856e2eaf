import ChannelKit
import Crypto
import CryptoExtras
import Foundation
import ProviderKit
import Synchronization

@testable import EmailAdapter

/// Calls as providers make them, with everything invented.
enum ProviderCalls {
    static let signingKey = "invented-signing-key"
    static let basicAuth = "tributary:invented-password"
    static let topic = "arn:aws:sns:eu-west-1:123456789012:mail"
    /// The time at which the calls are made unless another is named.
    static let time = Timestamp(seconds: 1_800_000_000)

    static func request(
        _ body: [UInt8],
        _ contentType: String,
        headers: [HeaderField] = [],
        path: String = "webhook",
        at time: Timestamp = time
    ) -> WebRequest {
        WebRequest(
            method: "POST",
            path: path,
            headers: [HeaderField("Content-Type", contentType)] + headers,
            body: body,
            receivedAt: time
        )
    }

    static func signIn(_ credentials: String = basicAuth) -> HeaderField {
        HeaderField("Authorization", "Basic \(Data(credentials.utf8).base64EncodedString())")
    }

    // MARK: - Mailgun

    /// A form with Mailgun's stamp.
    static func mailgun(
        _ fields: KeyValuePairs<String, String>,
        files: [(field: String, name: String, type: String, octets: [UInt8])] = [],
        key: String = signingKey,
        token: String = "0123456789abcdef0123456789abcdef0123456789abcdef01",
        path: String = "webhook",
        at time: Timestamp = time
    ) -> WebRequest {
        var form = MultipartForm()
        for (name, value) in stamp(key: key, token: token, at: time) { form.add(name, value) }
        for (name, value) in fields { form.add(name, value) }
        for file in files { form.add(file.field, fileName: file.name, contentType: file.type, octets: file.octets) }
        let (contentType, octets) = form.body()
        return request(octets, contentType, path: path, at: time)
    }

    /// An event with Mailgun's stamp.
    static func mailgunEvent(_ data: JSONValue, token: String = "event-token", at time: Timestamp = time) -> WebRequest
    {
        let fields = stamp(key: signingKey, token: token, at: time)
        let signature = JSONValue.object(Dictionary(uniqueKeysWithValues: fields.map { ($0.0, .text($0.1)) }))
        return request(
            JSONValue.object(["event-data": data, "signature": signature]).octets(),
            "application/json",
            at: time
        )
    }

    private static func stamp(key: String, token: String, at time: Timestamp) -> [(String, String)] {
        let seconds = String(time.seconds)
        let code = HMAC<SHA256>.authenticationCode(
            for: Array((seconds + token).utf8),
            using: SymmetricKey(data: Array(key.utf8))
        )
        return [("timestamp", seconds), ("token", token), ("signature", Hexadecimal.text(code))]
    }

    /// The fields of a mail that Mailgun took apart.
    static let mailgunMail: KeyValuePairs<String, String> = [
        "sender": "ada@example.net", "recipient": "desk@example.org",
        "message-headers": #"""
        [["X-Mailgun-Dkim-Check-Result","Pass"],["X-Mailgun-Spf","Pass"],["X-Envelope-From","<ada@example.net>"],
        ["Received","from mail.example.net by mx.example.com"],["Dkim-Signature","v=1; a=rsa-sha256; d=example.net; s=k"],
        ["Content-Type",["multipart/mixed",{"boundary":"x"}]],["From","Ada Lovelace <ada@example.net>"],
        ["To","Desk <desk@example.org>"],["Subject","Die Maschine läuft"],["Message-Id","<m1@example.net>"],
        ["Date","Fri, 15 Jan 2027 09:00:00 +0100"]]
        """#,
        "body-plain": "It weaves.\r\n\r\n> Does it?\r\n",
        "body-html": "<p>It <b>weaves</b>.</p><img src=\"cid:p1\">",
        "content-id-map": #"{"<p1>": "attachment-2"}"#,
    ]
    /// Its files.
    static let mailgunFiles: [(field: String, name: String, type: String, octets: [UInt8])] = [
        ("attachment-1", "plan é.txt", "text/plain", Array("to\r\nweave\0".utf8)),
        ("attachment-2", "p.png", "image/png", [0x89, 0x50, 0x0D, 0x0A]),
    ]

    // MARK: - SendGrid

    static let sendGridKey = P256.Signing.PrivateKey()
    static var sendGridPublicKey: String { sendGridKey.publicKey.derRepresentation.base64EncodedString() }

    static func sendGrid(
        _ body: [UInt8],
        _ contentType: String = "application/json",
        key: P256.Signing.PrivateKey = sendGridKey,
        stamp: String? = nil,
        at time: Timestamp = time
    ) throws -> WebRequest {
        let stamp = stamp ?? String(time.seconds)
        let signature = try key.signature(for: Array(stamp.utf8) + body).derRepresentation.base64EncodedString()
        let headers = [
            HeaderField("X-Twilio-Email-Event-Webhook-Timestamp", stamp),
            HeaderField("X-Twilio-Email-Event-Webhook-Signature", signature),
        ]
        return request(body, contentType, headers: headers, at: time)
    }

    // MARK: - Amazon

    static let amazonKey: _RSA.Signing.PrivateKey? = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    static let certificateURL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem"

    /// A message of SNS, signed as that version asks for.
    static func sns(
        _ message: String,
        type: String = "Notification",
        version: String = "2",
        more: [String: JSONValue] = [:],
        changing changes: [String: JSONValue] = [:]
    ) throws -> WebRequest {
        var fields: [String: JSONValue] = [
            "Type": .text(type), "MessageId": "n-1", "TopicArn": .text(topic), "Message": .text(message),
            "Timestamp": "2027-01-15T08:00:00.000Z", "SignatureVersion": .text(version),
            "SigningCertURL": .text(certificateURL),
        ]
        fields.merge(more) { $1 }
        let names = ["Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type"]
        let text = names.compactMap { name in fields[name]?.text.map { "\(name)\n\($0)\n" } }.joined()
        guard let key = amazonKey else { throw UnreadableArrival(.verbatim("no key could be made")) }
        let octets = Array(text.utf8)
        let signature =
            version == "1"
            ? try key.signature(for: Insecure.SHA1.hash(data: octets), padding: .insecurePKCS1v1_5)
            : try key.signature(for: SHA256.hash(data: octets), padding: .insecurePKCS1v1_5)
        fields["Signature"] = .text(signature.rawRepresentation.base64EncodedString())
        fields.merge(changes) { $1 }
        return request(JSONValue.object(fields).octets(), "text/plain; charset=UTF-8")
    }

    /// A certificate that holds a key and is signed by nobody.
    static func certificate() throws -> [UInt8] {
        guard let key = amazonKey else { throw UnreadableArrival(.verbatim("no key could be made")) }
        let empty = der(0x30, [])
        let body = der(0xA0, der(0x02, [2])) + der(0x02, [1]) + empty + empty + empty + empty
        let octets = der(0x30, der(0x30, body + Array(key.publicKey.derRepresentation)) + empty + der(0x03, [0]))
        let lines = Data(octets).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return Array("-----BEGIN CERTIFICATE-----\n\(lines)\n-----END CERTIFICATE-----\n".utf8)
    }

    /// An element of ASN.1 in its distinguished encoding.
    static func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] = count < 0x80 ? [UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
        return [tag] + length + content
    }
}

/// Providers that answer as told and remember what they were asked.
final class ProviderFake: ProviderTransport {
    private struct State {
        var answers: [String: ProviderAnswer] = [:]
        var asked: [String] = []
    }

    private let state = Mutex(State())

    var asked: [String] { state.withLock { $0.asked } }
    func answer(_ url: String, _ answer: ProviderAnswer) { state.withLock { $0.answers[url] = answer } }

    func send(_ request: ProviderRequest, timeLimit: Duration) async throws(TransportFailure) -> ProviderAnswer {
        let answer = state.withLock { state in
            state.asked.append(request.url)
            return state.answers[request.url]
        }
        guard let answer else { throw .unreachable(detail: "nobody is there") }
        return answer
    }
}

extension WebhookOutcome {
    /// The arrivals that were taken; nil when the call was refused.
    var arrivals: [RawArrival]? { if case .accepted(let arrivals, _, _) = self { arrivals } else { nil } }
    /// The status that is answered.
    var status: Int {
        switch self {
        case .accepted(_, _, let answer), .refused(let answer): answer.status
        }
    }
}

extension TestDesk {
    /// An adapter that a provider calls.
    func adapter(_ provider: MailProvider, _ settings: [String: SettingValue]) throws -> EmailAdapter {
        try adapter(["provider": .text(provider.rawValue)].merging(settings) { $1 })
    }

    /// The envelopes that a call comes to in the end.
    func envelopes(_ request: WebRequest, _ adapter: EmailAdapter) async throws -> [InboundEnvelope] {
        try (await adapter.receive(request).arrivals ?? []).flatMap { try adapter.normalize($0) }
    }
}
