import ChannelKit
import DeskModel
import MessageRouting
import Testing
import TicketStorage

/// What agents are told of a leg before they write.
struct LegOutlookTests {
    private static let now = Timestamp(seconds: 1_800_000_000)
    private static let template = ReplyTemplate(
        name: "ready",
        language: "en_US",
        placeholders: [
            ReplyTemplate.Placeholder(name: "name", filling: .recipient),
            ReplyTemplate.Placeholder(name: "shelf", filling: .value),
        ],
        text: "Hello {{1}}, shelf {{2}}."
    )

    private func leg(openFor seconds: Int64?, audience: String? = nil) -> Leg {
        let target = IdentityKey(kind: .phone, value: "+12125550101")
        return Leg(
            id: LegID(rawValue: 1),
            ticket: TicketID(rawValue: 1),
            channel: ChannelID(rawValue: "chat"),
            route: ReplyRoute(
                target: target,
                address: target.value,
                openUntil: seconds.map { Self.now.advanced(by: .seconds($0)) },
                audience: audience
            ),
            recipientName: "Ada",
            lastInboundAt: Self.now.advanced(by: .seconds(-600))
        )
    }

    private func outlook(
        _ leg: Leg,
        _ entries: [ThreadEntry] = [],
        late: LateReply = .nothing,
        quota: Int? = nil
    )
        -> LegOutlook
    {
        let abilities = AdapterAbilities(
            replies: true,
            replyWindow: .seconds(86_400),
            replyQuota: quota,
            lateReply: late
        )
        return LegOutlook(leg, entries: entries, abilities: abilities, now: Self.now)
    }

    @Test func `an open window says until when, and one that never closes says nothing`() {
        #expect(outlook(leg(openFor: nil)).way == .free(until: nil))
        #expect(outlook(leg(openFor: 60)).way == .free(until: Self.now.advanced(by: .seconds(60))))
    }

    @Test func `a closed window leaves what the channel has for it`() {
        let closed = leg(openFor: -60)
        #expect(outlook(closed).way == .closed(since: Self.now.advanced(by: .seconds(-60))))
        #expect(!outlook(closed).isPossible)
        #expect(outlook(closed, late: .templates([])).way == .closed(since: Self.now.advanced(by: .seconds(-60))))
        let template = outlook(closed, late: .templates([Self.template]))
        #expect(template.way == .templates && template.isPossible && !template.takesWords)
        let week = Duration.seconds(7 * 86_400)
        #expect(
            outlook(closed, late: .marked(within: week)).way
                == .marked(until: Self.now.advanced(by: .seconds(6 * 86_400 - 60)))
        )
        #expect(!outlook(leg(openFor: -7 * 86_400), late: .marked(within: week)).isPossible)
    }

    @Test func `a channel that is switched off is no way`() {
        #expect(LegOutlook(leg(openFor: nil), entries: [], abilities: nil, now: Self.now).way == .impossible)
    }

    @Test func `replies since the customer last wrote count against the quota`() {
        let leg = leg(openFor: 60)
        let entries = [(-700, DeliveryState.sent), (-500, .sent), (-400, .failed), (-300, .queued)].map {
            seconds,
            state in
            sent(on: leg, at: Int64(seconds), state)
        }
        let quota = outlook(leg, entries, quota: 5).quota
        #expect(quota?.left == 3 && quota?.total == 5)
        #expect(outlook(leg, entries).quota == nil)
    }

    @Test func `a room is named, and a template is shown filled in`() {
        #expect(outlook(leg(openFor: nil, audience: "Weavers")).audience == "Weavers")
        #expect(Self.template.filled(with: ["Ada", "7"]) == "Hello Ada, shelf 7.")
        #expect(Self.template.filled(with: ["{{2}}", "7"]) == "Hello {{2}}, shelf 7.")
        #expect(Self.template.filled(with: ["Ada"]) == "Hello Ada, shelf {{2}}.")
    }

    private func sent(on leg: Leg, at seconds: Int64, _ state: DeliveryState) -> ThreadEntry {
        let time = Self.now.advanced(by: .seconds(seconds))
        let reply = Reply(
            id: MessageID(rawValue: seconds + 10_000),
            ticket: leg.ticket,
            purpose: .reply,
            author: .operator,
            leg: leg.id,
            channel: leg.channel,
            text: "hello",
            at: time
        )
        let delivery = Delivery(
            id: DeliveryID(rawValue: seconds + 20_000),
            reply: reply.id,
            ticket: leg.ticket,
            leg: leg.id,
            channel: leg.channel,
            part: OutboundPart(index: 0, destinations: [], mediaType: "text/plain", body: []),
            state: state,
            notBefore: time,
            createdAt: time
        )
        return .reply(reply, [DeliveryRecord(delivery: delivery, attempts: [])])
    }
}
