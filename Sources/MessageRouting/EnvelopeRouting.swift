import ChannelKit
import DeskModel
import IdentityResolution
import MessageThreading
import TicketStorage

/// Decides everything about one envelope: whose it is, where it belongs, what changes.
///
/// Pure but for the ids it draws.
struct EnvelopeRouting: Sendable {
    let directory: ChannelDirectory
    let threading: MessageThreading
    let staffTokens: StaffTokens?
    let acknowledgments: Acknowledgments
    let ids: RecordIDSource

    /// Decides about one item; run on the writer, perhaps more than once.
    func decide(_ item: RoutingItem, _ reads: any RoutingReads) throws -> RoutingDecision {
        let envelope = item.envelope
        switch envelope.kind {
        case .message, .call: break
        case .edit where envelope.automatic == nil, .delete where envelope.automatic == nil:
            if !item.isReleased, let blocked = try blocked(envelope.sender, reads) { return blocked }
            return try change(item, reads)
        case .edit, .delete, .receipt, .reaction, .system:
            return try newsOnly(item, reads, rule: "not-words", .noWords(envelope.kind))
        }
        if let copy = try copy(item, reads) { return copy }
        let isReleasedBulk = item.isReleased && envelope.automatic == .bulk
        if let origin = envelope.automatic, !isReleasedBulk { return try automatic(item, origin, reads) }
        if let answer = try staffAnswer(item, reads) { return answer }
        guard !item.isReleased else { return try words(item, reads) }
        if let suspicion = envelope.suspicion {
            return RoutingDecision(
                placement: .quarantine(reason: .wording(suspicion)),
                trace: DecisionTrace(rule: "suspicious")
            )
        }
        if let blocked = try blocked(envelope.sender, reads) { return blocked }
        switch try standing(of: envelope.sender, reads) {
        case .customer: return try words(item, reads)
        case .colleague(let why): return try colleague(item, why: why, reads)
        case .claimsToBeColleague:
            let decision = try words(item, reads)
            return unprovenColleague(decision) ?? decision
        }
    }

    // MARK: Somebody's words

    func words(_ item: RoutingItem, _ reads: any RoutingReads) throws -> RoutingDecision {
        let envelope = item.envelope
        let whose = try IdentityResolution.decide(
            envelope.sender,
            IdentityContext(now: item.receivedAt, ids: ids),
            reads
        )
        let place = try threading.decide(
            envelope,
            ThreadingContext(
                channel: item.channel,
                person: whose.contact.person,
                senderIsShared: whose.identity?.isShared ?? true,
                unifyWindow: directory[item.channel]?.unifyWindow ?? .zero,
                receivedAt: item.receivedAt
            ),
            reads
        )
        let trace = DecisionTrace(rule: place.trace.rule, evidence: whose.trace.evidence + place.trace.evidence)
        var decision =
            switch place.placement {
            case .join(let candidate): try append(item, to: candidate.ticket, whose, trace, reads)
            case .newMatter(let followUpOf): try open(item, whose, followUpOf: followUpOf, trace, reads)
            }
        decision.newContact = whose.isNewContact ? whose.contact : nil
        decision.newIdentities = whose.newIdentities
        decision.verifiedIdentities = whose.verifiedIdentities
        decision.contactName = whose.betterName
        decision.evidence = whose.evidence
        decision.merges = whose.merges
        decision.suggestions = suggestions(whose, place, decision, at: item.receivedAt)
        return try withTasks(try withEarlyChanges(decision, item, reads), item, reads)
    }

    private func append(
        _ item: RoutingItem,
        to ticket: Ticket,
        _ whose: IdentityDecision,
        _ trace: DecisionTrace,
        _ reads: any RoutingReads
    ) throws -> RoutingDecision {
        let leg = try knownLeg(item, ticket.id, reads) ?? newLeg(item, ticket.id)
        let message = message(item, in: ticket.id, whose.identity?.id, whose.contact.id, leg?.id, trace)
        let isWork = item.envelope.followUp.isWork
        let status = isWork ? ticket.status.afterCustomerMessage : nil
        let actor = Actor.contact(whose.contact.id)
        let kind: TicketEvent.Kind = isWork ? .message : .recorded
        var events = [event(ticket.id, actor, kind, to: message.id.description, at: item.receivedAt)]
        if let status, status != ticket.status {
            events.append(
                event(ticket.id, actor, .status, from: ticket.status.rawValue, to: status.rawValue, at: item.receivedAt)
            )
        }
        return RoutingDecision(
            placement: .append(message, status: status == ticket.status ? nil : status),
            trace: trace,
            leg: leg,
            events: events,
            sharedTeams: ticket.team == nil ? [] : try namedTeams(of: item, reads)
        )
    }

