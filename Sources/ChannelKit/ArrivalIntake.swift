/// Where adapters hand over what came in.
///
/// Returning means journaled: durable, and taken exactly once.
public protocol ArrivalIntake: Sendable {
    /// Journals arrivals of one channel in order, together with the cursor behind them, in one transaction.
    ///
    /// A cursor may come without arrivals.
    ///
    /// - Returns: one acceptance for each arrival, in order.
    /// - Throws: ``IntakeRefusal`` when nothing was journaled; the sender must be told to try again.
    func accept(_ arrivals: [RawArrival], cursor: IntakeCursor?) async throws(IntakeRefusal) -> [ArrivalAcceptance]

    /// The cursor last committed for a stream of a channel; nil when there is none.
    func cursor(of channel: ChannelID, stream: String) async throws -> IntakeCursor?

    /// The cursors of a channel's streams whose names begin with a text, by name.
    func cursors(of channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor]
}

/// A place in a stream up to which everything is journaled.
///
/// It means something to the adapter alone.
public struct IntakeCursor: Sendable, Hashable, Codable {
    /// The channel it belongs to.
    public var channel: ChannelID
    /// The stream within the channel, such as a mailbox folder.
    public var stream: String
    /// The place, at most 64 KiB.
    public var value: String

    /// Creates a cursor.
    public init(channel: ChannelID, stream: String, value: String) {
        self.channel = channel
        self.stream = stream
        self.value = value
    }
}

/// The journal's answer for one arrival.
public struct ArrivalAcceptance: Sendable, Hashable, Codable {
    /// The journal's number for the arrival.
    public var arrival: Int64
    /// Whether the journal held it already; a duplicate is a success.
    public var isDuplicate: Bool

    /// Creates an acceptance.
    public init(arrival: Int64, isDuplicate: Bool) {
        self.arrival = arrival
        self.isDuplicate = isDuplicate
    }
}

/// Why nothing was journaled.
public enum IntakeRefusal: Error, Sendable, Hashable {
    /// Too much waits already; try again after that time.
    case busy(retryAfter: Duration)
    /// The storage does not take it now (a full disk, an I/O error); the text is for the operator's log.
    case unavailable(String)
    /// It is larger than the channel allows, in bytes.
    case tooLarge(limit: Int64)
}
