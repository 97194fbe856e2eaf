import ChannelKit
import Crypto
import ProviderKit

/// The keys of a Standard Webhooks endpoint, the current one first: `whsec_` (shared), `whpk_` (public), `whsk_` (private).
struct WebhookKeys: Sendable {
    /// The most signatures of one call that are looked at.
    private static let mostSignatures = 20

    private var shared: [[UInt8]] = []
    private var `public`: [[UInt8]] = []
    private var `private`: [[UInt8]] = []

    /// Reads keys; one without a prefix is shared.
    ///
    /// - Throws: `SettingProblem` at `secret` when one is no key.
    init(_ secrets: [Secret]) throws(SettingProblem) {
        for secret in secrets {
            let text = secret.reveal()
            let kinds: [(prefix: String, list: WritableKeyPath<WebhookKeys, [[UInt8]]>)] = [
                ("whsec_", \.shared), ("whpk_", \.public), ("whsk_", \.private),
            ]
            let kind = kinds.first { text.hasPrefix($0.prefix) } ?? ("", \.shared)
            guard let key = Base64.octets(text.dropFirst(kind.prefix.count)), !key.isEmpty else {
                throw Self.problem("it is no key in base64")
            }
            self[keyPath: kind.list].append(key)
        }
    }

    /// Checks that the keys are as long as the specification wants them, and that one can sign where that is needed.
    ///
    /// - Throws: `SettingProblem` at `secret`.
    func check(canSign: Bool) throws(SettingProblem) {
        guard shared.allSatisfy({ (24...64).contains($0.count) }) else {
            throw Self.problem("a shared key has fewer than 24 or more than 64 octets")
        }
        guard `public`.allSatisfy({ $0.count == 32 }), `private`.allSatisfy({ $0.count == 32 || $0.count == 64 }) else {
            throw Self.problem("an Ed25519 key has another length")
        }
        if canSign, shared.isEmpty, `private`.isEmpty {
            throw Self.problem("a public key alone cannot sign what is sent to reply_url")
        }
    }

    /// Whether one of the signatures, separated by spaces, is right under a live key.
    func isSigned(_ signatures: String, over message: [UInt8]) -> Bool {
        for entry in signatures.split(separator: " ").prefix(Self.mostSignatures) {
            let version = entry.prefix { $0 != "," }
            let code = entry.dropFirst(version.count + 1)
            switch version {
            case "v1":
                if Signature.isCode(code, .sha256, .base64, keys: shared, over: message) { return true }
            case "v1a":
                guard let octets = Base64.octets(code) else { continue }
                if Signature.isEd25519(octets, publicKeys: `public`, over: message) { return true }
            default: continue
            }
        }
        return false
    }

    /// The signatures of a message under every live key that can sign; nil without one.
    func signature(over message: [UInt8]) -> String? {
        var signatures = shared.map { "v1,\(Base64.text(Signature.code(.sha256, key: $0, message)))" }
        for key in `private` {
            guard let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: key.prefix(32)),
                let signature = try? signing.signature(for: message)
            else { continue }
            signatures.append("v1a,\(Base64.text(signature))")
        }
        return signatures.isEmpty ? nil : signatures.joined(separator: " ")
    }

    private static func problem(_ problem: String) -> SettingProblem {
        SettingProblem(
            path: "secret",
            problem: problem,
            allowed:
                "whsec_ with 24 to 64 octets in base64, whpk_ or whsk_ with an Ed25519 key; two while one is replaced"
        )
    }
}
