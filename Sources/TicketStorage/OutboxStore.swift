public import ChannelKit
public import DeskModel

/// The queue of what leaves, and its history.
///
/// Decisions about retrying are the caller's; the store keeps order and fences.
public protocol OutboxStore: Sendable {
    /// Begins a new run of the process: results of earlier runs are no longer taken.
    func beginEpoch() async throws -> Int64

    /// Takes over deliveries whose attempt was begun by an earlier run and never recorded: they stay in `sending`, the lease
    /// of their current attempt passes to this run, which records how it ended.
    func takeOverInterrupted(epoch: Int64) async throws -> [Delivery]

    /// Claims deliveries that are due: for each leg only the oldest one that is not at its end, none of held channels, none
    /// while the outbox is paused. The attempt is counted and stored before this returns.
    func claimDeliveries(epoch: Int64, now: Timestamp, limit: Int) async throws -> [Delivery]

    /// When the next delivery becomes due; nil when none waits.
    func nextDueTime() async throws -> Timestamp?

    /// Stores the outcome of an attempt, if that attempt is still the delivery's current one.
    ///
    /// - Returns: whether it was taken; a late worker's result is not.
    func record(_ outcome: AttemptOutcome) async throws -> Bool

    /// A page of deliveries, newest first.
    func outboxPage(states: Set<DeliveryState>, after: PageCursor?, limit: Int) async throws -> Page<DeliveryRecord>

    /// A delivery with its attempts.
    func delivery(_ id: DeliveryID) async throws -> DeliveryRecord?

    /// Queues a failed, held, uncertain or deferred delivery again, on somebody's word.
    func retry(_ id: DeliveryID, actor: Actor, at: Timestamp) async throws -> ContactChangeResult

    /// Takes back a delivery that is not being sent and was not.
    func cancel(_ id: DeliveryID, actor: Actor, at: Timestamp) async throws -> ContactChangeResult

    /// Stops or starts all sending.
    func setOutboxPaused(_ paused: Bool, actor: Actor, at: Timestamp) async throws

    /// Whether sending is stopped.
    func isOutboxPaused() async throws -> Bool

    /// Holds a channel's deliveries until it is resumed; nil resumes it.
    func setHold(_ reason: Wording?, channel: ChannelID, at: Timestamp) async throws

    /// The held channels with reasons.
    func holds() async throws -> [ChannelID: Wording]

    /// How many deliveries are in each state.
    func outboxCounts() async throws -> [DeliveryState: Int]
}

/// The outcome of one attempt and what follows from it, decided by `DeliveryStateMachine`.
public struct AttemptOutcome: Sendable, Hashable {
    /// The delivery.
    public var delivery: DeliveryID
    /// The run of the process that made the attempt.
    public var epoch: Int64
    /// The attempt's number.
    public var attempt: Int
    /// How the delivery stands now.
    public var state: DeliveryState
    /// The attempt's outcome: `sent`, `later`, `never`, `unknown`, `blocked` or `interrupted`.
    public var outcome: String
    /// The other side's words, or why it failed, for agents.
    public var answer: Wording
    /// The id the other side gave.
    public var externalID: ExternalID?
    /// Not before this, when it is tried again.
    public var notBefore: Timestamp?
    /// Whether the recipient may get it twice now.
    public var mayRepeat: Bool
    /// When the outcome was known.
    public var at: Timestamp

    /// Creates an outcome.
    public init(
        delivery: DeliveryID,
        epoch: Int64,
        attempt: Int,
        state: DeliveryState,
        outcome: String,
        answer: Wording,
        externalID: ExternalID? = nil,
        notBefore: Timestamp? = nil,
        mayRepeat: Bool = false,
        at: Timestamp
    ) {
        self.delivery = delivery
        self.epoch = epoch
        self.attempt = attempt
        self.state = state
        self.outcome = outcome
        self.answer = answer
        self.externalID = externalID
        self.notBefore = notBefore
        self.mayRepeat = mayRepeat
        self.at = at
    }
}
