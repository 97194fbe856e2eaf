import ChannelKit
import DeskModel
import MessageRouting
import TicketStorage

/// The mail, or message, that carries a sign-in link.
struct SignInLetter: Sendable {
    /// How long a link works.
    static let life: Duration = .seconds(20 * 60)

    let deskName: String
    let link: String
    let words: Words

    var subject: String { words.say("Your sign-in link for \(deskName)", "\(deskName) 登录链接") }

    var text: String {
        words.say(
            """
            Hello,

            open this link to see your requests at \(deskName):

            \(link)

            It works once, within 20 minutes. If you did not ask for it, you need not do anything: nobody can sign in
            without it. Please do not pass it on.

            \(deskName)
            """,
            """
            您好！

            请打开以下链接查看您在 \(deskName) 的请求：

            \(link)

            该链接仅可使用一次，20 分钟内有效。如果不是您本人申请的，请忽略此消息，他人没有此链接无法登录。请勿转发。

            \(deskName)
            """
        )
    }

    /// The letter as a notice on its way, which belongs to no ticket.
    func notice(by way: SignInWay, token: String, at now: Timestamp) -> OutboundReply {
        OutboundReply(
            key: token,
            purpose: .notice,
            ticketNumber: 0,
            subject: subject,
            text: text,
            route: way.route,
            recipientName: nil,
            threading: OutboundThreading(
                messageToken: token,
                date: now,
                parentID: nil,
                ancestorIDs: [],
                replyToken: "",
                conversationKey: way.route.conversationKey
            ),
            language: words.language.rawValue
        )
    }
}

/// The channel and address by which a link reaches an identity, and nobody but whoever reads there.
struct SignInWay: Sendable {
    let channel: ActiveChannel
    let adapter: any ReplyDelivering
    let route: ReplyRoute

    /// The way by a leg; nil when its channel is off or sends nothing.
    init?(_ leg: Leg, in directory: ChannelDirectory) {
        guard leg.route.target != nil, let channel = directory[leg.channel],
            let adapter = channel.adapter as? any ReplyDelivering
        else { return nil }
        self.channel = channel
        self.adapter = adapter
        route = leg.route
    }

    /// The way on a customer's own request: to a mail address by the channel it was last written to, else by the first one that
    /// sends mail; to a telephone number by the leg it wrote on.
    ///
    /// Conversations may have other readers, so only an agent sends a link there.
    init?(_ target: SignInTarget, in directory: ChannelDirectory) {
        guard target.identity.key.kind != .handle else { return nil }
        if let leg = target.leg, let way = SignInWay(leg, in: directory) {
            self = way
            return
        }
        guard target.identity.key.kind == .email, let channel = Self.mailChannel(in: directory),
            let adapter = channel.adapter as? any ReplyDelivering
        else { return nil }
        self.channel = channel
        self.adapter = adapter
        route = ReplyRoute(channel: channel.id, target: target.identity.key, address: target.identity.address)
    }

    /// The first channel that can write to any mail address: its messages name those they answer.
    static func mailChannel(in directory: ChannelDirectory) -> ActiveChannel? {
        directory.all.first { $0.abilities.replies && $0.abilities.threading == .references }
    }
}
