public import ChannelKit

/// The id of a journaled arrival; arrivals of a channel are routed in this order.
public typealias ArrivalID = RecordID<JournaledArrival>

/// An arrival in the journal.
public struct JournaledArrival: Sendable, Hashable {
    /// The id.
    public var id: ArrivalID
    /// What came.
    public var raw: RawArrival
    /// How often the process died while this arrival was being read.
    public var crashes: Int
    /// Whether an agent has looked at it in quarantine and let it go on: what made it suspicious no longer counts.
    public var isReleased: Bool

    /// Creates a journaled arrival.
    public init(id: ArrivalID, raw: RawArrival, crashes: Int = 0, isReleased: Bool = false) {
        self.id = id
        self.raw = raw
        self.crashes = crashes
        self.isReleased = isReleased
    }
}

/// What became of an arrival or an envelope.
public enum IntakeOutcome: String, Sendable, Hashable, Codable, CaseIterable {
    /// Journaled, not routed yet.
    case accepted
    /// It opened a ticket.
    case opened
    /// It was added to a ticket.
    case appended
    /// It was known already.
    case duplicate
    /// It is nobody's words; what it told was noted.
    case ignored
    /// It could not be read, or must be looked at by an agent first.
    case quarantined
}

/// The outcome of one envelope.
public struct RoutingResult: Sendable, Hashable, Codable {
    /// The arrival.
    public var arrival: ArrivalID
    /// The envelope's position within its arrival.
    public var envelope: Int
    /// What became of it.
    public var outcome: IntakeOutcome
    /// The ticket's number; nil when it has none.
    public var ticketNumber: Int?
    /// The ticket.
    public var ticket: TicketID?
    /// The message.
    public var message: MessageID?
    /// The contact.
    public var contact: ContactID?
    /// The rule that decided.
    public var rule: String

    /// Creates a result.
    public init(
        arrival: ArrivalID,
        envelope: Int,
        outcome: IntakeOutcome,
        ticketNumber: Int? = nil,
        ticket: TicketID? = nil,
        message: MessageID? = nil,
        contact: ContactID? = nil,
        rule: String
    ) {
        self.arrival = arrival
        self.envelope = envelope
        self.outcome = outcome
        self.ticketNumber = ticketNumber
        self.ticket = ticket
        self.message = message
        self.contact = contact
        self.rule = rule
    }
}
