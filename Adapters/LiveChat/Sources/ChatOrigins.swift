import ChannelKit

/// Decides which sites' pages may talk to the chat, by what browsers say of a request.
///
/// A visitor's token is what lets somebody into a conversation; this keeps other sites from using the chat, and their visitors'
/// browsers, as theirs. A program can write any header.
struct ChatOrigins: Sendable {
    /// The origins that may, exactly as browsers name them.
    var allowed: [String]
    /// The desk's own origin as configured.
    var own: String?

    /// Whether a request may come from where it says it comes from.
    func admit(_ headers: [HeaderField]) -> Bool {
        let origin = headers.first(named: "Origin")
        if let origin, allowed.contains(origin) { return true }
        switch headers.first(named: "Sec-Fetch-Site") {
        case "same-origin", "none": return true
        case .some: return false
        case nil: break
        }
        // Older browsers name only the origin, and programs name nothing.
        guard let origin else { return true }
        guard let address = WebAddress(origin) else { return false }
        return address.origin == own || address.authority == headers.first(named: "Host")?.lowercased()
    }

    /// The fields that let a page of an allowed site read the answer.
    func sharing(_ headers: [HeaderField]) -> [HeaderField] {
        let vary = HeaderField("Vary", "Origin")
        guard let origin = headers.first(named: "Origin"), allowed.contains(origin) else { return [vary] }
        return [
            vary, HeaderField("Access-Control-Allow-Origin", origin),
            HeaderField("Access-Control-Expose-Headers", "Retry-After"),
        ]
    }

    /// The answer to a browser that asks before it sends.
    func preflight(_ headers: [HeaderField]) -> WebAnswer {
        let shared = sharing(headers)
        guard shared.count > 1 else { return WebAnswer(status: 403, headers: shared) }
        return WebAnswer(
            status: 204,
            headers: shared + [
                HeaderField("Access-Control-Allow-Methods", "GET, POST"),
                HeaderField("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID"),
                HeaderField("Access-Control-Max-Age", "7200"),
            ]
        )
    }
}
