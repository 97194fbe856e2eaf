import ChannelKit
import ProviderKit

/// The body of a provider's call, taken apart once for proof and contents alike.
struct CallBody: Sendable {
    /// The octets as they came.
    let octets: [UInt8]
    /// The media type as it came, with its parameters.
    let mediaType: String
    /// Whether the provider was asked for whole mails: Mailgun sends them to addresses that end in `mime`.
    let wantsWholeMails: Bool
    /// The fields of a form; nil for other bodies.
    let form: PostedForm?
    /// The JSON document; nil for other bodies.
    let json: JSONValue?

    /// The longest body, in bytes: a mail of 28 MB in Base64.
    static let longest = 40 << 20

    /// Takes a body apart.
    ///
    /// - Throws: ``UnreadableCall`` when it is neither a form nor JSON within the limits.
    init(_ octets: [UInt8], mediaType: String, wantsWholeMails: Bool = false) throws(UnreadableCall) {
        guard octets.count <= Self.longest else { throw UnreadableCall("The body is too long.", "正文过长。") }
        self.octets = octets
        self.mediaType = mediaType
        self.wantsWholeMails = wantsWholeMails
        let type = mediaType.prefix { $0 != ";" }.trimmingBlanks.lowercased()
        switch type {
        case "multipart/form-data", "application/x-www-form-urlencoded":
            guard let form = PostedForm(octets, mediaType: mediaType) else {
                throw UnreadableCall("The body is no form that can be read.", "正文不是可读取的表单。")
            }
            self.form = form
            json = nil
        default:
            // Amazon SNS sends JSON as text/plain.
            form = nil
            json = try? JSONValue(parsing: octets, limits: JSONLimits(octets: Self.longest))
            if json == nil { throw UnreadableCall("The body is neither a form nor JSON.", "正文既不是表单也不是 JSON。") }
        }
    }
}

extension StringProtocol {
    /// The text without blanks and line ends around it.
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }

    /// A Message-ID without angle brackets and blanks; nil when nothing is left.
    var bareID: String? {
        let id = trimmingBlanks.filter { $0 != "<" && $0 != ">" }
        return id.isEmpty ? nil : String(id)
    }
}
