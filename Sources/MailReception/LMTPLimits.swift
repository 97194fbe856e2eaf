/// How much a mail server may bring, and how long it may take.
public struct LMTPLimits: Sendable, Hashable {
    /// The longest command line in octets; RFC 5321 asks for 512 and what parameters add.
    public var commandOctets = 2048
    /// The most recipients of one mail; RFC 5321 asks for 100.
    public var recipients = 1000
    /// After how many refused commands the line is ended.
    public var mistakes = 20
    /// The most lines at once.
    public var connections = 64
    /// How long a mail server may be silent.
    public var silence = Duration.seconds(300)
    /// How long one mail may take from its first command to its last octet.
    public var mail = Duration.seconds(900)

    /// The default limits.
    public init() {}
}
