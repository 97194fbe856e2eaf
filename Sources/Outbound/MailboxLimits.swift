/// How much a mailbox server may make us keep and how long it may make us wait.
public struct MailboxLimits: Sendable, Hashable {
    /// The most octets of a line outside literals; a search over a million mails fits into the default 16 MiB.
    public var lineOctets = 16 << 20
    /// The most octets of a literal, so of a mail; 30 MiB unless told otherwise.
    public var literalOctets = 30 << 20
    /// The most literals of one response.
    public var literalCount = 64
    /// The most octets of one response with its literals.
    public var responseOctets = 48 << 20
    /// The most responses to one command.
    public var responseCount = 5_000_000
    /// The most octets that are collected of the answer to one command; one that hands over as it reads is not bound.
    public var collectedOctets = 96 << 20
    /// How long a server may be silent amid a command.
    public var silence = Duration.seconds(120)
    /// How long a command may take as a whole.
    public var command = Duration.seconds(1800)

    /// The default limits.
    public init() {}
}
