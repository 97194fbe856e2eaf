public import ChannelKit
public import DeskModel

/// Where a message belongs, and by which rule.
public struct ThreadingDecision: Sendable, Hashable {
    /// Where it belongs.
    public enum Placement: Sendable, Hashable {
        /// It joins this ticket.
        case join(CandidateTicket)
        /// It is a new matter, following up on a closed ticket where one is given.
        case newMatter(followUpOf: Ticket?)
    }

    /// Where it belongs.
    public var placement: Placement
    /// The rule that fired, and what the rules before it saw.
    public var trace: DecisionTrace
    /// Tickets it may belong to as well, for an agent to decide, each with the reason.
    public var suggestions: [SuggestedTicket]

    /// Creates a decision.
    public init(placement: Placement, trace: DecisionTrace, suggestions: [SuggestedTicket] = []) {
        self.placement = placement
        self.trace = trace
        self.suggestions = suggestions
    }
}

/// A ticket a message may belong to.
public struct SuggestedTicket: Sendable, Hashable {
    /// The ticket.
    public var ticket: TicketID
    /// Why.
    public var reason: Evidence

    /// Creates a suggestion.
    public init(ticket: TicketID, reason: Evidence) {
        self.ticket = ticket
        self.reason = reason
    }
}

/// What threading needs to know beside the envelope.
public struct ThreadingContext: Sendable {
    /// The channel the envelope came by.
    public var channel: ChannelID
    /// The person the sender is.
    public var person: ContactID
    /// Whether any address of the sender is used by several people.
    public var senderIsShared: Bool
    /// How long after a customer's last message a new matter of another channel joins their open ticket; zero is never.
    public var unifyWindow: Duration
    /// When the envelope was received.
    public var receivedAt: Timestamp

    /// Creates a context.
    public init(
        channel: ChannelID,
        person: ContactID,
        senderIsShared: Bool,
        unifyWindow: Duration,
        receivedAt: Timestamp
    ) {
        self.channel = channel
        self.person = person
        self.senderIsShared = senderIsShared
        self.unifyWindow = unifyWindow
        self.receivedAt = receivedAt
    }
}
