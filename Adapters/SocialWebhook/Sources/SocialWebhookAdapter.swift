public import ChannelKit
public import ProviderKit

/// Conversations on social networks and by SMS, one provider a channel.
public struct SocialWebhookAdapter: ProviderHosting, Listening, Pulling {
    /// The octets of `adapter.yml`.
    public static var manifestSource: [UInt8] { PackageResources.adapter_yml }

    /// The providers, in the order of the documentation.
    public static let providers: [any MessageProvider.Type] = [
        WhatsApp.self, WeChat.self, Twilio.self, Messenger.self, Instagram.self, X.self, Mastodon.self,
    ]

    /// The machinery around the channel's provider.
    public let channel: ProviderChannel

    /// Wraps a channel.
    public init(channel: ProviderChannel) { self.channel = channel }
}