    private func open(
        _ item: RoutingItem,
        _ whose: IdentityDecision,
        followUpOf earlier: Ticket?,
        _ trace: DecisionTrace,
        _ reads: any RoutingReads
    ) throws -> RoutingDecision {
        let teams = try teams(of: item, reads)
        let ticket = Ticket(
            id: ids.next(at: item.receivedAt),
            number: try reads.nextTicketNumber(),
            subject: SubjectLine.subject(of: item.envelope),
            // What asks for nothing leaves nothing to do.
            status: item.envelope.followUp.isWork ? .new : .solved,
            contact: whose.contact.id,
            channel: item.channel,
            team: teams.first,
            createdAt: item.receivedAt
        )
        let leg = newLeg(item, ticket.id)
        let message = message(item, in: ticket.id, whose.identity?.id, whose.contact.id, leg?.id, trace)
        var events = [
            event(ticket.id, .contact(whose.contact.id), .opened, to: item.channel.rawValue, at: item.receivedAt)
        ]
        if ticket.status != .new {
            let (new, status) = (TicketStatus.new.rawValue, ticket.status.rawValue)
            events.append(event(ticket.id, .system("record"), .status, from: new, to: status, at: item.receivedAt))
        }
        if let team = ticket.team {
            events.append(event(ticket.id, .system("written-to"), .team, to: team.description, at: item.receivedAt))
        }
        let links = earlier.map { [TicketLink(from: $0.id, to: ticket.id, kind: .followUp)] } ?? []
        return RoutingDecision(
            placement: .open(ticket, message),
            trace: trace,
            leg: leg,
            events: events,
            links: links,
            acknowledgment: ticket.status == .new
                ? try acknowledgments.plan(for: ticket, message, leg, item, reads) : nil,
            sharedTeams: Array(teams.dropFirst())
        )
    }

    // MARK: An agent's words

    /// A mail that carries an agent's token is no customer's, whoever wrote it; nil when it carries none.
    private func staffAnswer(_ item: RoutingItem, _ reads: any RoutingReads) throws -> RoutingDecision? {
        guard let staffTokens else { return nil }
        let named = item.envelope.threading.recipientTokens.prefix(20).lazy
            .compactMap { staffTokens.named(in: $0, channel: item.channel) }.first
        guard let named, let ticket = try reads.ticket(number: named.ticketNumber)?.ticket else { return nil }
        let mail = StaffMail(
            arrival: item.arrival,
            envelope: item.index,
            ticket: ticket.id,
            number: ticket.number,
            agent: named.agent,
            sender: item.envelope.sender.identity?.value ?? item.envelope.sender.address,
            isProven: item.envelope.sender.authenticity.isVerified,
            text: String(item.envelope.newText.prefix(ReplyWriter.maximumTextBytes / 4)),
            attachments: item.attachments,
            at: item.receivedAt
        )
        return RoutingDecision(
            placement: .staff(mail),
            trace: DecisionTrace(rule: "staff-answer", evidence: [.noticeAddress])
        )
    }

    // MARK: A machine's words

    /// Automatic mail joins the thread it speaks of and changes nothing; it never opens or reopens a ticket.
    private func automatic(
        _ item: RoutingItem,
        _ origin: AutomaticOrigin,
        _ reads: any RoutingReads
    ) throws -> RoutingDecision {
        let news = try DeliveryNewsReading.updates(item.envelope.news, reads)
        guard origin != .ownEcho, let ticket = try automaticPlace(item, news, reads) else {
            let trace = DecisionTrace(rule: "automatic-\(origin.rawValue)", evidence: [.machinesWords(origin)])
            return RoutingDecision(
                placement: origin == .bulk ? .quarantine(reason: .bulkMail) : .ignore,
                trace: trace,
                deliveryNews: news.map(\.update),
                noticeNews: try DeliveryNewsReading.notices(item.envelope.news, reads)
            )
        }
        let trace = DecisionTrace(rule: "automatic-\(origin.rawValue)", evidence: [.machinesWordsShown(origin)])
        let sender = try item.envelope.sender.identity.flatMap { try reads.identity($0) }
        let message = message(item, in: ticket.id, sender?.id, sender?.contact ?? ticket.contact, nil, trace)
        let failed = news.contains { $0.update.state == .failed }
        let events =
            failed
            ? [event(ticket.id, .system("bounce"), .delivery, to: DeliveryState.failed.rawValue, at: item.receivedAt)]
            : []
        return RoutingDecision(
            placement: .append(message, status: nil),
            trace: trace,
            events: events,
            deliveryNews: news.map(\.update)
        )
    }

