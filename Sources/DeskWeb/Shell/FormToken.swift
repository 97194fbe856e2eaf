import ChannelKit
import Crypto
import TicketStorage

/// Ties a form to the session it was shown in, so that no other site can submit it.
enum FormToken {
    /// The field's name.
    static let field = "_token"

    /// The token of a session's forms.
    static func make(for session: Session) -> String { make(secret: session.formSecret, digest: session.digest) }

    /// The token of the forms of a session with that secret and digest.
    static func make(secret: String, digest: String) -> String {
        let key = SymmetricKey(data: Array(secret.utf8))
        return Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Array("form/\(digest)".utf8), using: key))
    }

    /// Whether a submitted token is the expected one, in a time that does not depend on it.
    static func accepts(_ token: String?, expected: String) -> Bool {
        guard let token, token.utf8.count < 100 else { return false }
        return ConstantTime.equal(Array(token.utf8), Array(expected.utf8))
    }
}

/// Comparing without telling where the difference is.
enum ConstantTime {
    static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
