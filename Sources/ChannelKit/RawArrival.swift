/// What came in over a channel, as it came: verified and decrypted, but not yet understood.
///
/// An arrival is written to the journal before its sender is told "accepted". It holds no secret and no ciphertext whose
/// key may be rotated away, so that it can be read again in years.
public struct RawArrival: Sendable, Hashable, Codable {
    /// The channel it came by.
    public var channel: ChannelID
    /// What names the arrival: the same arrival offered again has the same id and is taken once.
    public var externalID: ExternalID
    /// When this host received it.
    public var receivedAt: Timestamp
    /// The media type of ``body``, such as `message/rfc822`.
    public var mediaType: String
    /// The fields of the request or envelope that the adapter allow-lists; never credentials.
    public var headers: [HeaderField]
    /// How the arrival was authenticated, before it was believed to be one.
    public var verdict: ArrivalVerdict
    /// The envelope sender (SMTP MAIL FROM) where the transport has one; empty for the null sender.
    public var envelopeSender: String?
    /// The envelope recipients (SMTP RCPT TO) where the transport has them.
    public var envelopeRecipients: [String]
    /// A fingerprint of the channel's settings in force, so that a replay can tell whether they have changed.
    public var settingsVersion: String
    /// Names the file it came in, where the arrivals of one file can be taken back together; unlike any other file's name.
    public var batch: String?
    /// The octets, exactly as received after decryption.
    public var body: [UInt8]

    /// Creates an arrival from its parts.
    public init(
        channel: ChannelID,
        externalID: ExternalID,
        receivedAt: Timestamp,
        mediaType: String,
        headers: [HeaderField] = [],
        verdict: ArrivalVerdict = .unauthenticated,
        envelopeSender: String? = nil,
        envelopeRecipients: [String] = [],
        settingsVersion: String = "",
        batch: String? = nil,
        body: [UInt8]
    ) {
        self.channel = channel
        self.externalID = externalID
        self.receivedAt = receivedAt
        self.mediaType = mediaType
        self.headers = headers
        self.verdict = verdict
        self.envelopeSender = envelopeSender
        self.envelopeRecipients = envelopeRecipients
        self.settingsVersion = settingsVersion
        self.batch = batch
        self.body = body
    }
}

/// How an arrival proved where it comes from.
public enum ArrivalVerdict: String, Sendable, Hashable, Codable {
    /// The transport proves nothing (mail, an anonymous form); the content may carry evidence of its own.
    case unauthenticated
    /// The provider's signature or shared secret was right.
    case signed
    /// Fetched by us from an account we signed in to.
    case fetched
    /// Handed over by the operator of this machine.
    case operatorSupplied
}

/// One header field; names compare without regard to case.
public struct HeaderField: Sendable, Hashable, Codable {
    /// The field's name as it came.
    public var name: String
    /// The field's value, unfolded.
    public var value: String

    /// Creates a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension Sequence where Element == HeaderField {
    /// The value of the first field of that name, ASCII case ignored.
    public func first(named name: String) -> String? {
        let wanted = name.lowercased()
        return first { $0.name.lowercased() == wanted }?.value
    }
}