    private func automaticPlace(
        _ item: RoutingItem,
        _ news: [DeliveryNewsReading.Match],
        _ reads: any RoutingReads
    ) throws -> Ticket? {
        if let match = news.first { return try reads.ticket(match.ticket)?.ticket }
        var envelope = item.envelope
        envelope.threading.conversationKey = nil
        envelope.threading.subjectNumber = nil
        let person = try envelope.sender.identity.flatMap { try reads.identity($0) }
            .flatMap { try reads.contact($0.contact)?.person }
        let context = ThreadingContext(
            channel: item.channel,
            person: person ?? ids.next(at: item.receivedAt),
            senderIsShared: true,
            unifyWindow: .zero,
            receivedAt: item.receivedAt
        )
        guard case .join(let candidate) = try threading.decide(envelope, context, reads).placement else { return nil }
        return candidate.ticket
    }

    private func newsOnly(
        _ item: RoutingItem,
        _ reads: any RoutingReads,
        rule: String,
        _ why: Evidence
    ) throws -> RoutingDecision {
        RoutingDecision(
            placement: .ignore,
            trace: DecisionTrace(rule: rule, evidence: [why]),
            deliveryNews: try DeliveryNewsReading.updates(item.envelope.news, reads).map(\.update),
            noticeNews: try DeliveryNewsReading.notices(item.envelope.news, reads)
        )
    }

    // MARK: Parts

    /// The leg of a ticket that an envelope came by before, as the envelope leaves it.
    private func knownLeg(_ item: RoutingItem, _ ticket: TicketID, _ reads: any RoutingReads) throws -> Leg? {
        let route = item.envelope.replyRoute
        guard let target = route.target else { return nil }
        let known = try reads.leg(
            ticket: ticket,
            channel: route.channel ?? item.channel,
            target: target,
            conversation: route.conversationKey
        )
        guard var leg = known else { return nil }
        leg.route = route
        leg.lastInboundAt = item.receivedAt
        if let name = item.envelope.sender.name, !name.isEmpty { leg.recipientName = name }
        return leg
    }

    /// The leg by which an envelope can be answered; nil when it cannot.
    private func newLeg(_ item: RoutingItem, _ ticket: TicketID) -> Leg? {
        let route = item.envelope.replyRoute
        guard route.target != nil else { return nil }
        return Leg(
            id: ids.next(at: item.receivedAt),
            ticket: ticket,
            channel: route.channel ?? item.channel,
            route: route,
            recipientName: item.envelope.sender.name ?? "",
            lastInboundAt: item.receivedAt
        )
    }

    private func message(
        _ item: RoutingItem,
        in ticket: TicketID,
        _ sender: IdentityID?,
        _ contact: ContactID,
        _ leg: LegID?,
        _ trace: DecisionTrace
    ) -> InboundMessage {
        InboundMessage(
            item,
            id: ids.next(at: item.receivedAt),
            ticket: ticket,
            sender: sender,
            contact: contact,
            leg: leg,
            trace
        )
    }

    private func event(
        _ ticket: TicketID,
        _ actor: Actor,
        _ kind: TicketEvent.Kind,
        from: String? = nil,
        to: String? = nil,
        at: Timestamp
    ) -> TicketEvent {
        TicketEvent(id: ids.next(at: at), ticket: ticket, actor: actor, kind: kind, from: from, to: to, at: at)
    }

    private func suggestions(
        _ whose: IdentityDecision,
        _ place: ThreadingDecision,
        _ decision: RoutingDecision,
        at now: Timestamp
    ) -> [Suggestion] {
        let contacts = whose.suggestions.map {
            Suggestion(
                id: ids.next(at: now),
                proposal: .mergeContacts(whose.contact.id, $0.contact),
                score: $0.score,
                evidence: [$0.reason],
                at: now
            )
        }
        guard case .open(let ticket, _) = decision.placement else { return contacts }
        let tickets = place.suggestions.map {
            Suggestion(
                id: ids.next(at: now),
                proposal: .mergeTickets(from: ticket.id, into: $0.ticket),
                score: 0.6,
                evidence: [$0.reason],
                at: now
            )
        }
        return contacts + tickets
    }
}
