/// The code behind a kind of channel, made once per configured channel.
///
/// An adapter turns what comes in into arrivals, arrivals into envelopes and replies into parts, and makes single attempts at
/// delivery. It keeps nothing that must survive a restart: cursors and arrivals are the host's, committed together. It
/// conforms to the ability protocols of what it can do, and its manifest says the same.
public protocol ChannelAdapter: Sendable {
    /// The octets of `adapter.yml`, compiled into the program.
    static var manifestSource: [UInt8] { get }

    /// Makes the adapter of one channel. Opens nothing and touches no file: that is for the abilities.
    ///
    /// - Throws: ``SettingProblem`` when settings that fit their types do not fit together.
    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws

    /// What this channel can do as it is configured: the manifest speaks for all channels of the kind.
    func abilities(within manifest: AdapterAbilities) -> AdapterAbilities

    /// Whether an address is this channel's own, so that nobody is asked whether to write to it.
    func isOwn(_ key: IdentityKey) -> Bool

    /// Turns an arrival into envelopes: pure and repeatable, the same arrival gives equal envelopes.
    ///
    /// - Throws: ``UnreadableArrival`` when nothing can be made of it; the host quarantines the arrival with the reason.
    func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope]
}

extension ChannelAdapter {
    /// Everything that the manifest says.
    public func abilities(within manifest: AdapterAbilities) -> AdapterAbilities { manifest }

    /// None is.
    public func isOwn(_ key: IdentityKey) -> Bool { false }
}

/// Thrown by `normalize` when nothing can be made of an arrival.
public struct UnreadableArrival: Error, Sendable, Hashable {
    /// What is wrong with it, for the agent who looks at the quarantine.
    public var reason: Wording

    /// Creates the error.
    public init(_ reason: Wording) { self.reason = reason }

    /// Creates the error, with its reason in English and in Simplified Chinese.
    public init(_ english: String, _ chinese: String) { self.init(Wording(english, chinese)) }
}

/// What the host lends an adapter.
///
/// All of the outside is behind these, so limits, address checks and redaction live in the host, and an adapter's tests
/// need no socket.
public struct AdapterContext: Sendable {
    /// The address customers and providers see, without a trailing slash.
    public var publicURL: String
    /// The folder that relative paths in settings start from.
    public var dataFolder: String
    /// A fingerprint of the channel's settings, to be set in arrivals.
    public var settingsVersion: String
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// 32 bytes of key material for a purpose of this channel; the same over restarts.
    public var key: @Sendable (_ purpose: String) -> [UInt8]
    /// Sends mail.
    public var mail: any MailSubmitting
    /// Opens secured lines to mailboxes.
    public var mailboxes: any MailboxOpening
    /// Opens secured lines to maildrops.
    public var maildrops: any MaildropOpening
    /// Takes mail from servers nearby.
    public var reception: any MailReception
    /// Signs in where somebody consented to it.
    public var consents: any ConsentKeeping
    /// A secret of this channel's own that a command made, such as a signing key; nil when there is none.
    public var keptSecret: @Sendable (_ name: String) -> [UInt8]?
    /// Makes requests to providers.
    public var providers: any ProviderTransport
    /// The channel's conversations, for pages that customers talk on.
    public var conversations: ConversationServices
    /// Notes an event for the operator: a constant message with details.
    ///
    /// Bodies and secrets never belong in it.
    public var log: @Sendable (_ message: StaticString, _ details: [String: String]) -> Void

    /// Creates a context.
    public init(
        publicURL: String,
        dataFolder: String,
        settingsVersion: String,
        now: @escaping @Sendable () -> Timestamp,
        key: @escaping @Sendable (_ purpose: String) -> [UInt8],
        mail: any MailSubmitting,
        mailboxes: any MailboxOpening,
        maildrops: any MaildropOpening = ClosedMaildrops(),
        reception: any MailReception = ClosedReception(),
        consents: any ConsentKeeping = NoConsents(),
        keptSecret: @escaping @Sendable (_ name: String) -> [UInt8]? = { _ in nil },
        providers: any ProviderTransport = ClosedTransport(),
        conversations: ConversationServices = .none,
        log: @escaping @Sendable (_ message: StaticString, _ details: [String: String]) -> Void
    ) {
        self.publicURL = publicURL
        self.dataFolder = dataFolder
        self.settingsVersion = settingsVersion
        self.now = now
        self.key = key
        self.mail = mail
        self.mailboxes = mailboxes
        self.maildrops = maildrops
        self.reception = reception
        self.consents = consents
        self.keptSecret = keptSecret
        self.providers = providers
        self.conversations = conversations
        self.log = log
    }
}
