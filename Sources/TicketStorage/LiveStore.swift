public import ChannelKit
public import DeskModel

/// What open pages need to know to stay as the desk is.
public protocol LiveStore: Sendable {
    /// The heads of tickets, in the order of their numbers; those that do not exist are left out.
    func heads(of tickets: [TicketID]) async throws -> [TicketHeading]

    /// The legs of a ticket that a reply can be made on, the one last written on first.
    func legs(of ticket: TicketID) async throws -> [Leg]

    /// Whether a session goes on; looking does not count as using it.
    func stands(session digest: String, at: Timestamp) async throws -> Bool
}

/// What a page must know of a ticket that changed.
public struct TicketHeading: Sendable, Hashable {
    /// The id.
    public var id: TicketID
    /// The number.
    public var number: Int
    /// The subject.
    public var subject: String
    /// Counts changes.
    public var version: Int
    /// Who answers it.
    public var assignee: AgentID?

    /// Creates a heading.
    public init(id: TicketID, number: Int, subject: String, version: Int, assignee: AgentID?) {
        self.id = id
        self.number = number
        self.subject = subject
        self.version = version
        self.assignee = assignee
    }
}
