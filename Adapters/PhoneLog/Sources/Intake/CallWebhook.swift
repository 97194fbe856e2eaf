public import ChannelKit
import Crypto
import Foundation

extension PhoneLogAdapter: WebhookReceiving {
    /// The largest body that is read, in bytes.
    static let largestPost = 8 << 20
    /// The most calls of one body.
    static let mostCallsPerPost = 1_000

    /// Takes calls that the telephone system posts, in the channel's format, signed in by HTTP Basic.
    ///
    /// The body is that of a file, or `cdr=` with it, percent-encoded or in Base64, as FreeSWITCH's `mod_json_cdr` sends.
    /// A body with one bad record is refused as a whole: the system keeps it and says so.
    public func receive(_ request: WebRequest) async -> WebhookOutcome {
        guard let webhook = settings.webhook else {
            return .refused(WebAnswer(status: 404, contentType: "text/plain", text: "This channel takes no posts."))
        }
        guard Self.isSignedIn(request, webhook) else {
            return .refused(
                WebAnswer(
                    status: 401,
                    contentType: "text/plain",
                    text: "Sign in with the channel's webhook user and password.",
                    headers: [HeaderField("WWW-Authenticate", "Basic realm=\"calls\"")]
                )
            )
        }
        guard request.method == "POST" else {
            return .refused(
                WebAnswer(
                    status: 405,
                    contentType: "text/plain",
                    text: "Post calls here.",
                    headers: [HeaderField("Allow", "POST")]
                )
            )
        }
        guard request.body.count <= Self.largestPost else {
            return .refused(WebAnswer(status: 413, contentType: "text/plain", text: "Too large."))
        }
        var reader = CallLogReader(settings)
        let calls = reader.read(Self.document(in: request.body), isLast: true)
        if let refusal = Self.refusal(reader) {
            let text = PartyText.line(refusal.reason.english) ?? ""
            return .refused(WebAnswer(status: 422, contentType: "text/plain; charset=utf-8", text: text))
        }
        guard calls.count <= Self.mostCallsPerPost else {
            let text = "At most \(Self.mostCallsPerPost) calls may be posted at once."
            return .refused(WebAnswer(status: 413, contentType: "text/plain", text: text))
        }
        let arrivals = calls.map { arrival(of: $0, verdict: .signed, from: "webhook") }
        return .accepted(arrivals, answer: WebAnswer(status: 200, contentType: "text/plain", text: "OK"))
    }

    /// The posted document: the body, or what stands behind `cdr=` in it.
    static func document(in body: [UInt8]) -> [UInt8] {
        let mark = Array("cdr=".utf8)
        guard let start = body.first, start != UInt8(ascii: "{"), start != UInt8(ascii: "["),
            let form = body.split(separator: UInt8(ascii: "&")).first(where: { $0.starts(with: mark) })
        else { return body }
        let value = PercentDecoding.decode(Array(form.dropFirst(mark.count)), plusIsBlank: false)
        if value.first == UInt8(ascii: "{") || value.first == UInt8(ascii: "[") { return value }
        // FreeSWITCH encodes the text together with the zeros behind it.
        let text = String(decoding: value.filter { $0 > 0x20 }, as: UTF8.self)
        guard let decoded = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else { return value }
        return Array(decoded.prefix { $0 != 0 })
    }

    private static func isSignedIn(_ request: WebRequest, _ webhook: PhoneLogSettings.WebhookSettings) -> Bool {
        guard let field = request.headers.first(named: "Authorization"), field.utf8.count <= 2_000,
            field.lowercased().hasPrefix("basic "), let given = Data(base64Encoded: String(field.dropFirst(6)))
        else { return false }
        // Digests are of one length, so comparing them tells nothing of the password by its time.
        let offered = SHA256.hash(data: given)
        return webhook.passwords.reduce(false) { isRight, password in
            let expected = SHA256.hash(data: Data("\(webhook.user):\(password.reveal())".utf8))
            return zip(offered, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 || isRight
        }
    }
}
