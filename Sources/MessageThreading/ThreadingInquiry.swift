import ChannelKit
import DeskModel

/// Asks the rules about one envelope and writes down what each saw.
struct ThreadingInquiry {
    let envelope: InboundEnvelope
    let context: ThreadingContext
    let reads: any RoutingReads
    let tokens: ReplyTokens
    private(set) var evidence: [String] = []
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
        case .replyToken: try signedToken(envelope.threading.recipientTokens, in: "a recipient address")
        case .inReplyTo: try knownID(envelope.threading.parentIDs, as: "answers")
        case .references: try knownID(envelope.threading.ancestorIDs, as: "names")
        case .bodyMarker: try signedToken(envelope.threading.bodyMarkers, in: "the body")
        case .conversation: try conversation()
        case .subjectNumber: try subjectNumber()
        case .unifyWindow: try onlyOpenTicket()
        case .newMatter: nil
        }
    }

    private mutating func signedToken(_ candidates: [String], in place: String) throws -> CandidateTicket? {
        for token in candidates.prefix(MessageThreading.maximumIDs) {
            guard let number = tokens.ticketNumber(of: token, channel: context.channel) else {
                evidence.append("A token in \(place) is not one of ours.")
                continue
            }
            guard let ticket = try reads.ticket(number: number) else { continue }
            evidence.append("A signed token of ticket \(number) stands in \(place).")
            return ticket
        }
        return nil
    }

    private mutating func knownID(_ ids: [String], as verb: String) throws -> CandidateTicket? {
        let asked = ids.filter { !$0.isEmpty }.prefix(MessageThreading.maximumIDs)
        guard !asked.isEmpty else { return nil }
        for known in try reads.messages(known: Array(asked)) {
            guard let ticket = try reads.ticket(known.ticket) else { continue }
            if let reason = try objection(to: known.origin, ticket) {
                evidence.append("It \(verb) a message of ticket \(ticket.ticket.number), but \(reason).")
                suggest(ticket, "It \(verb) a message of this ticket, but \(reason).")
                continue
            }
            evidence.append("It \(verb) a message that was \(known.origin.rawValue) in ticket \(ticket.ticket.number).")
            return ticket
        }
        return nil
    }

    /// Why an id of that origin does not admit the sender to a ticket; nil when it does.
    private func objection(to origin: KnownMessageID.Origin, _ ticket: CandidateTicket) throws -> String? {
        switch origin {
        case .sent: return nil
        case .received:
            if !takesPart(in: ticket) { return "the sender does not take part in it" }
            return try isDoubtful() ? "nothing proves the sender this time, whose address was proven before" : nil
        case .mentioned:
            if !takesPart(in: ticket) { return "the sender does not take part in it" }
            return isProven ? nil : "the message is only mentioned there and the sender is not proven"
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
            evidence.append(
                "Its conversation is that of ticket \(ticket.ticket.number), but nothing proves the sender this time."
            )
            suggest(ticket, "It claims the same conversation, but nothing proves the sender this time.")
            return nil
        }
        guard envelope.threading.conversationEndsWhenSolved || takesPart(in: ticket) else {
            evidence.append(
                "Its conversation is that of ticket \(ticket.ticket.number), in which the sender does not take part."
            )
            suggest(ticket, "It claims the same conversation, but the sender does not take part in it.")
            return nil
        }
        evidence.append("It belongs to the conversation of ticket \(ticket.ticket.number).")
        return ticket
    }

    private mutating func subjectNumber() throws -> CandidateTicket? {
        guard let number = envelope.threading.subjectNumber, let ticket = try reads.ticket(number: number) else {
            return nil
        }
        guard isProven, takesPart(in: ticket) else {
            evidence.append("The subject names ticket \(number), but the sender is no proven participant of it.")
            return nil
        }
        evidence.append("The subject names ticket \(number) and the sender is a proven participant of it.")
        return ticket
    }

    private mutating func onlyOpenTicket() throws -> CandidateTicket? {
        guard context.unifyWindow > .zero else { return nil }
        let open = try reads.unsolvedTickets(ofPerson: context.person, limit: 2)
        guard let ticket = open.first else { return nil }
        guard open.count == 1 else {
            evidence.append("The person has several open tickets.")
            return nil
        }
        // A call is kept where the number's person is looked after: it says who may have called, and is answered nowhere else.
        let isCall = envelope.kind == .call
        guard isProven || isCall, !context.senderIsShared else {
            let why = context.senderIsShared ? "the address is shared by several people" : "the sender is not proven"
            evidence.append("The person has one open ticket, \(ticket.ticket.number), but \(why).")
            suggest(ticket, "The same person has this ticket open, but \(why).")
            return nil
        }
        let last = ticket.lastInboundAt ?? ticket.ticket.createdAt
        guard context.receivedAt.since(last) <= context.unifyWindow else {
            evidence.append("The person's open ticket \(ticket.ticket.number) was last written in too long ago.")
            suggest(
                ticket,
                "The same person has this ticket open, last written in longer ago than the channel unifies."
            )
            return nil
        }
        let proof = isProven ? "both sides are proven" : "the call came from a number of theirs, which proves nothing"
        evidence.append("The person's only open ticket is \(ticket.ticket.number), and \(proof).")
        return ticket
    }

    private var isProven: Bool { envelope.sender.authenticity.isVerified }

    private func takesPart(in ticket: CandidateTicket) -> Bool {
        if ticket.person == context.person { return true }
        return envelope.sender.identity.map(ticket.participants.contains) ?? false
    }

    private mutating func suggest(_ ticket: CandidateTicket, _ reason: String) {
        guard !suggestions.contains(where: { $0.ticket == ticket.ticket.id }), suggestions.count < 5 else { return }
        suggestions.append(SuggestedTicket(ticket: ticket.ticket.id, reason: reason))
    }
}
