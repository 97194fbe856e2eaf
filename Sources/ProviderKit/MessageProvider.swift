public import ChannelKit

/// A provider's dialect: what its calls mean and how it is spoken to.
///
/// Pure. A provider judges and reads what came in, and describes what is to be asked; it never asks itself. The input and
/// output around it are ``ProviderChannel``'s, the same for all providers. Adding one costs a file, a folder of fixtures and
/// a line in the adapter's list.
public protocol MessageProvider: Sendable {
    /// The name in the `provider` setting, such as `slack`.
    static var name: String { get }

    /// What the provider can do, with values; narrower or wider than the manifest's, which speaks for all providers.
    static var traits: ProviderTraits { get }

    /// The secret that the desk itself issues where the settings name none: both sides are ours to set up. Nil is none.
    static var issuedSecret: IssuedSecret? { get }

    /// Checks the settings that this provider needs. Secrets for sending may be absent only where the traits say it cannot send.
    static func check(_ settings: ChannelSettings) throws(SettingProblem)

    /// Creates the dialect. Settings that are only needed for sending may be absent; then sending is refused when it is tried.
    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem)

    // MARK: - In

    /// Authenticates a call over its raw bytes and takes off what wraps it.
    ///
    /// - Parameters:
    ///   - call: the call; its path is the part below `/channels/{id}/`.
    ///   - signedURL: the whole address as the provider called it, for those that sign it.
    ///   - now: the time that ages are judged by; nil judges none.
    /// - Returns: what to do with it.
    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict

    /// Takes off what wraps a call, as ``judge(_:signedURL:now:)`` does, believing it without proof; for trying payloads out.
    func unwrap(_ call: WebRequest) -> CallVerdict

    /// The events in a journaled payload, in their order. Repeatable: the same payload gives equal events.
    ///
    /// - Throws: ``UnreadableArrival`` when nothing can be made of it.
    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent]

    // MARK: - Out

    /// Gives a reply its form: what is sent, split at the provider's limit.
    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart]

    /// What has to be asked to deliver a part: exactly one request of it has the effect `delivery`.
    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>

    // MARK: - What some providers have, with a default for the others

    /// What has to be asked to deliver a part, for providers whose requests carry the time.
    func delivery(
        of part: OutboundPart,
        _ context: DeliveryContext,
        access: AccessToken?,
        at now: Timestamp
    ) -> Exchange<DeliveryReceipt>

    /// What the provider can do as this channel is configured; what its type says unless it differs.
    var traits: ProviderTraits { get }

    /// What has to be pulled besides, once a payload is journaled, such as an invitation that came with messages.
    func ring(beside payload: ProviderPayload) -> Doorbell?

    /// Host names, beside the one of the base address, that requests may go to.
    ///
    /// `*.example.com` is a domain with all below it, and `*` any public host: only for requests that carry no credential.
    /// A request to any other host is never made, whatever address a payload names.
    var hosts: [String] { get }

    /// The streams that are pulled by schedule; a doorbell may name further ones.
    var streams: [String] { get }

    /// Whether this channel is pulled, as it is configured.
    var isPulled: Bool { get }

    /// How long to wait after a pull that brought nothing, unless a doorbell rings; zero where the provider itself keeps the
    /// request waiting.
    var pullPause: Duration { get }

    /// How an access token is obtained, where tokens are short-lived.
    func signIn() -> Exchange<AccessToken>?

    /// How a sender's profile is looked up.
    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>?

    /// How an attachment's bytes are fetched.
    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>?

    /// How what is new is pulled, where the provider is asked rather than calling.
    ///
    /// - Parameters:
    ///   - stream: what is pulled, such as a mailbox of the provider; empty where there is only one.
    ///   - cursor: the place up to which everything is journaled; nil at the first time.
    ///   - ring: what the doorbell said, if one rang.
    ///   - access: the access token, where the provider has such.
    /// - Returns: the exchange that brings one batch.
    func pull(stream: String, cursor: String?, ring: Doorbell?, access: AccessToken?) -> Exchange<PulledBatch>?

    /// A harmless request that shows whether the provider and our account are in order.
    func health(access: AccessToken?) -> Exchange<Wording>?
}

/// A secret of the desk's own making.
public struct IssuedSecret: Sendable {
    /// The setting it stands in for.
    public var setting: String
    /// Writes key material in the provider's form.
    public var form: @Sendable (_ key: [UInt8]) -> String

    /// Creates a description.
    public init(setting: String, form: @escaping @Sendable (_ key: [UInt8]) -> String) {
        self.setting = setting
        self.form = form
    }
}

extension MessageProvider {
    /// Issues none: the provider hands the secrets out.
    public static var issuedSecret: IssuedSecret? { nil }
    /// Is the same at any time.
    public func delivery(
        of part: OutboundPart,
        _ context: DeliveryContext,
        access: AccessToken?,
        at now: Timestamp
    ) -> Exchange<DeliveryReceipt> { delivery(of: part, context, access: access) }
    /// Can do the same on every channel.
    public var traits: ProviderTraits { Self.traits }
    /// Has nothing to pull.
    public func ring(beside payload: ProviderPayload) -> Doorbell? { nil }
    /// Calls one host alone.
    public var hosts: [String] { [] }
    /// Has one stream without a name.
    public var streams: [String] { [""] }
    /// Is pulled where its traits say so.
    public var isPulled: Bool { Self.traits.intake.contains(.pulling) || Self.traits.intake.contains(.listening) }
    /// Is asked every minute.
    public var pullPause: Duration { .seconds(60) }
    /// Has no sign-in: its secrets do not run out.
    public func signIn() -> Exchange<AccessToken>? { nil }
    /// Offers no profiles.
    public func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? { nil }
    /// Has no attachments to fetch.
    public func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? { nil }
    /// Is not pulled.
    public func pull(stream: String, cursor: String?, ring: Doorbell?, access: AccessToken?) -> Exchange<PulledBatch>? {
        nil
    }
    /// Has nothing harmless to ask.
    public func health(access: AccessToken?) -> Exchange<Wording>? { nil }
}

