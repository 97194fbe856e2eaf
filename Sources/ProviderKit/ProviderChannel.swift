public import ChannelKit

/// The input and output around one provider, the same for all: a channel of an adapter that hosts providers.
///
/// The provider decides and describes; this asks, waits, keeps the access token, and turns what came into arrivals and
/// envelopes. It holds nothing that must survive a restart.
public struct ProviderChannel: Sendable {
    /// The longest body of a call.
    static let mostCallBytes = 8 << 20
    /// How long a request that delivers nothing may take with all that it needs.
    static let readingLimit = Duration.seconds(60)

    let id: ChannelID
    let provider: any MessageProvider
    let reading: ProviderReading
    let context: AdapterContext
    let driver: ExchangeDriver
    let bell = PullBell()
    let redaction: SecretRedaction
    /// The secret the desk issued for this channel, which the other side has to be told; nil when the settings name one.
    public let issuedSecret: Secret?

    /// Makes the channel of the provider that the settings name.
    ///
    /// - Parameters:
    ///   - providers: the providers on offer.
    ///   - channel: the channel's name.
    ///   - settings: its settings.
    ///   - context: what the host lends.
    /// - Throws: `SettingProblem` when no such provider is on offer or its settings do not fit together.
    public init(
        among providers: [any MessageProvider.Type],
        channel: ChannelID,
        settings: ChannelSettings,
        context: AdapterContext
    ) throws(SettingProblem) {
        let chosen = try ProviderSelection.choose(among: providers, by: settings)
        var settings = settings
        var issued: Secret?
        if let secret = chosen.issuedSecret, settings.secrets(secret.setting).isEmpty {
            let value = Secret(secret.form(context.key("webhook-secret")))
            settings = ChannelSettings(settings.values.merging([secret.setting: .secrets([value])]) { $1 })
            issued = value
        }
        issuedSecret = issued
        try ProviderSelection.checkBaseURL(settings)
        try chosen.check(settings)
        let provider = try chosen.init(channel: channel, settings: settings)
        let redaction = SecretRedaction(settings)
        id = channel
        self.provider = provider
        reading = ProviderReading(provider: provider, settings: settings)
        self.context = context
        self.redaction = redaction
        driver = ExchangeDriver(
            transport: context.providers,
            hosts: HostAllowList(
                baseURL: settings.text("api_base_url") ?? chosen.traits.defaultBaseURL,
                hosts: provider.hosts
            ),
            redaction: redaction,
            tokens: TokenKeeper(now: context.now)
        )
    }

    /// What the provider can do as this channel is configured, within what the manifest says for all providers.
    public func abilities(within manifest: AdapterAbilities) -> AdapterAbilities {
        let traits = provider.traits
        var abilities = manifest
        abilities.intake = provider.isPulled ? manifest.intake : manifest.intake.subtracting([.pulling, .listening])
        if traits.namesCallsByAddress || !traits.intake.contains(.webhook) { abilities.intake.remove(.files) }
        abilities.replies = traits.replies
        abilities.textLimit = traits.textLimit
        abilities.replyWindow = traits.replyWindow
        abilities.replyQuota = traits.replyQuota
        abilities.lateReply = traits.lateReply
        abilities.lateReplies = traits.lateReply.kind.map { [$0] } ?? []
        abilities.outboundAttachmentBytes = traits.outboundAttachmentBytes
        abilities.threading = traits.threading
        abilities.receipts = traits.receipts
        abilities.idempotentSending = traits.idempotentSending
        return abilities
    }

    // MARK: - In

    /// Judges a call and names what is to be journaled.
    func receive(_ call: WebRequest) -> WebhookOutcome {
        guard call.body.count <= Self.mostCallBytes else { return .refused(WebAnswer(status: 413)) }
        switch provider.judge(call, signedURL: signedURL(of: call), now: call.receivedAt) {
        case .authentic(let payload, let answer):
            let mark = provider.ring(beside: payload).map { note($0, at: call.receivedAt) }
            return .accepted([arrival(of: payload, at: call.receivedAt, .signed)], cursor: mark, answer: answer)
        case .answered(let answer): return .accepted([], answer: answer)
        case .doorbell(let ring, let answer):
            return .accepted([], cursor: note(ring, at: call.receivedAt), answer: answer)
        case .refused(let answer): return .refused(answer)
        }
    }

