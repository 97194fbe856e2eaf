import ChannelKit
import CryptoExtras

/// Fetches and keeps the keys that Amazon SNS signs with.
///
/// Only addresses of SNS come here (``SNSAddress``). Few keys are kept and few are fetched in a minute, for whoever can
/// call the webhook can name addresses.
actor SNSCertificates {
    /// The most keys that are kept, for how long, and the most that are fetched in a minute.
    static let limits = (keys: 8, life: Duration.seconds(24 * 3600), fetches: 10)
    /// How long a request to Amazon may take.
    static let timeLimit = Duration.seconds(8)

    private let transport: any ProviderTransport
    private let now: @Sendable () -> Timestamp
    private var keys: [String: (key: _RSA.Signing.PublicKey, until: Timestamp)] = [:]
    private var minute = Timestamp(rawValue: .min)
    private var fetches = 0

    init(transport: any ProviderTransport, now: @escaping @Sendable () -> Timestamp) {
        self.transport = transport
        self.now = now
    }

    /// The key of a certificate; nil when it cannot be had now.
    func key(at url: String) async -> _RSA.Signing.PublicKey? {
        let time = now()
        keys = keys.filter { $0.value.until > time }
        if let known = keys[url] { return known.key }
        guard isAllowed(at: time) else { return nil }
        let request = ProviderRequest(url: url, maximumAnswerBytes: CertificateKey.longest)
        guard let answer = try? await transport.send(request, timeLimit: Self.timeLimit), answer.status == 200,
            let key = CertificateKey.rsaKey(pem: answer.body)
        else { return nil }
        if keys.count >= Self.limits.keys, let oldest = keys.min(by: { $0.value.until < $1.value.until }) {
            keys[oldest.key] = nil
        }
        keys[url] = (key, time.advanced(by: Self.limits.life))
        return key
    }

    /// Confirms a subscription at the address that the signed message names.
    func confirm(at url: String) async -> Bool {
        guard isAllowed(at: now()) else { return false }
        let answer = try? await transport.send(ProviderRequest(url: url), timeLimit: Self.timeLimit)
        return answer.map { (200..<300).contains($0.status) } ?? false
    }

    private func isAllowed(at time: Timestamp) -> Bool {
        if minute.rawValue == .min || time.since(minute) >= .seconds(60) || time < minute {
            minute = time
            fetches = 0
        }
        fetches += 1
        return fetches <= Self.limits.fetches
    }
}
