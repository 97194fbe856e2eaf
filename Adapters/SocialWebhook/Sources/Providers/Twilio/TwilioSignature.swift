import ChannelKit
import ProviderKit

/// Twilio's signature: over the address of the webhook and, for forms, each field's name and values in their order.
///
/// Protocol: <https://www.twilio.com/docs/usage/security#validating-requests>.
struct TwilioSignature: Sendable {
    /// The live tokens of the account.
    let tokens: [Secret]
    /// The address as it is entered at the provider; nil takes the one of the call.
    let publicURL: String?

    /// Whether a call is signed with a live token.
    ///
    /// - Parameters:
    ///   - call: the call.
    ///   - url: the address as the provider called it.
    /// - Returns: whether one token gives the call's signature.
    func isRight(_ call: WebRequest, url: String) -> Bool {
        guard let given = call.headers.single(named: "X-Twilio-Signature") else { return false }
        let digest = call.query.single(named: "bodySHA256")
        var fields: [UInt8] = []
        if Self.isForm(call) {
            guard let form = FormFields(parsing: call.body) else { return false }
            fields = Self.signed(form)
        } else {
            // Of a body that is no form only the digest in the address is signed.
            guard let digest, let octets = Hexadecimal.octets(digest),
                Signature.areEqual(octets, Signature.sha256(call.body))
            else { return false }
        }
        return candidates(url, digest: digest).reduce(false) { found, candidate in
            Signature.isCode(
                given,
                .sha1,
                .base64,
                keys: tokens.map(\.octets),
                over: Array(candidate.utf8),
                fields
            ) || found
        }
    }

    /// Whether a call's body is a form.
    static func isForm(_ call: WebRequest) -> Bool {
        let type = call.headers.first(named: "Content-Type")?.lowercased() ?? ""
        return type.hasPrefix("application/x-www-form-urlencoded")
    }

    /// Names in order, each with its values in order, and every value once.
    private static func signed(_ form: FormFields) -> [UInt8] {
        let names = Dictionary(grouping: form.fields, by: \.name)
        var octets: [UInt8] = []
        for name in names.keys.sorted(by: { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }) {
            let values = Set((names[name] ?? []).map(\.value))
            for value in values.sorted(by: { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }) {
                octets += Array(name.utf8) + Array(value.utf8)
            }
        }
        return octets
    }

    /// The address as it may have been signed: the provider writes a port for some and leaves it out for others.
    private func candidates(_ url: String, digest: String?) -> [String] {
        var url = publicURL ?? url
        // What follows the number sign steers the provider and is never sent.
        if let mark = url.firstIndex(of: "#") { url = String(url[..<mark]) }
        if let digest, !url.contains("bodySHA256=") { url += (url.contains("?") ? "&" : "?") + "bodySHA256=\(digest)" }
        guard let scheme = url.firstRange(of: "://") else { return [url] }
        let rest = url[scheme.upperBound...]
        let end = rest.firstIndex { "/?".contains($0) } ?? rest.endIndex
        let authority = rest[..<end]
        let head = url[..<scheme.upperBound]
        // The colon of a port stands behind the bracket of an IPv6 address.
        if let colon = authority.lastIndex(of: ":"), authority.lastIndex(of: "]").map({ $0 < colon }) ?? true {
            return [url, "\(head)\(authority[..<colon])\(rest[end...])"]
        }
        let port = head.lowercased() == "https://" ? "443" : "80"
        return [url, "\(head)\(authority):\(port)\(rest[end...])"]
    }
}
