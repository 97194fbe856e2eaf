public import ChannelKit
public import DeskModel

/// The journal of what came in.
public protocol IntakeStore: Sendable {
    /// Journals arrivals in order, with the cursor behind them, in one transaction. Returning means durable.
    ///
    /// An arrival whose channel and external id are known is a duplicate, not an error; envelope recipients it names beyond
    /// the known ones are added to the known arrival.
    ///
    /// - Throws: ``StorageError``.
    func journal(
        _ arrivals: [RawArrival],
        cursor: IntakeCursor?,
        channel: ChannelID
    ) async throws -> [ArrivalAcceptance]

    /// The cursor last committed for a stream.
    func cursor(channel: ChannelID, stream: String) async throws -> IntakeCursor?

    /// The cursors of a channel's streams whose names begin with a text, by name.
    func cursors(channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor]

    /// Arrivals not routed yet, in intake order, behind `after`.
    func unroutedArrivals(after: ArrivalID?, limit: Int) async throws -> [JournaledArrival]

    /// Whether an external id is in the journal.
    func arrival(channel: ChannelID, externalID: ExternalID) async throws -> ArrivalID?

    /// An arrival with its octets; nil when there is none, or its octets were let go by retention.
    func arrival(_ id: ArrivalID) async throws -> JournaledArrival?

    /// A page of the journal, newest first.
    func intakePage(_ query: IntakeQuery) async throws -> Page<IntakeSummary>

    /// The outcomes of an arrival's envelopes; empty while it is not routed.
    func results(of arrival: ArrivalID) async throws -> [RoutingResult]

    /// The outcomes of many arrivals' envelopes, read at once; an arrival that is not routed is missing.
    func results(of arrivals: [ArrivalID]) async throws -> [ArrivalID: [RoutingResult]]

    /// Puts an arrival aside for an agent, with the reason.
    func quarantine(_ arrival: ArrivalID, reason: Wording) async throws

    /// Notes that an arrival was read and holds nobody's words, by the rule that says so.
    func passOver(_ arrival: ArrivalID, rule: String) async throws

    /// Notes that the process died while the arrival was being read; returns how often that has happened.
    func countCrash(_ arrival: ArrivalID) async throws -> Int

    /// Releases a quarantined arrival into the queue: what made it suspicious no longer counts.
    func requeue(_ arrival: ArrivalID) async throws

    /// How many arrivals each channel has journaled, how many of them wait, and when the last came.
    func intakeCounts() async throws -> [ChannelID: IntakeCounts]

    /// Lets go of the octets of routed arrivals received before a time; returns how many.
    func dropOctets(receivedBefore: Timestamp) async throws -> Int
}

/// Which part of the journal to list.
public struct IntakeQuery: Sendable, Hashable {
    /// Only this outcome.
    public var outcome: IntakeOutcome?
    /// Of what was put aside, only what is spam by its look or its sender.
    public var isSpamOnly = false
    /// Only this channel.
    public var channel: ChannelID?
    /// Behind this place of an earlier page.
    public var after: PageCursor?
    /// How many at the most, 1 to 200.
    public var limit: Int

    /// Creates a query for everything.
    public init(outcome: IntakeOutcome? = nil, channel: ChannelID? = nil, after: PageCursor? = nil, limit: Int = 50) {
        self.outcome = outcome
        self.channel = channel
        self.after = after
        self.limit = limit
    }
}

/// One line of the journal.
public struct IntakeSummary: Sendable, Hashable, Codable {
    /// The arrival.
    public var id: ArrivalID
    /// Its channel.
    public var channel: ChannelID
    /// What names it.
    public var externalID: ExternalID
    /// When it came.
    public var receivedAt: Timestamp
    /// The number of octets.
    public var size: Int
    /// What became of it: the weightiest outcome of its envelopes.
    public var outcome: IntakeOutcome
    /// Why it is quarantined; nil otherwise.
    public var reason: Evidence?
    /// The outcomes of its envelopes.
    public var results: [RoutingResult]

    /// Creates a line.
    public init(
        id: ArrivalID,
        channel: ChannelID,
        externalID: ExternalID,
        receivedAt: Timestamp,
        size: Int,
        outcome: IntakeOutcome,
        reason: Evidence?,
        results: [RoutingResult]
    ) {
        self.id = id
        self.channel = channel
        self.externalID = externalID
        self.receivedAt = receivedAt
        self.size = size
        self.outcome = outcome
        self.reason = reason
        self.results = results
    }
}

/// How a channel's journal stands.
public struct IntakeCounts: Sendable, Hashable, Codable {
    /// Arrivals of all times.
    public var journaled: Int
    /// Not routed yet.
    public var waiting: Int
    /// In quarantine.
    public var quarantined: Int
    /// When the last one came.
    public var lastAt: Timestamp?

    /// Creates counts.
    public init(journaled: Int, waiting: Int, quarantined: Int, lastAt: Timestamp?) {
        self.journaled = journaled
        self.waiting = waiting
        self.quarantined = quarantined
        self.lastAt = lastAt
    }
}
