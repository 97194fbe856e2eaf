public import Foundation
import MessageText

/// `trim`: what of a message its sender newly wrote.
public struct TrimOperation: ProbeOperation {
    /// The request's own fields: one of the two.
    public struct Request: Decodable {
        let text: String?
        let html: String?
    }

    /// The message's parts.
    public struct Answer: Encodable {
        let reply: String
        let quoted: String
        let signature: String?
        let confidence: String

        private enum CodingKeys: CodingKey {
            case reply
            case quoted
            case signature
            case confidence
        }

        /// Writes the parts; a signature that is not there is `null`.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(reply, forKey: .reply)
            try container.encode(quoted, forKey: .quoted)
            try container.encode(signature, forKey: .signature)
            try container.encode(confidence, forKey: .confidence)
        }
    }

    /// The value of `op`.
    public static let name = "trim"

    /// Creates the operation.
    public init() {}

    /// Takes the request's message apart.
    public func answer(_ request: Request, root: URL) throws -> Answer {
        let trimmed: TrimmedReply
        if let text = request.text {
            trimmed = ReplyTrimmer.split(text: text)
        } else if let html = request.html {
            trimmed = ReplyTrimmer.split(html: html)
        } else {
            throw ProbeInputError("missing `text` or `html`")
        }
        return Answer(
            reply: trimmed.reply,
            quoted: trimmed.quoted,
            signature: trimmed.signature,
            confidence: trimmed.confidence.rawValue
        )
    }
}
