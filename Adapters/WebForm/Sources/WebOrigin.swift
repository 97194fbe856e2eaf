import ChannelKit

/// Where a page comes from, as browsers name it in `Origin` (RFC 6454).
struct WebOrigin: Sendable, Hashable {
    /// Scheme, host and, when it is not the scheme's usual one, port: `https://www.example.com`.
    let text: String
    /// Host and port as they stand in a `Host` header.
    let authority: String
    /// Whether nothing but an origin was given; a lone slash behind it is forgiven.
    let isWhole: Bool

    /// Reads an `http` or `https` address.
    init?(_ address: String) {
        guard address.utf8.count <= 300 else { return nil }
        let lowered = address.lowercased()
        let scheme: String
        let usualPort: String
        if lowered.hasPrefix("https://") {
            (scheme, usualPort) = ("https", ":443")
        } else if lowered.hasPrefix("http://") {
            (scheme, usualPort) = ("http", ":80")
        } else {
            return nil
        }
        let rest = lowered.dropFirst(scheme.count + 3)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let allowed = host.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (48...58).contains(byte) || [45, 46, 91, 93].contains(byte)
        }
        guard !host.isEmpty, allowed else { return nil }
        authority = host.hasSuffix(usualPort) ? String(host.dropLast(usualPort.count)) : String(host)
        text = "\(scheme)://\(authority)"
        isWhole = rest.count == host.count || rest.dropFirst(host.count) == "/"
    }
}

/// Decides whether a browser on another site may post to the form, by what the browser itself says of the request.
///
/// A form for everybody has no session to ride on; this keeps other sites from using their visitors' browsers, and their
/// addresses, to send. It is no authentication: a program can write any header.
struct OriginPolicy: Sendable {
    /// The origins that may, exactly as browsers name them.
    var allowedOrigins: [String]
    /// Our own origin as configured.
    var ownOrigin: String?

    /// Whether a submission may come from where it says it comes from.
    func allowsSubmission(_ headers: [HeaderField]) -> Bool {
        let origin = headers.first(named: "Origin")
        if let origin, allowedOrigins.contains(origin) { return true }
        switch headers.first(named: "Sec-Fetch-Site") {
        case "same-origin", "none": return true
        case .some: return false
        case nil: break
        }
        // Older browsers name only the origin, and programs name nothing.
        guard let origin else { return true }
        guard let parsed = WebOrigin(origin) else { return false }
        return parsed.text == ownOrigin || parsed.authority == headers.first(named: "Host")?.lowercased()
    }

    /// The fields that let a script on an allowed site read the answer; `Vary` stands in every answer that depends on it.
    func sharingFields(_ headers: [HeaderField]) -> [HeaderField] {
        guard !allowedOrigins.isEmpty else { return [] }
        guard let origin = headers.first(named: "Origin"), allowedOrigins.contains(origin) else {
            return [HeaderField("Vary", "Origin")]
        }
        return [HeaderField("Vary", "Origin"), HeaderField("Access-Control-Allow-Origin", origin)]
    }

    /// The answer to a browser that asks before it posts JSON from another site.
    func preflight(_ headers: [HeaderField]) -> WebAnswer {
        var fields = sharingFields(headers)
        if fields.count > 1 {
            fields += [
                HeaderField("Access-Control-Allow-Methods", "GET, POST"),
                HeaderField("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key"),
                HeaderField("Access-Control-Max-Age", "600"),
            ]
        }
        return WebAnswer(status: 204, headers: fields + [HeaderField("Allow", "GET, HEAD, POST, OPTIONS")])
    }

    /// Who may show the form in a frame, for the Content-Security-Policy.
    var frameAncestors: String { (["'self'"] + allowedOrigins).joined(separator: " ") }
}
