import ChannelKit
import DeskModel

/// Asks the rules about one envelope and writes down what each saw.
struct ThreadingInquiry {
    let envelope: InboundEnvelope
    let context: ThreadingContext
    let reads: any RoutingReads
    let tokens: ReplyTokens
    private(set) var evidence: [Evidence] = []
    private(set) var suggestions: [SuggestedTicket] = []

    init(envelope: InboundEnvelope, context: ThreadingContext, reads: any RoutingReads, tokens: ReplyTokens) {
        self.envelope = envelope
        self.context = context
        self.reads = reads
        self.tokens = tokens
    }

    /// The ticket a rule assigns, or nil when it does not fire.
    mutating func ask(_ rule: ThreadingRule) throws -> CandidateTicket? {
        switch rule {
        case .replyToken: try signedToken(envelope.threading.recipientTokens, in: .recipient)
        case .inReplyTo: try knownID(envelope.threading.parentIDs, as: .answers)
        case .references: try knownID(envelope.threading.ancestorIDs, as: .names)
        case .bodyMarker: try signedToken(envelope.threading.bodyMarkers, in: .body)
        case .conversation: try conversation()
        case .subjectNumber: try subjectNumber()
        case .unifyWindow: try onlyOpenTicket()
        case .newMatter: nil
        }
    }

    private mutating func signedToken(_ candidates: [String], in place: Evidence.TokenPlace) throws -> CandidateTicket?
    {
        for token in candidates.prefix(MessageThreading.maximumIDs) {
            guard let number = tokens.ticketNumber(of: token, channel: context.channel) else {
                evidence.append(.strangeToken(place))
                continue
            }
            guard let ticket = try reads.ticket(number: number) else { continue }
            evidence.append(.signedToken(ticket: number, place))
            return ticket
        }
        return nil
    }

    private mutating func knownID(_ ids: [String], as reference: Evidence.Reference) throws -> CandidateTicket? {
        let asked = ids.filter { !$0.isEmpty }.prefix(MessageThreading.maximumIDs)
        guard !asked.isEmpty else { return nil }
        for known in try reads.messages(known: Array(asked)) {
            guard let ticket = try reads.ticket(known.ticket) else { continue }
            if let objection = try objection(to: known.origin, ticket) {
                evidence.append(.doubtfulReference(reference, ticket: ticket.ticket.number, objection))
                suggest(ticket, .doubtfulReference(reference, ticket: nil, objection))
                continue
            }
            evidence.append(.reference(reference, known.origin, ticket: ticket.ticket.number))
            return ticket
        }
        return nil
    }

    /// Why an id of that origin does not admit the sender to a ticket; nil when it does.
    private func objection(
        to origin: KnownMessageID.Origin,
        _ ticket: CandidateTicket
    ) throws -> Evidence.ReferenceObjection? {
        switch origin {
        case .sent: return nil
        case .received:
            if !takesPart(in: ticket) { return .stranger }
            return try isDoubtful() ? .unprovenNow : nil
        case .mentioned:
            if !takesPart(in: ticket) { return .stranger }
            return isProven ? nil : .onlyMentioned
        }
    }

    /// Whether somebody unproven writes in the name of an address that is known to be proven usually.
    private func isDoubtful() throws -> Bool {
        guard !isProven, envelope.kind == .message, let key = envelope.sender.identity else { return false }
        return try reads.identity(key)?.isVerified ?? false
    }

    private mutating func conversation() throws -> CandidateTicket? {
        guard let key = envelope.threading.conversationKey, !key.isEmpty,
            let ticket = try reads.ticket(channel: context.channel, conversation: key)
        else { return nil }
        if !envelope.threading.conversationEndsWhenSolved, takesPart(in: ticket), try isDoubtful() {
            evidence.append(.doubtfulConversation(ticket: ticket.ticket.number, .unprovenNow))
            suggest(ticket, .doubtfulConversation(ticket: nil, .unprovenNow))
            return nil
        }
        guard envelope.threading.conversationEndsWhenSolved || takesPart(in: ticket) else {
            evidence.append(.doubtfulConversation(ticket: ticket.ticket.number, .stranger))
            suggest(ticket, .doubtfulConversation(ticket: nil, .stranger))
            return nil
        }
        evidence.append(.conversation(ticket: ticket.ticket.number))
        return ticket
    }

    private mutating func subjectNumber() throws -> CandidateTicket? {
        guard let number = envelope.threading.subjectNumber, let ticket = try reads.ticket(number: number) else {
            return nil
        }
        guard isProven, takesPart(in: ticket) else {
            evidence.append(.doubtfulSubject(ticket: number))
            return nil
        }
        evidence.append(.subject(ticket: number))
        return ticket
    }

    private mutating func onlyOpenTicket() throws -> CandidateTicket? {
        guard context.unifyWindow > .zero else { return nil }
        let open = try reads.unsolvedTickets(ofPerson: context.person, limit: 2)
        guard let ticket = open.first else { return nil }
        guard open.count == 1 else {
            evidence.append(.severalOpenTickets)
            return nil
        }
        // A call is kept where the number's person is looked after: it says who may have called, and is answered nowhere else.
        let isCall = envelope.kind == .call
        guard isProven || isCall, !context.senderIsShared else {
            let objection: Evidence.OpenTicketObjection = context.senderIsShared ? .sharedAddress : .unproven
            evidence.append(.doubtfulOpenTicket(ticket.ticket.number, objection))
            suggest(ticket, .doubtfulOpenTicket(nil, objection))
            return nil
        }
        let last = ticket.lastInboundAt ?? ticket.ticket.createdAt
        guard context.receivedAt.since(last) <= context.unifyWindow else {
            evidence.append(.quietOpenTicket(ticket.ticket.number))
            suggest(ticket, .quietOpenTicket(nil))
            return nil
        }
        evidence.append(.onlyOpenTicket(ticket.ticket.number, isProven ? .bothSides : .call))
        return ticket
    }

    private var isProven: Bool { envelope.sender.authenticity.isVerified }

    private func takesPart(in ticket: CandidateTicket) -> Bool {
        if ticket.person == context.person { return true }
        return envelope.sender.identity.map(ticket.participants.contains) ?? false
    }

    private mutating func suggest(_ ticket: CandidateTicket, _ reason: Evidence) {
        guard !suggestions.contains(where: { $0.ticket == ticket.ticket.id }), suggestions.count < 5 else { return }
        suggestions.append(SuggestedTicket(ticket: ticket.ticket.id, reason: reason))
    }
}
