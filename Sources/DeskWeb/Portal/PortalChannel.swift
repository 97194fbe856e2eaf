public import ChannelKit
public import MessageRouting

/// The built-in channel by which customers write in the portal.
///
/// What is written there goes the way of every message: journaled as an arrival, normalized by ``PortalAdapter``, and routed.
/// The channel is put among the channels in force beside the configured ones; nothing is ever sent by it.
public struct PortalChannel: Sendable {
    /// The channel's name, which no configured channel may have.
    public static let id = ChannelID(rawValue: "portal")

    /// The signed token that leads a message to a ticket.
    let replyToken: @Sendable (_ ticketNumber: Int) -> String

    /// Creates the channel.
    ///
    /// - Parameter replyToken: makes the installation's reply token of a ticket on the channel ``id``.
    public init(replyToken: @escaping @Sendable (_ ticketNumber: Int) -> String) { self.replyToken = replyToken }

    /// The channel as one of those in force.
    ///
    /// A message from the portal names its request, or is a form that opens one, so nothing is unified or acknowledged.
    public static var active: ActiveChannel {
        ActiveChannel(
            id: id,
            adapter: PortalAdapter(),
            abilities: AdapterAbilities(intake: [.page], inboundAttachmentBytes: 25 << 20),
            unifyWindow: .zero,
            acknowledges: false,
            settingsVersion: "1"
        )
    }
}
