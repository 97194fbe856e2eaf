public import ChannelKit
import Crypto

/// Checks of what proves where a call comes from, over the octets as they came; all comparisons take the same time however
/// alike the values are.
public enum Signature {
    /// The hash under a message authentication code (RFC 2104).
    public enum Hash: Sendable {
        /// SHA-1, where an old protocol has it so.
        case sha1
        /// SHA-256.
        case sha256
    }

    /// How a code is written.
    public enum Writing: Sendable {
        /// In hexadecimal digits of either case.
        case hexadecimal
        /// In base64 with padding.
        case base64
    }

    /// The message authentication code of chunks that follow each other.
    public static func code(_ hash: Hash, key: [UInt8], _ chunks: [UInt8]...) -> [UInt8] {
        code(hash, key: key, chunks)
    }

    private static func code(_ hash: Hash, key: [UInt8], _ chunks: [[UInt8]]) -> [UInt8] {
        switch hash {
        case .sha1:
            var code = HMAC<Insecure.SHA1>(key: SymmetricKey(data: key))
            for chunk in chunks { code.update(data: chunk) }
            return Array(code.finalize())
        case .sha256:
            var code = HMAC<SHA256>(key: SymmetricKey(data: key))
            for chunk in chunks { code.update(data: chunk) }
            return Array(code.finalize())
        }
    }

    /// Whether a text is the code of the chunks under one of the live keys.
    ///
    /// - Parameters:
    ///   - given: the code as the call carries it, without what the protocol writes before it.
    ///   - hash: the hash under the code.
    ///   - writing: how the code is written.
    ///   - keys: the live keys; with none nothing is ever right.
    ///   - chunks: what was signed, in chunks that follow each other.
    /// - Returns: whether one key gives that code.
    public static func isCode(
        _ given: some StringProtocol,
        _ hash: Hash,
        _ writing: Writing,
        keys: [[UInt8]],
        over chunks: [UInt8]...
    ) -> Bool {
        let octets: [UInt8]? =
            switch writing {
            case .hexadecimal: Hexadecimal.octets(given)
            case .base64: Base64.octets(given)
            }
        guard let octets else { return false }
        // Every key is tried, so that the time does not tell which one is right.
        return keys.reduce(false) { found, key in areEqual(code(hash, key: key, chunks), octets) || found }
    }

    /// Whether a text is the SHA-1 of strings that are sorted and joined, as WeChat and its relatives sign.
    public static func isSortedSHA1(_ given: some StringProtocol, of strings: [String]) -> Bool {
        guard let octets = Hexadecimal.octets(given) else { return false }
        let sorted = strings.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        return areEqual(Array(Insecure.SHA1.hash(data: sorted.flatMap { $0 })), octets)
    }

    /// The SHA-1 of strings that are sorted and joined, in lower-case digits.
    public static func sortedSHA1(of strings: [String]) -> String {
        let sorted = strings.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        return Hexadecimal.text(Insecure.SHA1.hash(data: sorted.flatMap { $0 }))
    }

    /// The SHA-256 of octets.
    public static func sha256(_ octets: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: octets)) }

    /// Whether octets are the Ed25519 signature (RFC 8032) of a message under one of the live public keys of 32 octets.
    public static func isEd25519(_ signature: [UInt8], publicKeys: [[UInt8]], over message: [UInt8]) -> Bool {
        publicKeys.contains { key in
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
            return key.isValidSignature(signature, for: message)
        }
    }

    /// Whether a text is one of the live secrets.
    public static func equals(_ given: String?, anyOf secrets: [Secret]) -> Bool {
        guard let given else { return false }
        return secrets.reduce(false) { found, secret in
            areEqual(Array(secret.reveal().utf8), Array(given.utf8)) || found
        }
    }

    /// Whether a time lies within a span of now, before or after; `now` nil judges none.
    public static func isFresh(_ time: Timestamp, now: Timestamp?, within span: Duration = .seconds(300)) -> Bool {
        guard let now else { return true }
        let (distance, overflow) = now.rawValue.subtractingReportingOverflow(time.rawValue)
        return !overflow && Duration.milliseconds(Int64(clamping: distance.magnitude)) <= span
    }

    /// Whether octets are the same; how long it takes tells nothing but their number.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Secret {
    /// The secret's octets, as a key.
    public var octets: [UInt8] { Array(reveal().utf8) }
}
