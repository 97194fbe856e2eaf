import ChannelKit
import DeskModel
import TicketStorage

extension EnvelopeRouting {
    /// A decision about a customer's message that an agent forwards: its author becomes the requester, unproven, and what the
    /// agent wrote above it a note; nil when nothing is forwarded.
    ///
    /// It is asked only once the mail is proven to be an agent's. No acknowledgment is sent: the address stands in the text of
    /// a mail, and its owner may not know this desk at all.
    func forwarded(_ item: RoutingItem, why: Evidence, _ reads: any RoutingReads) throws -> RoutingDecision? {
        let envelope = item.envelope
        guard envelope.sender.authenticity.isVerified, let original = envelope.forwarded,
            let agent = try envelope.sender.identity.flatMap({ try reads.agent($0) }),
            let author = original.sender.identity, try !reads.isAgent(author)
        else { return nil }
        if let blocked = try blocked(original.sender, reads) { return blocked }
        var decision = try words(Self.item(item, of: original), reads)
        decision.acknowledgment = nil
        guard let message = decision.placement.message else { return decision }
        let forward = Evidence.forwarded(author: original.sender.address)
        decision.trace.evidence = [why, forward] + decision.trace.evidence
        if case .open(let ticket, var message) = decision.placement {
            message.decision = DecisionTrace(rule: "forwarded", evidence: decision.trace.evidence)
            decision.trace.rule = "forwarded"
            decision.placement = .open(ticket, message)
        }
        let comment = original.comment.prefix(ReplyWriter.maximumTextBytes / 4)
        if comment.contains(where: { !$0.isWhitespace }) {
            decision.notes = [
                Note(
                    id: ids.next(at: item.receivedAt),
                    ticket: message.ticket,
                    author: .agent(agent),
                    text: String(comment),
                    at: item.receivedAt
                )
            ]
        }
        return decision
    }

    /// The item as if the original's author had sent it.
    ///
    /// The markup is left out, for the agent's own words stand in it.
    private static func item(_ item: RoutingItem, of original: ForwardedOriginal) -> RoutingItem {
        var item = item
        item.envelope.sender = original.sender
        item.envelope.subject = original.subject
        item.envelope.text = original.text
        item.envelope.newText = original.newText
        item.envelope.quotedText = original.quotedText
        item.envelope.html = nil
        item.envelope.replyRoute = ReplyRoute(
            channel: item.envelope.replyRoute.channel,
            target: original.sender.identity,
            address: original.sender.address
        )
        // Whom the agent wrote to has nothing to do with the customer's copies.
        for index in item.envelope.recipients.indices { item.envelope.recipients[index].role = .envelope }
        item.envelope.threading.conversationKey = nil
        item.envelope.threading.subjectNumber = nil
        return item
    }
}
