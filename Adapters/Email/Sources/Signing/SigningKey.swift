import Crypto
import CryptoExtras
import Foundation

/// A key that mail is signed with (DKIM, RFC 6376 and RFC 8463).
enum SigningKey: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    /// The kinds of keys: a signature by each is put on a mail, since many servers check RSA alone.
    enum Kind: String, Sendable, CaseIterable {
        case rsa
        case ed25519

        /// The name of the key among the channel's kept secrets.
        var secretName: String { "dkim-\(rawValue)" }
    }

    /// Makes a key; RSA has 2048 bits, the most that fits into the DNS everywhere.
    static func make(_ kind: Kind) throws -> [UInt8] {
        switch kind {
        case .rsa: Array(try _RSA.Signing.PrivateKey(keySize: .bits2048).derRepresentation)
        case .ed25519: Array(Curve25519.Signing.PrivateKey().rawRepresentation)
        }
    }

    /// Reads a key that ``make(_:)`` made; nil when it is none.
    init?(_ kind: Kind, _ octets: [UInt8]) {
        switch kind {
        case .rsa:
            guard let key = try? _RSA.Signing.PrivateKey(derRepresentation: octets) else { return nil }
            self = .rsa(key)
        case .ed25519:
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: octets) else { return nil }
            self = .ed25519(key)
        }
    }

    /// The algorithm's name in a signature.
    var algorithm: String {
        switch self {
        case .rsa: "rsa-sha256"
        case .ed25519: "ed25519-sha256"
        }
    }

    /// The text to publish (RFC 6376, 3.6.1; RFC 8463, 4).
    var record: String {
        switch self {
        // A SubjectPublicKeyInfo for RSA, the bare key for Ed25519.
        case .rsa(let key): "v=DKIM1; k=rsa; p=\(key.publicKey.derRepresentation.base64EncodedString())"
        case .ed25519(let key): "v=DKIM1; k=ed25519; p=\(key.publicKey.rawRepresentation.base64EncodedString())"
        }
    }

    /// Signs the digest of a header; the same digest gives the same signature.
    ///
    /// - Throws: what the cryptographic library says, which with a key that was read does not happen.
    func signature(of digest: SHA256.Digest) throws -> [UInt8] {
        switch self {
        case .rsa(let key): Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        // Ed25519 signs the digest as its message.
        case .ed25519(let key): Array(try key.signature(for: Data(digest)))
        }
    }
}
