public import ChannelKit
public import DeskModel

/// Business hours, service-level policies, and the clocks of tickets.
///
/// Clocks are kept by a worker that reads ticket events behind a place of its own: what it stores and how far it has come
/// are one transaction, so it continues exactly there after a crash. While no policy is on, there is nothing to do.
public protocol ServiceLevelStore: Sendable {
    /// All business hours, by name.
    func businessHours() async throws -> [BusinessHours]

    /// Adds or replaces business hours; running clocks are set anew by the worker.
    ///
    /// - Returns: ``SavingResult/nameTaken`` when other hours have that name.
    func save(_ hours: BusinessHours, actor: Actor, at: Timestamp) async throws -> SavingResult

    /// Removes business hours that no policy uses.
    func removeBusinessHours(_ id: BusinessHoursID, actor: Actor, at: Timestamp) async throws -> SavingResult

    /// All policies in their order.
    func policies() async throws -> [SLAPolicy]

    /// Adds or replaces a policy; running clocks are set anew by the worker. The first policy that is turned on counts from
    /// then: what happened before begins no clock.
    func save(_ policy: SLAPolicy, actor: Actor, at: Timestamp) async throws -> SavingResult

    /// Removes a policy; its clocks that are under way end without a verdict.
    func removePolicy(_ id: SLAPolicyID, actor: Actor, at: Timestamp) async throws -> SavingResult

    /// The clocks of a ticket, in the order of the targets.
    func clocks(of ticket: TicketID) async throws -> [TicketClock]

    /// Tickets with a clock that runs, the one that ends first before the others: what is breached stands on top.
    func duePage(after: PageCursor?, limit: Int) async throws -> Page<TicketSummary>

    /// How many tickets are breached, or warn of it; counted up to ``DueCounts/limit``.
    func dueCounts(at: Timestamp) async throws -> DueCounts

    /// What has happened since the clocks were last brought up to date.
    ///
    /// - Parameter limit: how many events and tickets at the most.
    /// - Returns: the work; nil when there is none.
    /// - Throws: ``StorageError``.
    func clockWork(limit: Int) async throws -> ClockWork?

    /// Stores what the work came to, and how far it has come.
    ///
    /// - Parameters:
    ///   - clocks: the clocks of every ticket whose clocks changed or are of an earlier edition, whole.
    ///   - work: the work they come from.
    /// - Returns: whether it was stored; it is not when the policies changed meanwhile, and is then done again.
    /// - Throws: ``StorageError``.
    func store(_ clocks: [TicketID: [TicketClock]], of work: ClockWork) async throws -> Bool
}

/// What became of saving or removing something that admins edit.
public enum SavingResult: Sendable, Hashable {
    /// It is done.
    case done
    /// Something else has the name.
    case nameTaken
    /// Something else needs it.
    case inUse
    /// There is no such thing.
    case unknown
    /// There are as many already as there may be.
    case full(Int)
}

/// How many tickets need an answer soon.
public struct DueCounts: Sendable, Hashable, Codable {
    /// Nothing is counted beyond this.
    public static let limit = 1_000

    /// Tickets whose time is over.
    public var breached: Int
    /// Tickets that warn, and those whose time is over.
    public var warning: Int

    /// Creates counts.
    public init(breached: Int, warning: Int) {
        self.breached = breached
        self.warning = warning
    }
}

/// What the clocks of tickets have to be brought up to.
public struct ClockWork: Sendable {
    /// An event that may move clocks.
    public struct Step: Sendable {
        /// The event.
        public var event: TicketEvent
        /// Whether it is a message that no person wrote.
        public var isAutomatic: Bool

        /// Creates a step.
        public init(event: TicketEvent, isAutomatic: Bool) {
            self.event = event
            self.isAutomatic = isAutomatic
        }
    }

    /// Counts changes of policies and hours; clocks of an earlier edition are set anew.
    public var edition: Int
    /// The policies in force, and those that are not.
    public var policies: [SLAPolicy]
    /// All business hours.
    public var hours: [BusinessHours]
    /// How far the clocks had come.
    public var place: RecordID<TicketEvent>?
    /// What happened since, oldest first.
    public var steps: [Step]
    /// Tickets whose clocks are of an earlier edition.
    public var outdated: [TicketID]
    /// The tickets of both, as they are now.
    public var tickets: [TicketID: Ticket]
    /// The types of those that have one.
    public var types: [TicketID: String]
    /// Those that nobody works on any more: merged, taken back, or spam.
    public var away: Set<TicketID>
    /// Their clocks.
    public var clocks: [TicketID: [TicketClock]]
}
