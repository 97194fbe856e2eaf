import ChannelKit
import Crypto
import DeskModel
import HTTPTypes

/// Remembers for an hour whose address a form was sent with, so that "follow your request" need not ask for it again.
///
/// It opens nothing: all it is good for is having a sign-in link sent to that very address.
struct FollowCookie: Sendable {
    static let life: Duration = .seconds(3_600)
    private static let name = "tributary-follow"

    private let key: SymmetricKey
    private let isSecure: Bool

    /// Creates the cookie's maker, with a key of 32 bytes.
    init(key: [UInt8], isSecure: Bool) {
        self.key = SymmetricKey(data: key)
        self.isSecure = isSecure
    }

    /// The cookie for an identity.
    func value(for identity: IdentityID, at now: Timestamp) -> String {
        let signed = "\(identity).\(now.advanced(by: Self.life).seconds)"
        return "\(Self.name)=\(signed).\(signature(of: signed)); Path=/help; HttpOnly; SameSite=Lax; "
            + "Max-Age=\(Self.life.components.seconds)\(isSecure ? "; Secure" : "")"
    }

    /// The identity of a request's cookie; nil when it is not ours or too old.
    func identity(in headers: HTTPFields, at now: Timestamp) -> IdentityID? {
        guard let value = Cookies.value(Self.name, in: headers), value.utf8.count < 200 else { return nil }
        let parts = value.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let expiry = Int64(parts[1]), now.seconds < expiry,
            ConstantTime.equal(Array(parts[2].utf8), Array(signature(of: "\(parts[0]).\(parts[1])").utf8))
        else { return nil }
        return IdentityID(parts[0])
    }

    private func signature(of text: String) -> String {
        Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
}
