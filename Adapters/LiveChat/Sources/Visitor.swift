import ChannelKit
import ProviderKit

/// Who talks: what the visitor's token says, signed by the desk and kept by their browser.
///
/// The desk keeps no list of visitors, so a token is as good after a restart as before.
struct Visitor: Sendable, Hashable {
    /// Names the visitor, and their conversation: `v` and 128 random bits, or `u` and a digest of the host page's user id.
    var id: String
    /// The mail address they gave.
    var email: String?
    /// Whether the address was proven with a one-time code.
    var hasProvenEmail = false
    /// The name they gave, or their site gave for them.
    var name: String?
    /// The user id that the host page signed.
    var user: String?
    /// The mail address that the host page's signature covers.
    var hostEmail: String?
    /// The visitor they were before the host page said who they are.
    var formerly: String?
    /// When the token was issued.
    var issuedAt: Timestamp

    /// The name shown to agents while there is no other: a few digits tell visitors apart.
    var label: String { "visitor-\(id.dropFirst().prefix(6))" }
}

/// Signs and reads visitors' tokens: `payload.code`, both in base64url, the code by HMAC-SHA256 over the payload.
struct VisitorTokens: Sendable {
    /// How long a token works; a page that is opened gets a fresh one.
    static let life: Duration = .seconds(400 * 86_400)
    /// How long a token works that stands for a user of the host page: the page says again who is signed in.
    static let userLife: Duration = .seconds(86_400)
    /// The longest token.
    static let maximumBytes = 3_000

    private let key: [UInt8]

    /// Creates tokens under a key of 32 bytes.
    init(key: [UInt8]) { self.key = key }

    /// The token of a visitor.
    func token(of visitor: Visitor) -> String {
        var members: [String: JSONValue] = [
            "v": 1, "id": .text(visitor.id), "at": JSONValue(visitor.issuedAt.rawValue),
        ]
        if let email = visitor.email { members["email"] = .text(email) }
        if visitor.hasProvenEmail { members["proven"] = true }
        if let name = visitor.name { members["name"] = .text(name) }
        if let user = visitor.user { members["user"] = .text(user) }
        if let email = visitor.hostEmail { members["host"] = .text(email) }
        if let formerly = visitor.formerly { members["was"] = .text(formerly) }
        let payload = Base64URL.encode(JSONValue.object(members).octets())
        return "\(payload).\(Base64URL.encode(Signature.code(.sha256, key: key, Array(payload.utf8))))"
    }

    /// The visitor a token stands for; nil when it is not ours, or too old.
    func visitor(of token: String, at now: Timestamp) -> Visitor? {
        guard token.utf8.count <= Self.maximumBytes else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let code = Base64.octets(parts[1]),
            Signature.areEqual(code, Signature.code(.sha256, key: key, Array(parts[0].utf8))),
            let payload = Base64.octets(parts[0]),
            let document = try? JSONValue(parsing: payload, limits: JSONLimits(octets: 4_096, depth: 3, values: 40)),
            document["v"]?.integer == 1, let id = document["id"]?.text, let at = document["at"]?.integer
        else { return nil }
        let visitor = Visitor(
            id: id,
            email: document["email"]?.text,
            hasProvenEmail: document["proven"]?.boolean ?? false,
            name: document["name"]?.text,
            user: document["user"]?.text,
            hostEmail: document["host"]?.text,
            formerly: document["was"]?.text,
            issuedAt: Timestamp(rawValue: at)
        )
        let age = now.since(visitor.issuedAt)
        return age < (visitor.user == nil ? Self.life : Self.userLife) && age > .seconds(-300) ? visitor : nil
    }
}
