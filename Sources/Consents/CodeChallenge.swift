import Crypto
import Foundation

/// What ties a code to whoever asked for it (PKCE, RFC 7636): a secret, and its digest that is sent ahead.
struct CodeChallenge: Sendable {
    /// The secret: 256 random bits in base64url.
    let verifier: String

    /// Makes a secret, or takes one.
    init(verifier: String = Self.random()) { self.verifier = verifier }

    /// The digest, by the method S256.
    var challenge: String { Self.base64URL(Data(SHA256.hash(data: Data(verifier.utf8)))) }

    /// 256 random bits in base64url.
    static func random() -> String { base64URL(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }) }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
