import ChannelKit
import DeskModel
import TicketStorage

/// A decider that is just clever enough: the sender's address is the contact, a known parent id is the ticket.
struct SimpleDecider: Sendable {
    let ids: RecordIDSource

    func decide(_ item: RoutingItem, _ reads: any RoutingReads) throws -> RoutingDecision {
        let now = item.receivedAt
        let envelope = item.envelope
        guard let key = envelope.sender.identity else {
            return RoutingDecision(placement: .ignore, trace: DecisionTrace(rule: "nobody"))
        }
        var decision = RoutingDecision(placement: .ignore, trace: DecisionTrace(rule: "new-matter"))
        let identity: Identity
        if let known = try reads.identity(key) {
            identity = known
        } else {
            let contact = Contact(id: ids.next(at: now), name: envelope.sender.name ?? "", createdAt: now)
            identity = Identity(
                id: ids.next(at: now),
                key: key,
                address: envelope.sender.address,
                contact: contact.id,
                isVerified: envelope.sender.authenticity.isVerified,
                createdAt: now
            )
            decision.newContact = contact
            decision.newIdentities = [identity]
        }
        let parents = envelope.threading.parentIDs
        let known = try reads.messages(known: parents).first
        var ticket: CandidateTicket?
        if let known {
            ticket = try reads.ticket(known.ticket)
            decision.trace = DecisionTrace(rule: "reference", evidence: [.reference(.answers, known.origin, ticket: 1)])
        } else if let conversation = envelope.threading.conversationKey {
            ticket = try reads.ticket(channel: item.channel, conversation: conversation)
        }
        let new = Ticket(
            id: ids.next(at: now),
            number: try reads.nextTicketNumber(),
            subject: envelope.subject ?? "",
            contact: identity.contact,
            channel: item.channel,
            createdAt: now
        )
        let target = ticket?.ticket ?? new
        var leg = Leg(
            id: ids.next(at: now),
            ticket: target.id,
            channel: item.channel,
            route: envelope.replyRoute,
            recipientName: envelope.sender.name ?? "",
            lastInboundAt: now
        )
        if let route = envelope.replyRoute.target,
            let known = try reads.leg(
                ticket: target.id,
                channel: item.channel,
                target: route,
                conversation: envelope.replyRoute.conversationKey
            )
        {
            leg = known
            leg.lastInboundAt = now
        }
        decision.leg = leg
        let message = InboundMessage(
            id: ids.next(at: now),
            ticket: target.id,
            channel: item.channel,
            externalID: envelope.externalID,
            arrival: item.arrival,
            sender: identity.id,
            contact: identity.contact,
            senderName: envelope.sender.name ?? "",
            senderAddress: envelope.sender.address,
            authenticity: envelope.sender.authenticity,
            recipients: envelope.recipients,
            subject: envelope.subject,
            text: envelope.text,
            newText: envelope.newText,
            quotedText: envelope.quotedText,
            html: envelope.html,
            attachments: item.attachments,
            fields: envelope.fields,
            automatic: envelope.automatic,
            leg: leg.id,
            messageID: envelope.threading.messageID,
            mentionedIDs: parents + envelope.threading.ancestorIDs,
            decision: decision.trace,
            warnings: envelope.warnings,
            occurredAt: envelope.occurredAt,
            at: now
        )
        if let ticket {
            let status = ticket.ticket.status.afterCustomerMessage
            decision.placement = .append(message, status: status == ticket.ticket.status ? nil : status)
        } else {
            decision.placement = .open(new, message)
        }
        let kind: TicketEvent.Kind = ticket == nil ? .opened : .message
        decision.events = [
            TicketEvent(
                id: ids.next(at: now),
                ticket: target.id,
                actor: .contact(identity.contact),
                kind: kind,
                to: message.id.description,
                at: now
            )
        ]
        return decision
    }
}
