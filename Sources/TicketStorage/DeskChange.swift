public import ChannelKit
public import DeskModel

/// One change of a ticket, by an actor, at a time.
public struct DeskChange: Sendable {
    /// What is changed.
    public enum Action: Sendable {
        /// Opens a ticket, with a first message out when one is given. The contact is made when `newContact` is given.
        ///
        /// The first message carries the ticket's number, so it is planned once the ticket has it, in the same transaction.
        /// Planning may be run again; what it throws opens nothing.
        case open(Ticket, newContact: Contact?, newIdentity: Identity?, first: FirstReply?, note: Note?)
        /// Sends a reply, and sets the status when one is given. A reply to a new ticket opens it.
        case reply(PlannedReply, status: TicketStatus?)
        /// Adds a note.
        case note(Note)
        /// Sets the status.
        case status(TicketID, TicketStatus)
        /// Sets or clears the assignee.
        case assign(TicketID, AgentID?)
        /// Sets or clears the team.
        case team(TicketID, TeamID?)
        /// Sets the priority.
        case priority(TicketID, TicketPriority)
        /// Sets the subject.
        case subject(TicketID, String)
        /// Sets what agents put on tickets beside the thread: tags, type, sleep, spam, followers.
        case mark(TicketID, TicketMark)
        /// Splits messages off into a new ticket.
        case split(from: TicketID, messages: [MessageID], into: Ticket, action: ActionID)
        /// Merges a ticket into another.
        case merge(from: TicketID, into: TicketID, action: ActionID)
        /// Moves messages into another ticket.
        case move(from: TicketID, messages: [MessageID], into: TicketID, action: ActionID)
        /// Undoes a split, merge or move.
        case undo(ActionID)
        /// Links two tickets.
        case link(TicketLink)
        /// Takes a link away.
        case unlink(TicketLink)
        /// Adds a task.
        case addTask(TicketTask)
        /// Notes that a task was done.
        case completeTask(TaskID)
        /// Takes up again a task that was done.
        case reopenTask(TaskID)
    }

    /// Plans the first message of a ticket that has just been given its number.
    public typealias FirstReply = @Sendable (Ticket) throws -> PlannedReply

    /// What is changed.
    public var action: Action
    /// Who changes it.
    public var actor: Actor
    /// When.
    public var at: Timestamp
    /// The ticket's version the change was made on; nil changes whatever is there.
    public var expectedVersion: Int?
    /// Names the request: the same key again gives the first result and changes nothing.
    public var idempotencyKey: String?

    /// Creates a change.
    public init(
        _ action: Action,
        actor: Actor,
        at: Timestamp,
        expectedVersion: Int? = nil,
        idempotencyKey: String? = nil
    ) {
        self.action = action
        self.actor = actor
        self.at = at
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
    }
}

/// What became of a change.
public enum ChangeResult: Sendable, Hashable {
    /// It is stored; the ticket as it is now. In ``DeskChange/Action/open(_:newContact:newIdentity:first:note:)`` and
    /// ``DeskChange/Action/split(from:messages:into:action:)`` the number is given by the store.
    case done(Ticket)
    /// Somebody was faster: the version now.
    case stale(current: Int)
    /// It is not possible; the reason is for the agent.
    case refused(String)
}
