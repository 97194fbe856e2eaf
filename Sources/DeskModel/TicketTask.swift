public import ChannelKit

/// The id of a task.
public typealias TaskID = RecordID<TicketTask>

/// Something somebody on the desk has to do for a ticket, other than write.
public struct TicketTask: Sendable, Hashable, Codable {
    /// What is to be done.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Call somebody back.
        case callBack = "call-back"
        /// What its title says.
        case toDo = "to-do"
    }

    /// How it stands.
    public enum State: Sendable, Hashable, Codable {
        /// It is to be done.
        case open
        /// It was done.
        case done(by: Actor, at: Timestamp)
        /// What asked for it was taken back.
        case canceled(at: Timestamp)
    }

    /// The id.
    public var id: TaskID
    /// The ticket it is part of.
    public var ticket: TicketID
    /// What is to be done.
    public var kind: Kind
    /// Whom to call, or what to do, for display; at most 250 characters.
    public var title: String
    /// The address it is about; nil when there is none.
    public var target: IdentityKey?
    /// By when; nil when nobody said.
    public var dueAt: Timestamp?
    /// Who is to do it; nil is whoever answers the ticket.
    public var assignee: AgentID?
    /// The message that asked for it; nil when an agent added it.
    public var message: MessageID?
    /// Who asked for it.
    public var createdBy: Actor
    /// When it was added.
    public var createdAt: Timestamp
    /// How it stands.
    public var state: State

    /// Creates an open task.
    public init(
        id: TaskID,
        ticket: TicketID,
        kind: Kind,
        title: String,
        target: IdentityKey? = nil,
        dueAt: Timestamp? = nil,
        assignee: AgentID? = nil,
        message: MessageID? = nil,
        createdBy: Actor,
        createdAt: Timestamp,
        state: State = .open
    ) {
        self.id = id
        self.ticket = ticket
        self.kind = kind
        self.title = title
        self.target = target
        self.dueAt = dueAt
        self.assignee = assignee
        self.message = message
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.state = state
    }

    /// Whether it is still to be done.
    public var isOpen: Bool { state == .open }
}
