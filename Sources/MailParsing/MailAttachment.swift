/// A file in a mail.
public struct MailAttachment: Sendable, Hashable {
    /// The name without path, control characters and direction overrides; nil when the mail names none.
    public let filename: String?
    /// The media type that the mail claims, in lower case; where it only claims octets, the one the name's ending says.
    public let contentType: String
    /// The content, transfer encoding undone; of a text part the octets in its own charset.
    public let bytes: [UInt8]
    /// The id that the HTML part uses to show it (`cid:`), without angle brackets.
    public let contentID: String?
    /// The mail wants it shown in place.
    public let isInline: Bool
}
