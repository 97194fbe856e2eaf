import Crypto
import Foundation

/// A small sum that costs a browser a second and a spammer a second for each message, without anybody else's help.
///
/// In the manner of ALTCHA: the browser is given a salt and the SHA-256 of the salt followed by a secret number, and finds
/// the number by trying. The number follows from the form token's nonce by a key of ours, so nothing is stored, an answer
/// fits one token only, and the token's single use is the answer's.
struct ProofOfWork: Sendable {
    /// What the browser is given.
    struct Challenge: Sendable, Hashable {
        /// Hexadecimal nonce and a colon, which ends it so that no digit of the number can slip into the salt.
        var salt: String
        /// The SHA-256 of salt and number in decimal digits, hexadecimal.
        var digest: String
        /// The number is from 0 up to, not including, this.
        var limit: Int
    }

    /// Half of it is tried on the average: about a second in a browser of today, a few on a weak telephone.
    static let limit = 60_000

    private let key: SymmetricKey

    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The challenge that goes with a token.
    func challenge(for token: FormToken) -> Challenge {
        let salt = Hexadecimal.encode(token.nonce) + ":"
        let digest = SHA256.hash(data: Array("\(salt)\(number(for: token))".utf8))
        return Challenge(salt: salt, digest: Hexadecimal.encode(Array(digest)), limit: Self.limit)
    }

    /// Whether an answer is the token's number.
    func accepts(_ answer: String?, for token: FormToken) -> Bool {
        guard let answer, answer.utf8.count <= 8 else { return false }
        return answer == String(number(for: token))
    }

    private func number(for token: FormToken) -> Int {
        let code = HMAC<SHA256>.authenticationCode(for: token.nonce, using: key)
        // Eight bytes over a limit of sixty thousand: the remainder's unevenness is beyond notice.
        return Int(code.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % UInt64(Self.limit))
    }
}

/// Octets as hexadecimal digits.
enum Hexadecimal {
    static func encode(_ octets: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for octet in octets {
            for nibble in [octet >> 4, octet & 15] { digits.append(nibble < 10 ? 48 + nibble : 87 + nibble) }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
