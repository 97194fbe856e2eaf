import Crypto

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

    /// SHA-256 of ``bytes`` in lower-case hexadecimal digits.
    public var sha256: String { Self.hexadecimal(SHA256.hash(data: bytes)) }
    /// MD5 of ``bytes`` in lower-case hexadecimal digits; for comparing with other systems, never for identity.
    public var md5: String { Self.hexadecimal(Insecure.MD5.hash(data: bytes)) }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
