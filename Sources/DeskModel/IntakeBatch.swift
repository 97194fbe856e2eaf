public import ChannelKit

/// The id of a batch.
public typealias BatchID = RecordID<IntakeBatch>

/// Arrivals that came together, as the rows of one file, and can be taken back together.
public struct IntakeBatch: Sendable, Hashable, Codable {
    /// The id.
    public var id: BatchID
    /// The channel.
    public var channel: ChannelID
    /// What it is called: the file's name and what tells it from others of that name.
    public var name: String
    /// When its first arrival came.
    public var startedAt: Timestamp
    /// How many arrivals it has; those that were known before belong to the batch they first came with.
    public var arrivals: Int
    /// Who took it back, and when; nil while it stands.
    public var takenBack: TakenBack?

    /// Who took a batch back, and when.
    public struct TakenBack: Sendable, Hashable, Codable {
        /// Who.
        public var by: Actor
        /// When.
        public var at: Timestamp

        /// Creates a fact.
        public init(by: Actor, at: Timestamp) {
            self.by = by
            self.at = at
        }
    }

    /// Creates a batch that stands.
    public init(
        id: BatchID,
        channel: ChannelID,
        name: String,
        startedAt: Timestamp,
        arrivals: Int,
        takenBack: TakenBack? = nil
    ) {
        self.id = id
        self.channel = channel
        self.name = name
        self.startedAt = startedAt
        self.arrivals = arrivals
        self.takenBack = takenBack
    }
}