    /// Rings, and tells what has to be journaled so that a crash does not make us deaf to it.
    private func note(_ ring: Doorbell, at time: Timestamp) -> IntakeCursor {
        bell.ring(ring, at: time)
        return marks.rang(ring, at: time)
    }

    /// What remembers which doorbells rang.
    var marks: DoorbellMarks { DoorbellMarks(channel: id) }

    /// Reads a journaled payload.
    func normalize(_ arrival: RawArrival) throws(UnreadableArrival) -> [InboundEnvelope] {
        try reading.envelopes(of: arrival)
    }

    /// A payload as it is journaled.
    func arrival(of payload: ProviderPayload, at time: Timestamp, _ verdict: ArrivalVerdict) -> RawArrival {
        RawArrival(
            channel: id,
            externalID: ExternalID(rawValue: OneLine.id(payload.externalID.rawValue)),
            receivedAt: time,
            mediaType: payload.mediaType,
            headers: payload.headers,
            verdict: verdict,
            settingsVersion: context.settingsVersion,
            body: payload.body
        )
    }

    /// The whole address of a call, as the provider knows it.
    private func signedURL(of call: WebRequest) -> String {
        let query = FormFields(call.query.map { FormFields.Field($0.name, $0.value) }).text
        return "\(context.publicURL)/channels/\(id)/\(call.path)" + (query.isEmpty ? "" : "?\(query)")
    }

    // MARK: - Out

    /// Makes one attempt at delivering a part.
    func deliver(
        _ part: OutboundPart,
        _ delivery: DeliveryContext
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        let (provider, now) = (provider, context.now)
        var receipt = try await driver.run(timeLimit: delivery.timeLimit, signIn: provider.signIn()) { access in
            provider.delivery(of: part, delivery, access: access, at: now())
        }
        receipt.answer = receipt.answer.map { redaction.line($0, maximum: 500) }
        receipt.externalID = receipt.externalID.map { ExternalID(rawValue: OneLine.id($0.rawValue)) }
        return receipt
    }

    /// Carries out an exchange that delivers nothing.
    func ask<Outcome: Sendable>(
        timeLimit: Duration = readingLimit,
        _ begin: @escaping @Sendable (AccessToken?) -> Exchange<Outcome>
    ) async throws(DeliveryFailure) -> Outcome {
        try await driver.run(timeLimit: timeLimit, signIn: provider.signIn(), begin: begin)
    }

    /// The provider's facts about a sender; what is known already where it offers none.
    func profile(of identity: IdentityKey) async throws(DeliveryFailure) -> EnvelopeSender {
        let provider = provider
        let unknown = EnvelopeSender(identity: identity, address: identity.value)
        guard provider.profile(of: identity, access: nil) != nil else { return unknown }
        var sender = try await ask { provider.profile(of: identity, access: $0) ?? .done(unknown) }
        sender.name = sender.name.map { OneLine.text($0) }
        return sender
    }

    /// The bytes of an attachment.
    func attachment(_ handle: String, maximumBytes: Int64) async throws(DeliveryFailure) -> [UInt8] {
        let provider = provider
        let limit = Int(clamping: max(0, maximumBytes))
        let missing = DeliveryFailure(.never, reason: Wording("The provider has no such file.", "服务商没有此文件。"))
        let octets = try await ask { provider.attachment(handle, maximumBytes: limit, access: $0) ?? .failed(missing) }
        guard octets.count <= limit else {
            throw DeliveryFailure(
                .never,
                reason: Wording("The file is larger than the channel takes.", "文件超出了此渠道的大小限制。")
            )
        }
        return octets
    }

    /// Asks something harmless.
    func checkHealth() async -> HealthCheck {
        let provider = provider
        let nothing = Wording(
            "The provider has nothing harmless to ask; the settings are in order.",
            "服务商没有可供测试的无害请求；设置无误。"
        )
        do throws(DeliveryFailure) {
            let found = try await ask(timeLimit: .seconds(20)) { provider.health(access: $0) ?? .done(nothing) }
            return HealthCheck(isHealthy: true, findings: [found.map { redaction.line($0, maximum: 500) }])
        } catch {
            return HealthCheck(isHealthy: false, findings: [error.reason])
        }
    }
}