/// What a provider can do, with values.
public struct ProviderTraits: Sendable, Hashable {
    /// Whether free text can be sent.
    public var replies: Bool
    /// The longest text of one part.
    public var textLimit: TextLimit?
    /// For how long after the customer's last message a free reply is taken; nil is always.
    public var replyWindow: Duration?
    /// How many free replies are taken within the window; nil is any number.
    public var replyQuota: Int?
    /// What is possible once the window is closed.
    public var lateReply: LateReply
    /// Up to how many bytes of attachments a reply may have; nil sends none.
    public var outboundAttachmentBytes: Int64?
    /// How messages are tied together.
    public var threading: AdapterAbilities.Threading
    /// What is told about sent messages.
    public var receipts: Set<AdapterAbilities.Receipt>
    /// Whether sending the same part twice with one key reaches the recipient once.
    public var idempotentSending: Bool
    /// How arrivals come: by calls, by pulling, or both.
    public var intake: Set<AdapterAbilities.Intake>
    /// Whether a call's address is needed to read it: such a call cannot be handed over as a file.
    public var namesCallsByAddress: Bool
    /// Where the provider listens unless `api_base_url` says otherwise; nil where there is no such place.
    public var defaultBaseURL: String?

    /// Creates traits; everything starts as "cannot", and arrivals come by webhook.
    public init(
        replies: Bool = false,
        textLimit: TextLimit? = nil,
        replyWindow: Duration? = nil,
        replyQuota: Int? = nil,
        lateReply: LateReply = .nothing,
        outboundAttachmentBytes: Int64? = nil,
        threading: AdapterAbilities.Threading = .none,
        receipts: Set<AdapterAbilities.Receipt> = [],
        idempotentSending: Bool = false,
        intake: Set<AdapterAbilities.Intake> = [.webhook],
        namesCallsByAddress: Bool = false,
        defaultBaseURL: String? = nil
    ) {
        self.replies = replies
        self.textLimit = textLimit
        self.replyWindow = replyWindow
        self.replyQuota = replyQuota
        self.lateReply = lateReply
        self.outboundAttachmentBytes = outboundAttachmentBytes
        self.threading = threading
        self.receipts = receipts
        self.idempotentSending = idempotentSending
        self.intake = intake
        self.namesCallsByAddress = namesCallsByAddress
        self.defaultBaseURL = defaultBaseURL
    }
}

/// What a call comes to.
public enum CallVerdict: Sendable {
    /// Authentic, with something to journal. The answer is sent once it is journaled.
    case authentic(ProviderPayload, answer: WebAnswer)
    /// Authentic, with nothing to keep: a handshake, a ping, an event nobody wants.
    case answered(WebAnswer)
    /// Authentic, and something waits to be pulled.
    case doorbell(Doorbell, answer: WebAnswer)
    /// Not authentic or not usable; nothing is journaled.
    case refused(WebAnswer)
}

/// A call as it is journaled: verified, decrypted, without secrets.
public struct ProviderPayload: Sendable, Hashable {
    /// What names the call: the same call made again has the same id.
    public var externalID: ExternalID
    /// The media type of ``body``.
    public var mediaType: String
    /// The fields of the request that ``MessageProvider/events(in:)`` needs; never credentials.
    public var headers: [HeaderField]
    /// The octets, decrypted.
    public var body: [UInt8]

    /// Creates a payload.
    public init(externalID: ExternalID, mediaType: String, headers: [HeaderField] = [], body: [UInt8]) {
        self.externalID = externalID
        self.mediaType = mediaType
        self.headers = headers
        self.body = body
    }
}

/// A provider's word that something waits to be pulled.
public struct Doorbell: Sendable, Hashable {
    /// What is to be pulled.
    public var stream: String
    /// A token that the pull has to show, where the provider hands one out.
    public var token: Secret?

    /// Creates a doorbell.
    public init(stream: String, token: Secret? = nil) {
        self.stream = stream
        self.token = token
    }
}

/// A short-lived token.
public struct AccessToken: Sendable, Hashable {
    /// The token.
    public var value: Secret
    /// For how long it is good, from when it was handed out.
    public var lifetime: Duration

    /// Creates a token.
    public init(value: Secret, lifetime: Duration) {
        self.value = value
        self.lifetime = lifetime
    }
}

/// What one pull brought.
public struct PulledBatch: Sendable, Hashable {
    /// What is to be journaled, in its order.
    public var payloads: [ProviderPayload]
    /// The place behind them; nil keeps the old one, and an empty text forgets it.
    public var cursor: String?
    /// Whether the provider has more at once.
    public var hasMore: Bool

    /// Creates a batch.
    public init(payloads: [ProviderPayload], cursor: String?, hasMore: Bool) {
        self.payloads = payloads
        self.cursor = cursor
        self.hasMore = hasMore
    }
}
