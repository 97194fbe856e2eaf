import Crypto
import DeskModel
import Foundation
import TicketStorage

/// Seals secrets and digests recovery codes with keys of the key ring, each bound to its account.
struct SecondStepKeys: Sendable {
    /// How many recovery codes an account gets.
    static let codeCount = 10

    private let sealing: SymmetricKey
    private let digesting: SymmetricKey

    /// Derives the keys.
    init(key: (_ purpose: String) -> [UInt8]) {
        sealing = SymmetricKey(data: key("second-step"))
        digesting = SymmetricKey(data: key("recovery-code"))
    }

    /// A secret as it is stored: AES-256-GCM, with the account as additional data so that rows cannot be exchanged.
    func seal(_ secret: [UInt8], for agent: AgentID) throws -> [UInt8] {
        let box = try AES.GCM.seal(secret, using: sealing, authenticating: Array("\(agent)".utf8))
        guard let combined = box.combined else { throw PageProblem.unavailable(retryAfter: 5) }
        return Array(combined)
    }

    /// The secret that was stored; nil when it was sealed with another key or for another account.
    func open(_ sealed: [UInt8], for agent: AgentID) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        return (try? AES.GCM.open(box, using: sealing, authenticating: Array("\(agent)".utf8))).map { Array($0) }
    }

    /// Fresh recovery codes, 60 bits each, in three groups that are easy to copy.
    func makeRecoveryCodes() -> [String] {
        (0..<Self.codeCount).map { _ in
            var generator = SystemRandomNumberGenerator()
            let octets = (0..<8).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let text = Array(Base32.encode(octets, alphabet: "abcdefghijkmnpqrstuvwxyz23456789").prefix(12))
            return [text[0..<4], text[4..<8], text[8..<12]].map { String($0) }.joined(separator: "-")
        }
    }

    /// Under what a recovery code is kept; nil for what cannot be one.
    func digest(ofRecoveryCode typed: String, for agent: AgentID) -> String? {
        guard typed.utf8.count <= 60 else { return nil }
        let code = typed.lowercased().filter { $0.isLetter || $0.isNumber }
        guard code.utf8.count == 12 else { return nil }
        let mac = HMAC<SHA256>.authenticationCode(for: Array("\(agent)/\(code)".utf8), using: digesting)
        return Hexadecimal.encode(mac)
    }
}

/// What an authenticator app is told, as Google Authenticator's key URI format has it.
enum AuthenticatorLink {
    static func make(secret: [UInt8], account: String, issuer: String) -> String {
        let name = PercentCoding.encode(issuer)
        return "otpauth://totp/\(name):\(PercentCoding.encode(account))?secret=\(Base32.encode(secret))"
            + "&issuer=\(name)&algorithm=SHA1&digits=\(TimeCode.digits)&period=\(TimeCode.period)"
    }
}
