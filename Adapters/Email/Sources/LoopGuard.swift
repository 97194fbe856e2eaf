import ChannelKit
import Crypto

/// Proves that a mail is one this channel sent, when it comes back.
///
/// The header field holds a MAC over the mail's Message-ID, so a stranger can neither learn anything from it nor pass a
/// mail off as ours; another desk's field of the same name means nothing here.
struct LoopGuard: Sendable {
    /// The name of the header field.
    static let fieldName = "X-Tributary"

    private let key: SymmetricKey

    /// Creates a guard.
    ///
    /// - Parameter key: 32 bytes that stay the same over restarts.
    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The field's value for a mail with that Message-ID (without angle brackets).
    func mark(for messageID: String) -> String {
        "v1=" + HMAC<SHA256>.authenticationCode(for: Array(messageID.utf8), using: key).prefix(20).hexadecimal
    }

    /// Whether a field's value is the mark of that Message-ID.
    func isMark(_ value: String, for messageID: String) -> Bool {
        let expected = Array(mark(for: messageID).utf8)
        let given = Array(value.utf8)
        guard given.count == expected.count else { return false }
        return zip(given, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
