public import ChannelKit
public import DeskModel

/// Tickets as agents see and change them.
public protocol DeskStore: Sendable {
    /// A page of tickets.
    func ticketPage(_ query: TicketQuery) async throws -> Page<TicketSummary>

    /// How many tickets each view holds for an agent.
    func viewCounts(for agent: AgentID?) async throws -> [TicketView: Int]

    /// A ticket by number, whole; a merged one gives the ticket it was merged into. Nil when there is none.
    func thread(number: Int) async throws -> TicketThread?

    /// Applies one change by an actor.
    ///
    /// - Returns: ``ChangeResult``; a stale version or a refused change is a result, not an error.
    func apply(_ change: DeskChange) async throws -> ChangeResult

    /// An inbound message.
    func inboundMessage(_ id: MessageID) async throws -> InboundMessage?

    /// An attachment's record with the message it is in, by the attachment's id.
    func attachment(_ id: RecordID<AttachmentRecord>) async throws -> AttachmentRecord?

    /// The bytes of a blob; nil when they are not kept.
    func blob(_ digest: BlobDigest) async throws -> [UInt8]?

    /// Keeps bytes for a reply that is being written; they are let go when no message refers to them after a day.
    func keep(_ blobs: [BlobBytes], at: Timestamp) async throws

    /// Ticket events behind a place, oldest first, for reports and live pages.
    func events(after: RecordID<TicketEvent>?, limit: Int) async throws -> [TicketEvent]

    /// Tells what happens as it is committed.
    var feed: DeskFeed { get }

    /// Open suggestions about a ticket or a person.
    func suggestions(ticket: TicketID?, person: ContactID?) async throws -> [Suggestion]

    /// Adds suggestions; one that exists for the same pair, open or dismissed, is left as it is.
    func suggest(_ suggestions: [Suggestion]) async throws

    /// Turns a suggestion down without following it; following one marks it as accepted by itself.
    ///
    /// - Returns: whether it was open.
    func dismiss(_ suggestion: RecordID<Suggestion>, actor: Actor, at: Timestamp) async throws -> Bool
}

/// A list of tickets that an agent works from.
public enum TicketView: String, Sendable, Hashable, Codable, CaseIterable {
    /// Unsolved and assigned to the agent; as all working lists, without what sleeps and what is spam.
    case mine
    /// Unsolved and assigned to nobody.
    case unassigned
    /// Unsolved, of a team that the agent is in.
    case team
    /// Every unsolved ticket.
    case unsolved
    /// Waiting for the customer.
    case pending
    /// Those the agent was asked to look at.
    case mentions
    /// Asleep until a time.
    case snoozed
    /// Solved or closed.
    case solved
    /// Put away as spam.
    case spam
    /// Everything but spam.
    case all
}

/// Which tickets to list.
public struct TicketQuery: Sendable, Hashable {
    /// The list.
    public var view: TicketView
    /// Whose list, for `mine`.
    public var agent: AgentID?
    /// Only tickets of this person.
    public var person: ContactID?
    /// What else must hold.
    public var filter: TicketFilter
    /// The order.
    public var order: TicketOrder
    /// Only tickets that have not changed since.
    public var unchangedSince: Timestamp?
    /// Behind this place of an earlier page of the same view and order.
    public var after: PageCursor?
    /// How many at the most, 1 to 200.
    public var limit: Int

    /// Creates a query.
    public init(
        view: TicketView,
        agent: AgentID? = nil,
        person: ContactID? = nil,
        filter: TicketFilter = TicketFilter(),
        order: TicketOrder = .changed,
        after: PageCursor? = nil,
        limit: Int = 50
    ) {
        self.filter = filter
        self.order = order
        self.view = view
        self.agent = agent
        self.person = person
        self.after = after
        self.limit = limit
    }
}

/// A ticket as a line of a list.
public struct TicketSummary: Sendable, Hashable, Codable {
    /// The ticket.
    public var ticket: Ticket
    /// The name of the person it is for, or their address.
    public var contactName: String
    /// The name of its assignee.
    public var assigneeName: String?
    /// The beginning of its newest message, at most 200 characters.
    public var preview: String
    /// How many messages it has.
    public var messageCount: Int
    /// Whether a delivery failed, is held or uncertain.
    public var hasDeliveryProblem: Bool
    /// Whether its newest customer message came from an unproven sender who claims a known address.
    public var hasUnverifiedSender: Bool
    /// Its open task that is due first.
    public var nextTask: TicketTask?
    /// What is due next; nil when no clock runs.
    public var due: TicketDue?
    /// What agents put on it.
    public var marks = TicketMarks()

