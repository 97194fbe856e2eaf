import ChannelKit
import ProviderKit

/// Who the host page says is signed in there, as its signature proves.
struct HostIdentity: Sendable, Hashable {
    /// The user's id at the site.
    var user: String
    /// The user's name; shown, never proof of anything.
    var name: String?
    /// The mail address, when the signature covers it and the site says it has checked it.
    var verifiedEmail: String?
    /// The mail address as a claim alone.
    var claimedEmail: String?

    /// Why an identity is not believed.
    enum Problem: String, Error {
        case unsigned = "The identity's signature is not right."
        case expired = "The identity has expired."
        case unreadable = "The identity cannot be read."
    }

    private static let maximumUserBytes = 200

    /// Reads what a page passed: `{"token": JWT}`, or `{"user", "code", "name", "email"}` with the code in hexadecimal digits.
    ///
    /// - Parameters:
    ///   - value: what the page passed.
    ///   - secrets: the live secrets.
    ///   - now: the time.
    /// - Returns: the identity.
    /// - Throws: ``Problem``.
    static func read(_ value: JSONValue, secrets: [Secret], at now: Timestamp) throws(Problem) -> HostIdentity {
        if let token = value["token"]?.text { return try read(token: token, secrets: secrets, at: now) }
        guard let user = value["user"]?.name, let code = value["code"]?.text,
            (1...Self.maximumUserBytes).contains(user.utf8.count)
        else { throw .unreadable }
        guard Signature.isCode(code, .sha256, .hexadecimal, keys: secrets.map(\.octets), over: Array(user.utf8)) else {
            throw .unsigned
        }
        // The code covers the id alone: an address beside it could be anybody's.
        return HostIdentity(user: user, name: value["name"]?.text, claimedEmail: value["email"]?.text)
    }

    /// Reads a JSON Web Token (RFC 7519) signed with HS256 (RFC 7515); any other algorithm is refused, `none` first of all.
    private static func read(token: String, secrets: [Secret], at now: Timestamp) throws(Problem) -> HostIdentity {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= 4_096, parts.count == 3 else { throw .unreadable }
        let limits = JSONLimits(octets: 4_096, depth: 8, values: 200)
        guard let head = Base64.octets(parts[0]).flatMap({ try? JSONValue(parsing: $0, limits: limits) }),
            let claims = Base64.octets(parts[1]).flatMap({ try? JSONValue(parsing: $0, limits: limits) })
        else { throw .unreadable }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard head["alg"]?.text == "HS256", head["crit"] == nil,
            Signature.isCode(parts[2], .sha256, .base64, keys: secrets.map(\.octets), over: signed)
        else { throw .unsigned }
        // A minute's grace for clocks that differ.
        if let end = claims["exp"]?.double, Double(now.rawValue) / 1000 >= end + 60 { throw .expired }
        if let start = claims["nbf"]?.double, Double(now.rawValue) / 1000 < start - 60 { throw .expired }
        guard let user = claims["sub"]?.name, (1...Self.maximumUserBytes).contains(user.utf8.count) else {
            throw .unreadable
        }
        let isChecked = claims["email_verified"]?.boolean == true
        let email = claims["email"]?.text
        return HostIdentity(
            user: user,
            name: claims["name"]?.text,
            verifiedEmail: isChecked ? email : nil,
            claimedEmail: isChecked ? nil : email
        )
    }
}
