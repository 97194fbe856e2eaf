/// An adapter whose webhook can be tried on a request without a channel, for `tributary probe`.
public protocol WebhookRehearsing: WebhookReceiving {
    /// Judges and reads a request, storing and sending nothing.
    ///
    /// - Parameters:
    ///   - request: the request; its path is the part below `/channels/{id}/`.
    ///   - settings: the settings at hand; those that only sending needs may be absent.
    ///   - signedURL: the address that was signed, for providers that sign it.
    ///   - now: the time that ages are judged by; nil judges none.
    ///   - proof: whether the request must prove where it comes from.
    /// - Returns: what would be answered, and what would be made of it.
    /// - Throws: ``SettingProblem`` when the settings do not make a channel.
    static func rehearse(
        _ request: WebRequest,
        settings: ChannelSettings,
        signedURL: String,
        now: Timestamp?,
        proof: WebhookProof
    ) throws -> WebhookRehearsal
}

/// Whether a rehearsed request must prove where it comes from.
public enum WebhookProof: Sendable, Hashable {
    /// As in earnest.
    case required
    /// Believed without proof, to see what would be read.
    case waived
}

/// What a rehearsed request comes to.
public struct WebhookRehearsal: Sendable {
    /// Whether the request is authentic.
    public var isAccepted: Bool
    /// What would be answered.
    public var answer: WebAnswer
    /// What would be made of it, in order; empty when it is refused.
    public var envelopes: [InboundEnvelope]

    /// Creates a result.
    public init(isAccepted: Bool, answer: WebAnswer, envelopes: [InboundEnvelope]) {
        self.isAccepted = isAccepted
        self.answer = answer
        self.envelopes = envelopes
    }
}
