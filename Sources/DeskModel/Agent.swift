public import ChannelKit

/// The id of an agent.
public typealias AgentID = RecordID<Agent>
/// The id of a team.
public typealias TeamID = RecordID<Team>

/// Somebody who answers, or who runs the desk.
public struct Agent: Sendable, Hashable, Codable {
    /// The id.
    public var id: AgentID
    /// The mail address they sign in with, normalized.
    public var email: String
    /// The name customers and colleagues see.
    public var name: String
    /// What they may do.
    public var role: AgentRole
    /// Whether they may sign in.
    public var isEnabled: Bool
    /// The language of their pages as a BCP 47 tag; nil follows the browser.
    public var language: String?
    /// Whether they see the tickets of their teams only, with what is in no team and what they are part of.
    public var isLimited: Bool
    /// When the account was made.
    public var createdAt: Timestamp

    /// Creates an enabled agent.
    public init(
        id: AgentID,
        email: String,
        name: String,
        role: AgentRole,
        isEnabled: Bool = true,
        language: String? = nil,
        isLimited: Bool = false,
        createdAt: Timestamp
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
        self.isEnabled = isEnabled
        self.language = language
        self.isLimited = isLimited
        self.createdAt = createdAt
    }
}

/// What an account may do.
public enum AgentRole: String, Sendable, Hashable, Codable, CaseIterable {
    /// Everything.
    case admin
    /// Everything about tickets and people, nothing about the installation.
    case supervisor
    /// Tickets.
    case agent
    /// Look only.
    case readOnly = "read-only"

    /// Whether tickets may be changed.
    public var mayChangeTickets: Bool { self != .readOnly }
}

/// A group of agents; a department is a team with child teams.
public struct Team: Sendable, Hashable, Codable {
    /// The id.
    public var id: TeamID
    /// The name.
    public var name: String
    /// The team it is part of.
    public var parent: TeamID?

    /// Creates a team.
    public init(id: TeamID, name: String, parent: TeamID? = nil) {
        self.id = id
        self.name = name
        self.parent = parent
    }
}
