public import ChannelKit

/// The id of a delivery.
public typealias DeliveryID = RecordID<Delivery>

/// One part of a reply on its way to one place.
public struct Delivery: Sendable, Hashable, Codable {
    /// The id.
    public var id: DeliveryID
    /// The reply it is part of.
    public var reply: MessageID
    /// The ticket the reply is in.
    public var ticket: TicketID
    /// The leg; deliveries of a leg leave in order.
    public var leg: LegID
    /// The channel.
    public var channel: ChannelID
    /// What is sent, the same at every attempt.
    public var part: OutboundPart
    /// How it stands.
    public var state: DeliveryState
    /// How many attempts were begun.
    public var attempts: Int
    /// Whether an attempt may have reached the recipient without our knowing: shown as "may have been sent twice".
    public var mayRepeat: Bool
    /// Not before this.
    public var notBefore: Timestamp
    /// When it was put into the outbox.
    public var createdAt: Timestamp
    /// For agents, why it stands as it does; empty when there is nothing to say.
    public var reason: Wording

    /// Creates a queued delivery.
    public init(
        id: DeliveryID,
        reply: MessageID,
        ticket: TicketID,
        leg: LegID,
        channel: ChannelID,
        part: OutboundPart,
        state: DeliveryState = .queued,
        attempts: Int = 0,
        mayRepeat: Bool = false,
        notBefore: Timestamp,
        createdAt: Timestamp,
        reason: Wording = .verbatim("")
    ) {
        self.id = id
        self.reply = reply
        self.ticket = ticket
        self.leg = leg
        self.channel = channel
        self.part = part
        self.state = state
        self.attempts = attempts
        self.mayRepeat = mayRepeat
        self.notBefore = notBefore
        self.createdAt = createdAt
        self.reason = reason
    }
}

/// How a delivery stands.
public enum DeliveryState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Waits for its first attempt.
    case queued
    /// An attempt is being made.
    case sending
    /// An attempt failed for now; it is tried again.
    case deferred
    /// The other side took it.
    case sent
    /// It reached the recipient's side.
    case delivered
    /// The recipient has seen it.
    case read
    /// It may have been sent; an agent decides whether to send it again.
    case uncertain
    /// It waits until somebody acts: the account is refused, or the provider's window is closed.
    case held
    /// It will not be sent.
    case failed
    /// An agent took it back before it was sent.
    case canceled

    /// Whether later deliveries of the same leg wait for it.
    public var blocksLeg: Bool {
        switch self {
        case .queued, .sending, .deferred, .uncertain, .held: true
        case .sent, .delivered, .read, .failed, .canceled: false
        }
    }

    /// Whether it may still be canceled.
    public var isCancelable: Bool {
        switch self {
        case .queued, .deferred, .uncertain, .held: true
        case .sending, .sent, .delivered, .read, .failed, .canceled: false
        }
    }
}

/// One try at a delivery.
public struct DeliveryAttempt: Sendable, Hashable, Codable {
    /// The number, from 1.
    public var number: Int
    /// The run of the process that made it.
    public var epoch: Int64
    /// When it began.
    public var startedAt: Timestamp
    /// When its outcome was known; nil while it runs, or when the process died.
    public var endedAt: Timestamp?
    /// `sent`, `later`, `never`, `unknown`, `blocked`, or `interrupted`; nil while it runs.
    public var outcome: String?
    /// The other side's words, or why it failed, for agents.
    public var answer: Wording

    /// Creates an attempt.
    public init(
        number: Int,
        epoch: Int64,
        startedAt: Timestamp,
        endedAt: Timestamp? = nil,
        outcome: String? = nil,
        answer: Wording = .verbatim("")
    ) {
        self.number = number
        self.epoch = epoch
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.answer = answer
    }
}

/// A reply with everything it needs to leave: stored in one transaction with its deliveries.
public struct PlannedReply: Sendable, Hashable {
    /// The reply.
    public var reply: Reply
    /// Its leg; stored when it is new.
    public var leg: Leg
    /// The parts, in order.
    public var parts: [OutboundPart]
    /// Not before this (undo send).
    public var notBefore: Timestamp

    /// Creates a planned reply.
    public init(reply: Reply, leg: Leg, parts: [OutboundPart], notBefore: Timestamp) {
        self.reply = reply
        self.leg = leg
        self.parts = parts
        self.notBefore = notBefore
    }
}
