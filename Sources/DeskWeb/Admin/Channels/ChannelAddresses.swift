import ChannelKit
import MessageRouting

/// The addresses of a channel that others have to know.
struct ChannelAddresses {
    /// One that its provider calls.
    struct Webhook {
        let address: String
        let purpose: WebhookPlace.Purpose
    }

    /// What its provider calls; empty when it has no webhook.
    let webhooks: [Webhook]
    /// Where customers find its page; nil when it has none.
    let page: String?

    /// The addresses of a channel on a desk that is reached there.
    init(of channel: ActiveChannel, publicURL: String) {
        let base = "\(publicURL)/channels/\(channel.id.rawValue)"
        let receiver = channel.abilities.intake.contains(.webhook) ? channel.adapter as? any WebhookReceiving : nil
        webhooks = (receiver?.webhookPlaces ?? []).map {
            Webhook(address: "\(base)/\($0.path)", purpose: $0.purpose)
        }
        page = (channel.adapter as? any PageServing).map { "\(base)/\($0.publicPage)" }
    }
}
