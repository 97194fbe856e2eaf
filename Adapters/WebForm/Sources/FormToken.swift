import ChannelKit
import Crypto

/// The proof that a submission began with a form of ours: when it was shown and a number used once, signed for the channel.
///
/// Layout: version (1 byte), milliseconds since 1970 (8 bytes, big endian), nonce (16 bytes), HMAC-SHA256 over all of it
/// and the channel's name (32 bytes); base64url without padding.
struct FormToken: Sendable, Hashable {
    /// When the form was shown.
    var shownAt: Timestamp
    /// 16 bytes that no other form has; also the submission's key when the sender names none.
    var nonce: [UInt8]

    /// How long a form may stand open before its token is renewed.
    static let lifetime = Duration.seconds(24 * 3600)

    /// The nonce as text, fit for an idempotency key.
    var key: String { Base64URL.encode(nonce) }

    /// What became of reading a token.
    enum Reading: Sendable, Hashable {
        case missing
        case forged
        case expired(FormToken)
        case valid(FormToken)

        /// The token, if it is one of ours.
        var token: FormToken? {
            switch self {
            case .missing, .forged: nil
            case .expired(let token), .valid(let token): token
            }
        }
    }
}

/// Makes and reads the tokens of one channel.
struct FormTokenMint: Sendable {
    private static let version: UInt8 = 1
    private let key: SymmetricKey
    private let channel: [UInt8]

    init(key: [UInt8], channel: ChannelID) {
        self.key = SymmetricKey(data: key)
        self.channel = Array(channel.rawValue.utf8)
    }

    /// The text of a token.
    func text(of token: FormToken) -> String {
        let payload = Self.payload(token)
        return Base64URL.encode(payload + Array(HMAC<SHA256>.authenticationCode(for: payload + channel, using: key)))
    }

    /// Reads a token that came back; `now` tells whether it has expired.
    func read(_ text: String?, now: Timestamp) -> FormToken.Reading {
        guard let text, !text.isEmpty else { return .missing }
        guard text.utf8.count == 76, let octets = Base64URL.decode(text), octets.count == 57, octets[0] == Self.version
        else { return .forged }
        let payload = Array(octets[..<25])
        // `isValidAuthenticationCode` compares in constant time.
        guard HMAC<SHA256>.isValidAuthenticationCode(octets[25...], authenticating: payload + channel, using: key)
        else { return .forged }
        let milliseconds = payload[1..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let token = FormToken(
            shownAt: Timestamp(rawValue: Int64(bitPattern: milliseconds)),
            nonce: Array(payload[9...])
        )
        return now.since(token.shownAt) > FormToken.lifetime ? .expired(token) : .valid(token)
    }

    private static func payload(_ token: FormToken) -> [UInt8] {
        let milliseconds = UInt64(bitPattern: token.shownAt.rawValue)
        return [version] + (0..<8).map { UInt8(truncatingIfNeeded: milliseconds >> (56 - 8 * $0)) } + token.nonce
    }
}

/// A token on its way out.
///
/// Its text and its sum are made when they are written: most submissions never need them again.
struct IssuedToken: Sendable {
    var token: FormToken
    var mint: FormTokenMint
    /// Nil where no sum is asked.
    var work: ProofOfWork?

    /// The token as it goes into the form.
    var text: String { mint.text(of: token) }

    /// The sum that goes with it.
    var challenge: ProofOfWork.Challenge? { work?.challenge(for: token) }
}
