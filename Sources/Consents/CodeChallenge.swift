import ChannelKit
import Crypto
import Foundation

/// What ties a code to whoever asked for it (PKCE, RFC 7636): a secret, and its digest that is sent ahead.
struct CodeChallenge: Sendable {
    /// The secret: 256 random bits in base64url.
    let verifier: String

    /// Makes a secret, or takes one.
    init(verifier: String = Self.random()) { self.verifier = verifier }

    /// The digest, by the method S256.
    var challenge: String { Base64URL.encode(SHA256.hash(data: Array(verifier.utf8))) }

    /// 256 random bits in base64url.
    static func random() -> String { Base64URL.encode(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }) }
}
