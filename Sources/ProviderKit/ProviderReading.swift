import ChannelKit

/// Reads journaled payloads of a provider: pure, and nothing a stranger writes makes it trap or grow.
struct ProviderReading: Sendable {
    let provider: any MessageProvider
    let colleagues: Set<String>

    /// Reads what a provider sends to a channel; the settings name the colleagues among those who write.
    init(provider: any MessageProvider, settings: ChannelSettings) {
        self.provider = provider
        colleagues = Set(settings.texts("colleagues"))
    }

    /// The envelopes of an arrival.
    ///
    /// - Throws: `UnreadableArrival` when nothing can be made of it.
    func envelopes(of arrival: RawArrival) throws(UnreadableArrival) -> [InboundEnvelope] {
        guard arrival.body.count <= ProviderChannel.mostCallBytes else {
            throw UnreadableArrival("The call is longer than any that is read.", "调用超过可读取的长度。")
        }
        let traits = provider.traits
        let normalization = EventNormalization(
            replies: traits.replies,
            colleagues: colleagues,
            replyWindow: traits.replyWindow
        )
        do throws(UnreadableArrival) {
            return try normalization.envelopes(of: provider.events(in: arrival), in: arrival)
        } catch {
            throw UnreadableArrival(error.reason.map { OneLine.text($0, maximumBytes: 1000) })
        }
    }
}
