import ChannelKit
import DeskModel
import MessageThreading
import TicketStorage

/// Plans the automatic "we have it": at most one for a sender a day, never to a machine, and without any of the
/// sender's own words, so that nobody can have us send theirs to somebody else.
struct Acknowledgments: Sendable {
    let directory: ChannelDirectory
    let tokens: ReplyTokens
    let ids: RecordIDSource
    let deskName: String
    let words: AcknowledgmentWords
    let randomToken: @Sendable () -> String

    /// The acknowledgment of a new ticket, or nil when there is to be none.
    func plan(
        for ticket: Ticket,
        _ message: InboundMessage,
        _ leg: Leg?,
        _ item: RoutingItem,
        _ reads: any RoutingReads
    ) throws -> PlannedReply? {
        guard directory[item.channel]?.acknowledges == true, let leg, let target = leg.route.target,
            let adapter = directory[leg.channel]?.adapter as? any ReplyDelivering
        else { return nil }
        let dayAgo = Timestamp(rawValue: item.receivedAt.rawValue - 86_400_000)
        guard try reads.automaticReplies(to: target, since: dayAgo) == 0 else { return nil }
        if let identity = try reads.identity(target), identity.undeliverableSince != nil { return nil }
        let id: MessageID = ids.next(at: item.receivedAt)
        let brand = try reads.brandName()
        let words = words.text(
            language: item.envelope.language,
            desk: brand.isEmpty ? deskName : brand,
            number: ticket.number,
            at: item.receivedAt
        )
        let outbound = OutboundReply(
            key: "\(id)",
            purpose: .acknowledgment,
            ticketNumber: ticket.number,
            subject: words.subject,
            text: words.body,
            route: leg.route,
            recipientName: leg.recipientName,
            threading: OutboundThreading(
                messageToken: randomToken(),
                date: item.receivedAt,
                parentID: message.messageID,
                ancestorIDs: message.messageID.map { [$0] } ?? [],
                replyToken: tokens.token(ticketNumber: ticket.number, channel: leg.channel),
                conversationKey: message.conversationKey
            ),
            language: item.envelope.language
        )
        guard let parts = try? adapter.plan(outbound) else { return nil }
        let reply = Reply(
            id: id,
            ticket: ticket.id,
            purpose: .acknowledgment,
            author: .system("acknowledgment"),
            leg: leg.id,
            channel: leg.channel,
            text: words.body,
            messageID: parts.first?.externalID?.rawValue,
            at: item.receivedAt
        )
        return PlannedReply(reply: reply, leg: leg, parts: parts, notBefore: item.receivedAt)
    }
}
