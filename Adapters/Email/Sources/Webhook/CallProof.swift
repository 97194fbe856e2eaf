import ChannelKit
import Crypto
import ProviderKit

/// Judges whether a call comes from the provider: pure, over the octets as they came.
struct CallProof: Sendable {
    /// What the judgement is.
    enum Verdict: Sendable {
        /// It does.
        case proven
        /// It does when an address of Amazon shows a certificate that fits the signature.
        case signed(SNSMessage)
        /// It does not.
        case refused(WebAnswer)
    }

    /// How old a signed call may be: Mailgun tries again for eight hours, SendGrid for three days.
    static let longestAges = (mailgun: Duration.seconds(9 * 3600), sendGrid: Duration.seconds(73 * 3600))
    /// How far ahead of ours a provider's clock may be.
    static let clockDifference = Duration.seconds(300)

    let settings: WebhookSettings

    /// Judges what needs no look into the body, however long that is.
    ///
    /// - Parameters:
    ///   - request: the call.
    ///   - now: the time that its age is judged by; nil judges none.
    /// - Returns: why it is refused; nil when nothing speaks against it yet.
    func refusal(of request: WebRequest, now: Timestamp?) -> WebAnswer? {
        if let answer = refusedSignIn(request) { return answer }
        return settings.publicKeys.isEmpty || isSignedBySendGrid(request, now: now) ? nil : .notAuthentic
    }

    private func refusedSignIn(_ request: WebRequest) -> WebAnswer? {
        guard !settings.basicAuth.isEmpty else { return nil }
        let field = request.headers.single(named: "Authorization") ?? ""
        let halves = field.split(separator: " ", maxSplits: 1)
        let given =
            halves.count == 2 && halves[0].lowercased() == "basic"
            ? ProviderKit.Base64.octets(halves[1].trimmingBlanks) : nil
        guard let given, given.count <= 4096,
            Signature.equals(String(decoding: given, as: UTF8.self), anyOf: settings.basicAuth)
        else {
            var answer = WebAnswer.notAuthentic
            answer.headers.append(HeaderField("WWW-Authenticate", #"Basic realm="webhook""#))
            return answer
        }
        return nil
    }

    /// Judges the body of a call that was not refused before.
    ///
    /// - Parameters:
    ///   - body: the body, taken apart.
    ///   - now: the time that its age is judged by; nil judges none.
    /// - Returns: the judgement.
    func judge(_ body: CallBody, now: Timestamp?) -> Verdict {
        switch settings.provider {
        case .mailgun:
            let isSigned = MailgunStamp(body)?.isSigned(by: settings.signingKeys, now: now) ?? false
            return isSigned ? .proven : .refused(.notAuthentic)
        case .sendgrid, .postmark:
            // Their proofs stand in the header.
            let isProven = !settings.basicAuth.isEmpty || !settings.publicKeys.isEmpty
            return isProven ? .proven : .refused(.notAuthentic)
        case .ses: return judgeTopic(body)
        }
    }

    /// The signature is over the timestamp and the body (ECDSA with P-256 and SHA-256).
    private func isSignedBySendGrid(_ request: WebRequest, now: Timestamp?) -> Bool {
        guard let stamp = request.headers.single(named: "X-Twilio-Email-Event-Webhook-Timestamp"), !stamp.isEmpty,
            let written = request.headers.single(named: "X-Twilio-Email-Event-Webhook-Signature"),
            let octets = ProviderKit.Base64.octets(written),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: octets)
        else { return false }
        var digest = SHA256()
        digest.update(data: Array(stamp.utf8))
        digest.update(data: request.body)
        let hash = digest.finalize()
        guard settings.publicKeys.contains(where: { $0.isValidSignature(signature, for: hash) }) else { return false }
        guard let now else { return true }
        return Int64(stamp).map { Self.isFresh($0, now: now, within: Self.longestAges.sendGrid) } ?? false
    }

    private func judgeTopic(_ body: CallBody) -> Verdict {
        guard let json = body.json, let message = SNSMessage(json) else { return .refused(.notAuthentic) }
        guard settings.topicARN == nil || settings.topicARN == message.topicARN else { return .refused(.notAuthentic) }
        return .signed(message)
    }

    /// Whether a time in seconds is no older than a span and not from the future.
    static func isFresh(_ seconds: Int64, now: Timestamp, within span: Duration) -> Bool {
        guard (0...253_402_300_799).contains(seconds) else { return false }
        let age = now.since(Timestamp(seconds: seconds))
        return age <= span && age >= .zero - clockDifference
    }
}

/// What Mailgun signs: a time and a word used once, but not the body.
struct MailgunStamp: Sendable, Hashable {
    /// The time in seconds, as it is written.
    let timestamp: String
    /// The word used once.
    let token: String
    private let signature: String

    /// Finds the stamp in a call; nil when it has none, or part of it twice.
    init?(_ body: CallBody) {
        func find(_ name: String) -> String? {
            if let form = body.form { return form.single(name) }
            return body.json?["signature", name]?.name
        }
        guard let timestamp = find("timestamp"), let token = find("token"), let signature = find("signature"),
            (1...20).contains(timestamp.utf8.count), (1...200).contains(token.utf8.count)
        else { return nil }
        self.timestamp = timestamp
        self.token = token
        self.signature = signature
    }

    /// Whether one of the live keys made it, not too long ago.
    func isSigned(by keys: [Secret], now: Timestamp?) -> Bool {
        let isRight = Signature.isCode(
            signature,
            .sha256,
            .hexadecimal,
            keys: keys.map(\.octets),
            over: Array(timestamp.utf8),
            Array(token.utf8)
        )
        guard isRight, let now else { return isRight }
        return Int64(timestamp).map { CallProof.isFresh($0, now: now, within: CallProof.longestAges.mailgun) } ?? false
    }
}
