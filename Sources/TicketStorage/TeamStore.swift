public import ChannelKit
public import DeskModel

/// Who is in which team.
public protocol TeamStore: Sendable {
    /// The members of each team that has any.
    func teamMembers() async throws -> [TeamID: Set<AgentID>]

    /// Adds or changes a team with its members.
    func saveTeam(_ team: Team, members: [AgentID], actor: Actor, at: Timestamp) async throws -> TeamChangeResult

    /// What removing a team concerns; nil when there is no such team.
    func teamHoldings(_ id: TeamID) async throws -> TeamHoldings?

    /// Gives some of a team's tickets to another team, or to none, each with its event.
    ///
    /// - Parameters:
    ///   - id: whose tickets.
    ///   - to: whose they are to be; nil for nobody's.
    ///   - actor: who does it.
    ///   - at: when.
    ///   - limit: how many at once.
    /// - Returns: how many were given.
    /// - Throws: ``StorageError``.
    func handOverTickets(of id: TeamID, to: TeamID?, actor: Actor, at: Timestamp, limit: Int) async throws -> Int

    /// Removes a team that has no tickets; teams below it become part of the team that it was a part of.
    func removeTeam(_ id: TeamID, actor: Actor, at: Timestamp) async throws -> TeamRemovalResult
}

/// What hangs on a team.
public struct TeamHoldings: Sendable, Hashable {
    /// How many tickets it has that are not solved.
    public var unsolved: Int
    /// How many it has that are solved or closed.
    public var solved: Int
    /// How many tickets of other teams it sees because they are shared with it.
    public var shared: Int
    /// The names of the teams that are a part of it.
    public var children: [String]
    /// How many members it has.
    public var members: Int
}

/// What became of removing a team.
public enum TeamRemovalResult: Sendable, Hashable {
    /// It is gone.
    case done
    /// There is no such team.
    case missing
    /// It has tickets still.
    case hasTickets
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
