public import ChannelKit
public import DeskModel

/// What agents, rooms and customers are told, each once.
///
/// Notices are made by a worker that reads ticket events behind a place of its own: what it makes and how far it has come are
/// one transaction. What leaves for an agent or a room waits in a queue of its own, since it is no message of the ticket.
public protocol NoticeStore: Sendable {
    /// A page of an agent's notices, the newest first.
    func noticePage(of agent: AgentID, after: PageCursor?, limit: Int) async throws -> Page<NoticeLine>

    /// How many notices an agent has not read; counted up to 100.
    func unreadNotices(of agent: AgentID) async throws -> Int

    /// Notes that an agent has read a notice, or all of them.
    func markRead(_ notice: NoticeID?, of agent: AgentID, at: Timestamp) async throws

    /// How an agent wants to hear of each kind.
    func noticeChoices(of agent: AgentID) async throws -> [NoticeKind: NoticeChoice]

    /// Sets how an agent wants to hear of the kinds named.
    func save(_ choices: [NoticeKind: NoticeChoice], of agent: AgentID) async throws

    /// How the desk tells.
    func noticeSettings() async throws -> NoticeSettings

    /// Sets how the desk tells.
    func save(_ settings: NoticeSettings, actor: Actor, at: Timestamp) async throws

    /// The rooms, by name.
    func noticeRooms() async throws -> [NoticeRoom]

    /// Adds or replaces a room.
    ///
    /// - Returns: ``SavingResult/nameTaken`` when another room has that name, ``SavingResult/full(_:)`` when it would be one more
    ///   than ``NoticeRoom/maximumCount``.
    func save(_ room: NoticeRoom, actor: Actor, at: Timestamp) async throws -> SavingResult

    /// Removes a room and what waits for it.
    func removeRoom(_ id: NoticeRoomID, actor: Actor, at: Timestamp) async throws -> SavingResult

    /// Begins to follow events from now on, if that was not begun before.
    func beginNotices() async throws

    /// What has happened since notices were last made, and the clocks that warn at a time.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - limit: how many events and clocks at the most.
    /// - Returns: the work; nil when there is none.
    /// - Throws: ``StorageError``.
    func noticeWork(at now: Timestamp, limit: Int) async throws -> NoticeWork?

    /// Stores what is to be told, and how far the work has come. What was told before is left out.
    ///
    /// - Returns: whether it was stored; it is not when somebody else did the work.
    func keep(_ outcome: NoticeOutcome, of work: NoticeWork) async throws -> Bool

    /// Claims what is due to leave, and counts the attempt.
    func claimNotices(epoch: Int64, now: Timestamp, limit: Int) async throws -> [NoticeDelivery]

    /// What an earlier run of the process had begun to send and not recorded.
    func interruptedNotices(epoch: Int64) async throws -> [NoticeDelivery]

    /// Stores how an attempt ended, if it is still the current one.
    func record(_ delivery: NoticeDelivery, epoch: Int64) async throws

    /// Mails to agents that did not arrive, those made since a time, the newest first.
    func failedNotices(since: Timestamp, limit: Int) async throws -> [FailedNotice]

    /// Answers of agents by mail that were not worked off, oldest first.
    func staffMails(limit: Int) async throws -> [StaffMail]

    /// Notes that an agent's mail was worked off; a notice that comes of it is stored with it.
    func finish(_ mail: StaffMail, notice: Notice?) async throws
}

/// A mail to an agent that did not arrive.
public struct FailedNotice: Sendable, Hashable {
    /// The agent's name.
    public var name: String
    /// Where it was sent.
    public var address: String
    /// Why it did not arrive.
    public var reason: Wording
    /// When it was made.
    public var at: Timestamp
}

/// A notice as a line of a list.
public struct NoticeLine: Sendable, Hashable, Codable {
    /// The notice.
    public var notice: Notice
    /// The ticket's number.
    public var number: Int
    /// The ticket's subject.
    public var subject: String
    /// The name of the agent who did it; nil when it was none.
    public var actorName: String?
}

/// What notices have to be made of.
public struct NoticeWork: Sendable {
    /// An event with its facts.
    public struct Step: Sendable {
        /// The event.
        public var event: TicketEvent
        /// The ticket as it is now.
        public var ticket: Ticket
        /// The beginning of its message or note, at most 400 characters.
        public var words: String
        /// Whether a machine wrote them.
        public var isAutomatic: Bool
    }

    /// How far notices had come.
    public var place: RecordID<TicketEvent>?
    /// How far they have come with this work.
    public var end: RecordID<TicketEvent>?
    /// What may be worth telling, oldest first.
    public var steps: [Step]
    /// Clocks that warn, with their tickets.
    public var warnings: [(clock: TicketClock, ticket: Ticket)]
}

/// What is to be told.
public struct NoticeOutcome: Sendable {
    /// Notices for the page.
    public var notices: [Notice] = []
    /// What leaves for agents and rooms.
    public var deliveries: [NoticeDelivery] = []
    /// What leaves for customers, each under a key that is used once.
    public var letters: [(key: String, reply: PlannedReply)] = []

    /// Creates an empty outcome.
    public init() {}
}

/// A notice on its way to an agent's mailbox or to a room.
public struct NoticeDelivery: Sendable, Hashable {
    /// Where it goes.
    public enum Destination: Sendable, Hashable {
        /// By a mail channel.
        case mail(ChannelID, AgentID)
        /// To a room.
        case room(NoticeRoomID)
    }

    /// The id.
    public var id: RecordID<NoticeDelivery>
    /// What it is about, told to whom: used once.
    public var key: String
    /// Where it goes.
    public var destination: Destination
    /// What is sent, the same at every attempt; a room's text is its body.
    public var part: OutboundPart
    /// How it stands.
    public var state: DeliveryState
    /// How many attempts were begun.
    public var attempts: Int
    /// Not before this.
    public var notBefore: Timestamp
    /// When it was made.
    public var createdAt: Timestamp
    /// Why it stands as it does; never with an address of a robot.
    public var reason: Wording

    /// Creates a delivery that waits.
    public init(
        id: RecordID<NoticeDelivery>,
        key: String,
        destination: Destination,
        part: OutboundPart,
        state: DeliveryState = .queued,
        attempts: Int = 0,
        notBefore: Timestamp,
        createdAt: Timestamp,
        reason: Wording = .verbatim("")
    ) {
        self.id = id
        self.key = key
        self.destination = destination
        self.part = part
        self.state = state
        self.attempts = attempts
        self.notBefore = notBefore
        self.createdAt = createdAt
        self.reason = reason
    }
}
