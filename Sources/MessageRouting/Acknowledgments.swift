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
        guard try reads.automaticReplies(to: target, since: dayAgo, ticket: ticket.id).total == 0 else { return nil }
        if let identity = try reads.identity(target), identity.undeliverableSince != nil { return nil }
        let id: MessageID = ids.next(at: item.receivedAt)
        let brand = try reads.brandName()
        let words = Words(
            language: item.envelope.language,
            desk: brand.isEmpty ? deskName : brand,
            number: ticket.number
        )
        let outbound = OutboundReply(
            key: "\(id)",
            purpose: .acknowledgment,
            ticketNumber: ticket.number,
            subject: words.subject,
            text: words.text,
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
            text: words.text,
            messageID: parts.first?.externalID?.rawValue,
            at: item.receivedAt
        )
        return PlannedReply(reply: reply, leg: leg, parts: parts, notBefore: item.receivedAt)
    }

    /// The words in the sender's language.
    private struct Words {
        let subject: String
        let text: String

        init(language: String?, desk: String, number: Int) {
            if language?.lowercased().hasPrefix("zh") == true {
                subject = "我们已收到您的来信"
                text = "您好！\n\n我们已收到您的来信，工单编号为 \(number)，会尽快回复您。\n直接回复此邮件即可补充信息。\n\n\(desk)"
            } else {
                subject = "We have received your message"
                text = """
                    Hello,

                    we have received your message; its number is \(number). We will answer as soon as we can.
                    To add anything, just reply to this mail.

                    \(desk)
                    """
            }
        }
    }
}