    /// Creates a line.
    public init(
        ticket: Ticket,
        contactName: String,
        assigneeName: String?,
        preview: String,
        messageCount: Int,
        hasDeliveryProblem: Bool,
        hasUnverifiedSender: Bool,
        nextTask: TicketTask? = nil,
        due: TicketDue? = nil
    ) {
        self.ticket = ticket
        self.contactName = contactName
        self.assigneeName = assigneeName
        self.preview = preview
        self.messageCount = messageCount
        self.hasDeliveryProblem = hasDeliveryProblem
        self.hasUnverifiedSender = hasUnverifiedSender
        self.nextTask = nextTask
        self.due = due
    }
}

/// A ticket with everything in it.
public struct TicketThread: Sendable, Hashable {
    /// The ticket.
    public var ticket: Ticket
    /// The contact it was opened for.
    public var contact: Contact
    /// The contact that stands for the person.
    public var person: Contact
    /// All identities of the person.
    public var identities: [Identity]
    /// Why each identity is believed.
    public var evidence: [IdentityEvidence]
    /// Merges that make up the person, those undone included.
    public var merges: [ContactMerge]
    /// Its messages, oldest first.
    public var entries: [ThreadEntry]
    /// Its legs, the one last written on first.
    public var legs: [Leg]
    /// Its events, oldest first.
    public var events: [TicketEvent]
    /// Tickets linked to it.
    public var links: [LinkedTicket]
    /// Splits, merges and moves that can be undone, newest first.
    public var undoable: [UndoableAction]
    /// Open suggestions about it and its person.
    public var suggestions: [Suggestion]
    /// Other tickets of the person, newest first, at most 10.
    public var others: [Ticket]
    /// Agents by id, for names.
    public var agents: [AgentID: Agent]
    /// Its tasks: open ones first, the earliest due before.
    public var tasks: [TicketTask]
    /// Its clocks, in the order of the targets.
    public var clocks: [TicketClock]

    /// Creates a thread from its parts.
    public init(
        ticket: Ticket,
        contact: Contact,
        person: Contact,
        identities: [Identity],
        evidence: [IdentityEvidence],
        merges: [ContactMerge],
        entries: [ThreadEntry],
        legs: [Leg],
        events: [TicketEvent],
        links: [LinkedTicket],
        undoable: [UndoableAction],
        suggestions: [Suggestion],
        others: [Ticket],
        agents: [AgentID: Agent],
        tasks: [TicketTask] = [],
        clocks: [TicketClock] = []
    ) {
        self.ticket = ticket
        self.contact = contact
        self.person = person
        self.identities = identities
        self.evidence = evidence
        self.merges = merges
        self.entries = entries
        self.legs = legs
        self.events = events
        self.links = links
        self.undoable = undoable
        self.suggestions = suggestions
        self.others = others
        self.agents = agents
        self.tasks = tasks
        self.clocks = clocks
    }
}

/// One message of a thread.
public enum ThreadEntry: Sendable, Hashable {
    /// From the customer's side.
    case inbound(InboundMessage)
    /// From the desk, with the deliveries of its parts and their attempts.
    case reply(Reply, [DeliveryRecord])
    /// For colleagues.
    case note(Note)
}

/// A delivery with its attempts.
public struct DeliveryRecord: Sendable, Hashable, Codable {
    /// The delivery.
    public var delivery: Delivery
    /// Its attempts, oldest first.
    public var attempts: [DeliveryAttempt]

    /// Creates a record.
    public init(delivery: Delivery, attempts: [DeliveryAttempt]) {
        self.delivery = delivery
        self.attempts = attempts
    }
}

/// A ticket at the other end of a link.
public struct LinkedTicket: Sendable, Hashable, Codable {
    /// The other ticket.
    public var ticket: Ticket
    /// The link.
    public var link: TicketLink

    /// Creates a linked ticket.
    public init(ticket: Ticket, link: TicketLink) {
        self.ticket = ticket
        self.link = link
    }
}

/// The id of a split, merge or move.
public typealias ActionID = RecordID<UndoableAction>

/// A split, merge or move of messages that can be undone.
public struct UndoableAction: Sendable, Hashable, Codable {
    /// What was done.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// Messages were split off into a new ticket.
        case split
        /// A ticket was merged into another.
        case merge
        /// Messages were moved to another ticket.
        case move
    }

    /// The id.
    public var id: ActionID
    /// What was done.
    public var kind: Kind
    /// The ticket the messages were in.
    public var from: TicketID
    /// The ticket they are in now.
    public var to: TicketID
    /// The messages.
    public var messages: [MessageID]
    /// Who did it.
    public var actor: Actor
    /// When.
    public var at: Timestamp

    /// Creates an action.
    public init(
        id: ActionID,
        kind: Kind,
        from: TicketID,
        to: TicketID,
        messages: [MessageID],
        actor: Actor,
        at: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.from = from
        self.to = to
        self.messages = messages
        self.actor = actor
        self.at = at
    }
}
