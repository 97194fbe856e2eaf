public import ChannelKit

/// The id of a ticket; people call it by its number.
public typealias TicketID = RecordID<Ticket>

/// The unit of work: one matter of one contact, over any number of channels.
public struct Ticket: Sendable, Hashable, Codable {
    /// The id.
    public var id: TicketID
    /// The number people use, counting from 1.
    public var number: Int
    /// What it is about.
    public var subject: String
    /// Where it stands.
    public var status: TicketStatus
    /// How urgent it is.
    public var priority: TicketPriority
    /// The contact it was opened for; a merge of contacts leaves it.
    public var contact: ContactID
    /// The channel that opened it.
    public var channel: ChannelID
    /// Who answers it.
    public var assignee: AgentID?
    /// The team it belongs to.
    public var team: TeamID?
    /// The ticket it was merged into.
    public var mergedInto: TicketID?
    /// When it was opened.
    public var createdAt: Timestamp
    /// When anything about it changed last.
    public var updatedAt: Timestamp
    /// Counts changes; an agent's change names the version it was made on.
    public var version: Int

    /// Creates a ticket; unassigned, normal and new unless said otherwise.
    public init(
        id: TicketID,
        number: Int,
        subject: String,
        status: TicketStatus = .new,
        priority: TicketPriority = .normal,
        contact: ContactID,
        channel: ChannelID,
        assignee: AgentID? = nil,
        team: TeamID? = nil,
        mergedInto: TicketID? = nil,
        createdAt: Timestamp,
        updatedAt: Timestamp? = nil,
        version: Int = 1
    ) {
        self.id = id
        self.number = number
        self.subject = subject
        self.status = status
        self.priority = priority
        self.contact = contact
        self.channel = channel
        self.assignee = assignee
        self.team = team
        self.mergedInto = mergedInto
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
        self.version = version
    }
}

/// Where a ticket stands.
public enum TicketStatus: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nobody has looked at it.
    case new
    /// The desk has to act.
    case open
    /// The customer has to act.
    case pending
    /// Somebody else has to act, or it waits for a date.
    case onHold = "on-hold"
    /// Done, unless the customer comes back.
    case solved
    /// Done for good; what follows is a new ticket linked to it.
    case closed

    /// Whether the matter still runs.
    public var isUnsolved: Bool { self != .solved && self != .closed }

    /// The status after a customer's message; nil when the ticket takes none (closed).
    public var afterCustomerMessage: TicketStatus? {
        switch self {
        case .new: .new
        case .open, .pending, .onHold, .solved: .open
        case .closed: nil
        }
    }
}

/// How urgent a ticket is.
public enum TicketPriority: String, Sendable, Hashable, Codable, CaseIterable {
    /// Can wait.
    case low
    /// The usual.
    case normal
    /// Before the usual.
    case high
    /// Now.
    case urgent
}

/// One change of a ticket: who did what when, from what to what.
///
/// Reports live on these.
public struct TicketEvent: Sendable, Hashable, Codable {
    /// What changed.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// It was opened.
        case opened
        /// The status changed.
        case status
        /// Another agent answers it.
        case assignee
        /// Another team has it.
        case team
        /// The priority changed.
        case priority
        /// The subject changed.
        case subject
        /// A customer's message was added.
        case message
        /// What a customer did, which asks for nothing, was added: a call that was answered.
        case recorded
        /// A customer changed a message.
        case edited
        /// A customer took a message back.
        case deleted
        /// A reply was written.
        case reply
        /// A note was written.
        case note
        /// A part of it was split off, or it was split off.
        case split
        /// It was merged.
        case merged
        /// Messages were moved in or out.
        case moved
        /// It was linked to another ticket.
        case linked
        /// A split, merge, move or link was undone.
        case undone
        /// A delivery came to an end that agents must know.
        case delivery
        /// A task was added, done, taken up again or canceled.
        case task
        /// It, or messages of it, were taken back with the batch they came by.
        case takenBack = "taken-back"
        /// It was put to sleep until a time, or woke.
        case snoozed
        /// Its type changed.
        case type
        /// Its tags changed.
        case tags
        /// A field of it changed; from and to are `KEY=VALUE`.
        case field
        /// An agent follows it, or no longer does.
        case follower
        /// It was put away as spam, or released.
        case spam
        /// An agent was asked in a note to look at it.
        case mention
        /// A reminder came due for an agent.
        case reminder
        /// Its person was erased, and all words with them.
        case erased
        /// Another team sees it too, for it was written to them as well; from is the channel, to the team.
        case shared
    }

    /// The id.
    public var id: RecordID<TicketEvent>
    /// The ticket.
    public var ticket: TicketID
    /// Who did it.
    public var actor: Actor
    /// What changed.
    public var kind: Kind
    /// The value before, as stored; nil where there was none.
    public var from: String?
    /// The value after, as stored; nil where there is none.
    public var to: String?
    /// When.
    public var at: Timestamp

    /// Creates an event.
    public init(
        id: RecordID<TicketEvent>,
        ticket: TicketID,
        actor: Actor,
        kind: Kind,
        from: String? = nil,
        to: String? = nil,
        at: Timestamp
    ) {
        self.id = id
        self.ticket = ticket
        self.actor = actor
        self.kind = kind
        self.from = from
        self.to = to
        self.at = at
    }
}

/// Who does something.
public enum Actor: Sendable, Hashable, Codable {
    /// A customer, by what they sent.
    case contact(ContactID)
    /// A signed-in agent.
    case agent(AgentID)
    /// Tributary itself, by a rule of that name.
    case system(String)
    /// A program with an API token of that name, which no agent stands behind.
    case service(String)
    /// The operator at the machine's command line.
    case `operator`
}

/// How two tickets belong together.
public enum TicketLinkKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The later one goes on where a closed one ended.
    case followUp = "follow-up"
    /// One was split off the other.
    case split
    /// An agent says they belong together.
    case related
}

/// A link between two tickets.
public struct TicketLink: Sendable, Hashable, Codable {
    /// The earlier ticket, or the whole.
    public var from: TicketID
    /// The later ticket, or the part.
    public var to: TicketID
    /// How they belong together.
    public var kind: TicketLinkKind

    /// Creates a link.
    public init(from: TicketID, to: TicketID, kind: TicketLinkKind) {
        self.from = from
        self.to = to
        self.kind = kind
    }
}
