import Crypto
import TicketStorage

/// Ties a form to the session it was shown in, so that no other site can submit it.
enum FormToken {
    /// The field's name.
    static let field = "_token"

    /// The token of a session's forms.
    static func make(for session: Session) -> String {
        let key = SymmetricKey(data: Array(session.formSecret.utf8))
        return Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Array("form/\(session.digest)".utf8), using: key))
    }

    /// Whether a submitted token is the session's, in a time that does not depend on it.
    static func accepts(_ token: String?, for session: Session) -> Bool {
        guard let token, token.utf8.count < 100 else { return false }
        return ConstantTime.equal(Array(token.utf8), Array(make(for: session).utf8))
    }
}

/// Comparing without telling where the difference is.
enum ConstantTime {
    static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
