import ChannelKit
import Crypto
import ProviderKit

/// The settings of a channel whose mail a provider brings, checked against each other.
struct WebhookSettings: Sendable {
    /// The provider.
    let provider: MailProvider
    /// Mailgun's signing keys.
    let signingKeys: [Secret]
    /// SendGrid's public keys (P-256); none when its calls are not signed.
    let publicKeys: [P256.Signing.PublicKey]
    /// What calls must sign in with, as `user:password`; with none nobody needs to.
    let basicAuth: [Secret]
    /// The SNS topic that calls must come from.
    let topicARN: String?

    /// The settings that belong to a provider, with those of which one at least must be given.
    private static func names(of provider: MailProvider) -> (known: [String], needed: [String]) {
        switch provider {
        case .mailgun: (["signing_key"], ["signing_key"])
        case .sendgrid: (["public_key", "basic_auth"], ["public_key", "basic_auth"])
        case .postmark: (["basic_auth"], ["basic_auth"])
        case .ses: (["topic_arn", "basic_auth"], ["topic_arn", "basic_auth"])
        }
    }

    /// The settings that stand beside `provider`.
    static let names = ["signing_key", "public_key", "basic_auth", "topic_arn"]

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - settings: the channel's settings, with `provider`.
    ///   - proof: whether calls must prove where they come from; when they need not, nothing needs to be given.
    /// - Throws: `SettingProblem` when they do not fit together.
    init(_ settings: ChannelSettings, proof: WebhookProof) throws {
        guard let provider = settings.text("provider").flatMap(MailProvider.init(rawValue:)) else {
            let names = MailProvider.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingProblem(path: "provider", problem: "no provider that is known", allowed: names)
        }
        self.provider = provider
        signingKeys = settings.secrets("signing_key")
        basicAuth = settings.secrets("basic_auth")
        publicKeys = try Self.publicKeys(settings)
        topicARN = settings.text("topic_arn")
        let names = Self.names(of: provider)
        for name in Self.names where settings[name] != nil && !names.known.contains(name) {
            throw SettingProblem(
                path: name,
                problem: "\(provider.title) has no such setting",
                allowed: "\(names.known.joined(separator: " and ")) with provider: \(provider.rawValue)"
            )
        }
        if proof == .required, !names.needed.contains(where: { settings[$0] != nil }) {
            throw SettingProblem(
                path: names.needed.first ?? "provider",
                problem: "anybody could bring mail, for nothing proves that \(provider.title) calls",
                allowed: names.needed.joined(separator: " or ")
            )
        }
        try check()
    }

    private func check() throws {
        for secret in basicAuth {
            let text = secret.reveal()
            guard let colon = text.firstIndex(of: ":"), colon > text.startIndex,
                text.index(after: colon) < text.endIndex
            else {
                throw SettingProblem(path: "basic_auth", problem: "no user and password", allowed: "user:password")
            }
        }
        if signingKeys.contains(where: { $0.reveal().isEmpty }) {
            throw SettingProblem(path: "signing_key", problem: "empty", allowed: "the HTTP webhook signing key")
        }
        if let topicARN, SNSTopic(topicARN) == nil {
            throw SettingProblem(
                path: "topic_arn",
                problem: "no topic of Amazon SNS",
                allowed: "arn:aws:sns:REGION:ACCOUNT:NAME"
            )
        }
    }

    private static func publicKeys(_ settings: ChannelSettings) throws -> [P256.Signing.PublicKey] {
        try settings.secrets("public_key").map { key in
            let text = key.reveal().split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
            guard let octets = ProviderKit.Base64.octets(text.trimmingBlanks),
                let key = try? P256.Signing.PublicKey(derRepresentation: octets)
            else {
                throw SettingProblem(
                    path: "public_key",
                    problem: "no public key of the kind SendGrid signs with",
                    allowed: "the verification key as SendGrid shows it, in Base64"
                )
            }
            return key
        }
    }
}

/// The name of an SNS topic, as far as a call is judged by it.
struct SNSTopic: Sendable, Hashable {
    /// The region the topic is in, which is also that of the hosts that speak for it.
    let region: String

    /// Reads `arn:aws:sns:REGION:ACCOUNT:NAME`; nil when the text is none.
    init?(_ text: String) {
        let steps = text.split(separator: ":", omittingEmptySubsequences: false)
        guard steps.count == 6, text.utf8.count <= 400, steps[0] == "arn", steps[1].hasPrefix("aws"), steps[2] == "sns",
            (1...40).contains(steps[3].utf8.count), !steps[4].isEmpty, !steps[5].isEmpty,
            steps[3].utf8.allSatisfy({ $0 == 0x2D || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
        else { return nil }
        region = String(steps[3])
    }
}
