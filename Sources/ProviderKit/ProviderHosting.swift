public import ChannelKit

/// An adapter that is a manifest and a list of providers; everything else is the same for all of them.
///
/// Where a provider on the list is pulled, the adapter conforms to `Listening` and `Pulling` as well, which need no code
/// of its own either.
public protocol ProviderHosting: WebhookRehearsing, FileImporting, SecretIssuing, ReplyDelivering, AttachmentFetching,
    ProfileReading, HealthChecking
{
    /// The providers, in the order they are shown.
    static var providers: [any MessageProvider.Type] { get }

    /// The channel, with its provider chosen.
    var channel: ProviderChannel { get }

    /// Wraps a channel.
    init(channel: ProviderChannel)
}

extension ProviderHosting {
    /// Makes the adapter of one channel.
    ///
    /// - Throws: `SettingProblem` when no such provider is on offer or its settings do not fit together.
    public init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws {
        self.init(
            channel: try ProviderChannel(among: Self.providers, channel: channel, settings: settings, context: context)
        )
    }

    /// What the provider can do as this channel is configured, within what the manifest says for all providers.
    public func abilities(within manifest: AdapterAbilities) -> AdapterAbilities { channel.abilities(within: manifest) }

    /// Makes envelopes of a journaled call.
    ///
    /// - Throws: `UnreadableArrival` when nothing can be made of it.
    public func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] { try channel.normalize(arrival) }

    /// Judges a call over its raw bytes.
    public func receive(_ request: WebRequest) async -> WebhookOutcome { channel.receive(request) }

    /// Gives a reply its form.
    ///
    /// - Throws: `DeliveryFailure` when the provider cannot express it.
    public func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        try channel.provider.plan(reply)
    }

    /// Makes exactly one attempt at delivering a part.
    ///
    /// - Returns: proof that the provider took it.
    /// - Throws: `DeliveryFailure`, with how far it got.
    public func deliver(
        _ part: OutboundPart,
        _ context: DeliveryContext
    ) async throws(DeliveryFailure) -> DeliveryReceipt { try await channel.deliver(part, context) }

    /// Fetches an attachment's bytes.
    ///
    /// - Throws: `DeliveryFailure`, whose `later` is for another try.
    public func attachment(_ handle: String, maximumBytes: Int64) async throws -> [UInt8] {
        try await channel.attachment(handle, maximumBytes: maximumBytes)
    }

    /// Looks a sender up.
    ///
    /// - Throws: `DeliveryFailure`, whose `later` is for another try.
    public func profile(of identity: IdentityKey) async throws -> EnvelopeSender {
        try await channel.profile(of: identity)
    }

    /// The secret the desk issued for this channel.
    public var issuedSecret: Secret? { channel.issuedSecret }

    /// Asks the provider something harmless.
    public func checkHealth() async -> HealthCheck { await channel.checkHealth() }
}

extension Pulling where Self: ProviderHosting {
    /// Pulls everything new once; at once over where the provider is not pulled.
    ///
    /// - Throws: `ChannelBlocked` when the account is refused, and what is tried again.
    public func pull(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        try await ProviderPulling(channel: channel).pullOnce(into: intake, health: health)
    }
}

extension Listening where Self: ProviderHosting {
    /// Pulls by schedule and doorbell until canceled; only waits where the provider is not pulled.
    ///
    /// - Throws: `ChannelBlocked` when the account is refused.
    public func listen(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        try await ProviderPulling(channel: channel).keepPulling(into: intake, health: health)
    }
}
