import ChannelKit
import ProviderKit

/// Instagram: direct messages, and the comments on an account's media.
struct Instagram: MessageProvider {
    static let name = "instagram"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 1000, unit: .bytes),
        replyWindow: .seconds(24 * 3600),
        threading: .conversation,
        receipts: [.read],
        defaultBaseURL: "https://graph.instagram.com"
    )

    private let platform: MetaPlatform
    private let messaging: MetaMessaging
    private let sending: MetaSending

    static func check(_ settings: ChannelSettings) throws(SettingProblem) { try MetaPlatform.check(settings) }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        platform = try MetaPlatform(settings, ownBaseURL: "https://graph.instagram.com")
        let mark = "tributary:\(channel)"
        messaging = MetaMessaging(
            network: .instagram,
            accountID: settings.text("account_id"),
            appID: settings.text("app_id"),
            mark: mark
        )
        sending = MetaSending(
            platform: platform,
            network: .instagram,
            mark: nil,
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
        sending.profile(of: identity, fields: "name,username")
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        sending.attachment(handle, maximumBytes: maximumBytes)
    }

    func health(access: AccessToken?) -> Exchange<Wording>? { sending.health() }
}
