/// Bounds of parsing, and whose word about a mail's authenticity counts.
public struct MailParseOptions: Sendable, Hashable {
    /// The most octets of a mail that are read.
    public var maximumSize = 25 << 20
    /// The most octets of the header section that are read; sizes of parts' header sections add up to twice this.
    public var maximumHeaderSection = 256 << 10
    /// The most octets of one header field that are read.
    ///
    /// Larger than header lines usually are, because a To field of a thousand addresses is no attack.
    public var maximumHeaderField = 64 << 10
    /// The most header fields that are kept.
    public var maximumHeaderFields = 1000
    /// The most parts of a mail that are looked at, attached mails and containers included.
    public var maximumParts = 1000
    /// How deep containers and attached mails may be nested.
    public var maximumDepth = 20
    /// The most addresses that are read from all address fields together.
    public var maximumAddresses = 1000
    /// The names of the servers whose `Authentication-Results` count (RFC 8601 authserv-id); others are ignored.
    public var authservIDs: [String] = []

    /// Whose word about who signed a mail is believed (S/MIME); without any, signatures are not checked.
    public var signingAuthorities: SigningAuthorities?
    /// When the mail came, in seconds since 1970: certificates must be in force then, and signatures recent.
    public var arrivedAt: Int64 = 0

    /// Whether the text is split into what is new and what is quoted, which costs more than all other reading.
    ///
    /// Without it ``ParsedMail/replyText`` is the whole text; it can be split later, when somebody looks at it.
    public var trimsReply = true

    /// Creates options with the standard bounds.
    ///
    /// - Parameter authservIDs: the servers whose `Authentication-Results` count.
    public init(authservIDs: [String] = []) { self.authservIDs = authservIDs }
}
