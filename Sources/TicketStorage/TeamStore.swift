public import ChannelKit
public import DeskModel

/// Who is in which team.
public protocol TeamStore: Sendable {
    /// The members of each team that has any.
    func teamMembers() async throws -> [TeamID: Set<AgentID>]

    /// Adds or changes a team with its members.
    func saveTeam(_ team: Team, members: [AgentID], actor: Actor, at: Timestamp) async throws -> TeamChangeResult
}

/// What became of a change of a team.
public enum TeamChangeResult: Sendable, Hashable {
    /// It is stored.
    case done
    /// Another team has that name.
    case nameTaken
    /// The team would be a part of itself.
    case circular
}
