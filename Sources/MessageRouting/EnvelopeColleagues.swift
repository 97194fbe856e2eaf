import ChannelKit
import DeskModel
import MessageThreading
import TicketStorage

extension EnvelopeRouting {
    /// Whether an envelope's sender is of the desk, and how that is known.
    enum Standing {
        /// A customer, as far as anybody knows.
        case customer
        /// Somebody of the desk: the provider says so, or it is proven that an agent's address sent it.
        case colleague(why: Evidence)
        /// Somebody who writes from an agent's address without proof: no request of a customer's either.
        case claimsToBeColleague
    }

    /// Who the sender is to the desk.
    func standing(of sender: EnvelopeSender, _ reads: any RoutingReads) throws -> Standing {
        if sender.standing == .colleague { return .colleague(why: .colleague) }
        guard let key = sender.identity, try reads.isAgent(key) else { return .customer }
        if sender.authenticity.isVerified { return .colleague(why: .agentsAddress) }
        return .claimsToBeColleague
    }

    /// Decides about somebody of the desk: their words join the ticket they speak of, as a colleague's, and change nothing.
    ///
    /// They never become a requester: what belongs to no ticket waits for a look where it was written to the desk itself, and is
    /// passed over in a room, where people of one company talk about all sorts of things.
    func colleague(_ item: RoutingItem, why: Evidence, _ reads: any RoutingReads) throws -> RoutingDecision {
        let known = try item.envelope.sender.identity.flatMap { try reads.identity($0) }
        let person = try known.flatMap { try reads.contact($0.contact)?.person }
        let context = ThreadingContext(
            channel: item.channel,
            person: person ?? ids.next(at: item.receivedAt),
            senderIsShared: true,
            unifyWindow: .zero,
            receivedAt: item.receivedAt
        )
        let place = try threading.decide(item.envelope, context, reads)
        guard case .join(let candidate) = place.placement else {
            if let forwarded = try forwarded(item, why: why, reads) { return forwarded }
            return apart(item, DecisionTrace(rule: "colleague", evidence: [why, .noTicket]))
        }
        let trace = DecisionTrace(
            rule: place.trace.rule,
            evidence: [why, .colleaguesWords] + place.trace.evidence
        )
        var message = InboundMessage(
            item,
            id: ids.next(at: item.receivedAt),
            ticket: candidate.ticket.id,
            sender: nil,
            contact: candidate.ticket.contact,
            leg: nil,
            trace
        )
        message.isColleague = true
        let event = TicketEvent(
            id: ids.next(at: item.receivedAt),
            ticket: candidate.ticket.id,
            actor: .system("colleague"),
            kind: .recorded,
            to: message.id.description,
            at: item.receivedAt
        )
        return RoutingDecision(placement: .append(message, status: nil), trace: trace, events: [event])
    }

    private func apart(_ item: RoutingItem, _ trace: DecisionTrace) -> RoutingDecision {
        guard item.envelope.replyRoute.audience == nil else { return RoutingDecision(placement: .ignore, trace: trace) }
        return RoutingDecision(placement: .quarantine(reason: .colleaguesMail), trace: trace)
    }

    /// A new matter from an agent's address that nothing proves; nil when it belongs to a ticket.
    func unprovenColleague(_ decision: RoutingDecision) -> RoutingDecision? {
        guard case .open = decision.placement else { return nil }
        return RoutingDecision(
            placement: .quarantine(reason: .unprovenAgent),
            trace: DecisionTrace(rule: "claims-colleague", evidence: decision.trace.evidence)
        )
    }
}
