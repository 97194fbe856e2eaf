public import ChannelKit
public import ProviderKit

/// Chat services that call a webhook or are asked for what is new: one provider a file.
public struct ChatWebhookAdapter: ProviderHosting, Listening, Pulling {
    /// The octets of `adapter.yml`.
    public static var manifestSource: [UInt8] { PackageResources.adapter_yml }

    /// The providers, in the order they are shown.
    public static let providers: [any MessageProvider.Type] = [
        Generic.self,
        Telegram.self,
        Slack.self,
        Matrix.self,
        Feishu.self,
        WeCom.self,
        Line.self,
        Discord.self,
        DingTalk.self,
        Mattermost.self,
        RocketChat.self,
        Teams.self,
    ]

    /// The channel, with its provider chosen.
    public let channel: ProviderChannel

    /// Wraps a channel.
    public init(channel: ProviderChannel) { self.channel = channel }
}
