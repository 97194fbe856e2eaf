public import Foundation
import MessageText

/// `sanitize`: what the gateway would show of a message's HTML.
public struct SanitizeOperation: ProbeOperation {
    /// The request's own fields.
    public struct Request: Decodable {
        let html: String
    }

    /// What the markup became.
    public struct Answer: Encodable {
        let html: String
        let text: String
    }

    /// The value of `op`.
    public static let name = "sanitize"

    /// Creates the operation.
    public init() {}

    /// Sanitizes the request's markup.
    public func answer(_ request: Request, root: URL) throws -> Answer {
        let sanitized = HTMLSanitizer.sanitize(request.html)
        return Answer(html: sanitized.html.markup, text: sanitized.text)
    }
}
