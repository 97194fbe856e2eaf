import ChannelKit

/// Reads journaled payloads of a provider: pure, and nothing a stranger writes makes it trap or grow.
struct ProviderReading: Sendable {
    let provider: any MessageProvider

    /// The envelopes of an arrival.
    ///
    /// - Throws: `UnreadableArrival` when nothing can be made of it.
    func envelopes(of arrival: RawArrival) throws(UnreadableArrival) -> [InboundEnvelope] {
        guard arrival.body.count <= ProviderChannel.mostCallBytes else {
            throw UnreadableArrival("The call is longer than any that is read.")
        }
        let traits = type(of: provider).traits
        let normalization = EventNormalization(replies: traits.replies, replyWindow: traits.replyWindow)
        do throws(UnreadableArrival) {
            return try normalization.envelopes(of: provider.events(in: arrival), in: arrival)
        } catch {
            throw UnreadableArrival(OneLine.text(error.reason, maximumBytes: 1000))
        }
    }
}
