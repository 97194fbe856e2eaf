import ChannelKit
import ProviderKit

/// Messenger, and the comments on a page's posts.
struct Messenger: MessageProvider {
    static let name = "messenger"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 2000, unit: .utf16),
        replyWindow: .seconds(24 * 3600),
        outboundAttachmentBytes: 16 << 20,
        threading: .conversation,
        receipts: [.delivered],
        defaultBaseURL: "https://graph.facebook.com"
    )

    private let platform: MetaPlatform
    private let messaging: MetaMessaging
    private let sending: MetaSending

    static func check(_ settings: ChannelSettings) throws(SettingProblem) { try MetaPlatform.check(settings) }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        platform = try MetaPlatform(settings, ownBaseURL: "https://graph.facebook.com")
        let mark = "tributary:\(channel)"
        messaging = MetaMessaging(
            network: .messenger,
            accountID: settings.text("account_id"),
            appID: settings.text("app_id"),
            mark: mark
        )
        sending = MetaSending(
            platform: platform,
            network: .messenger,
            mark: mark,
            marksAgents: settings.flag("human_agent")
        )
    }

    /// With the permission Human Agent people may answer for seven days.
    var traits: ProviderTraits {
        var traits = Self.traits
        if sending.marksAgents { traits.lateReply = .marked(within: .seconds(7 * 24 * 3600)) }
        return traits
    }

    var hosts: [String] { MetaMessaging.mediaHosts }

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict { platform.judge(call) }

    func unwrap(_ call: WebRequest) -> CallVerdict { platform.unwrap(call) }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        messaging.events(in: try platform.document(arrival))
    }

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        try sending.plan(reply, Self.traits)
    }

    func delivery(
        of part: OutboundPart,
        _ context: DeliveryContext,
        access: AccessToken?
    ) -> Exchange<DeliveryReceipt> {
        sending.delivery(of: part)
    }

    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        sending.profile(of: identity, fields: "first_name,last_name")
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        sending.attachment(handle, maximumBytes: maximumBytes)
    }

    func health(access: AccessToken?) -> Exchange<Wording>? { sending.health() }
}
