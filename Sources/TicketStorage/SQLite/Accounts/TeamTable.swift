public import ChannelKit
public import DeskModel

/// Teams with their members.
struct TeamTable {
    let connection: Connection

    /// The members of each team.
    func members() throws -> [TeamID: Set<AgentID>] {
        let pairs = try connection.all("SELECT team, agent FROM teamMember") {
            (try $0.next(TeamID.self), try $0.next(AgentID.self))
        }
        return Dictionary(grouping: pairs, by: \.0).mapValues { Set($0.map(\.1)) }
    }

    /// Adds or changes a team with its members.
    func save(_ team: Team, members: [AgentID]) throws -> TeamChangeResult {
        let holder = try connection.value("SELECT id FROM team WHERE name = ?1", team.name, as: TeamID.self)
        if let holder, holder != team.id { return .nameTaken }
        var above = team.parent
        var steps = 0
        while let next = above {
            steps += 1
            // No chain is that long; one that was made circular by hand ends here too.
            guard next != team.id, steps < 100 else { return .circular }
            above = try connection.value("SELECT parent FROM team WHERE id = ?1", next, as: TeamID?.self) ?? nil
        }
        try AccountTable(connection: connection).save(team)
        try connection.run("DELETE FROM teamMember WHERE team = ?1", team.id)
        for agent in Set(members) {
            try connection.run("INSERT INTO teamMember (team, agent) VALUES (?1, ?2)", team.id, agent)
        }
        try AccountTable(connection: connection).remakeReach()
        return .done
    }
}

extension SQLiteTicketStore {
    /// The members of each team that has any.
    public func teamMembers() async throws -> [TeamID: Set<AgentID>] {
        try await read { try TeamTable(connection: $0).members() }
    }

    /// Adds or changes a team with its members.
    public func saveTeam(
        _ team: Team,
        members: [AgentID],
        actor: Actor,
        at: Timestamp
    ) async throws -> TeamChangeResult {
        try await writer.write(.change) {
            try AuditedChange(context: $0, actor: actor, at: at).save(team, members: members)
        }
    }
}

extension SQLiteTicketStore {
    /// What removing a team concerns.
    public func teamHoldings(_ id: TeamID) async throws -> TeamHoldings? {
        try await read { try TeamRemoval(connection: $0, team: id).holdings() }
    }

    /// Gives some of a team's tickets to another team, or to none.
    public func handOverTickets(
        of id: TeamID,
        to: TeamID?,
        actor: Actor,
        at: Timestamp,
        limit: Int
    ) async throws -> Int {
        try await writer.write(.change) { context in
            let connection = context.connection
            guard try to.map({ try connection.exists("SELECT 1 FROM team WHERE id = ?1", $0) }) ?? true else {
                return 0
            }
            let tickets = try TeamRemoval(connection: connection, team: id).tickets(limit: limit)
            let writer = TicketWriter(context: context)
            for ticket in tickets {
                // Where it is in lists stays: nobody wrote or worked in it.
                try connection.run("UPDATE ticket SET team = ?2, version = version + 1 WHERE id = ?1", ticket, to)
                try writer.note(.team, in: ticket, by: actor, from: id.description, to: to?.description, at: at)
            }
            return tickets.count
        }
    }

    /// Removes a team that has no tickets.
    public func removeTeam(_ id: TeamID, actor: Actor, at: Timestamp) async throws -> TeamRemovalResult {
        try await writer.write(.change) { context in
            let removal = TeamRemoval(connection: context.connection, team: id)
            guard let name = try removal.name() else { return .missing }
            guard try removal.tickets(limit: 1).isEmpty else { return .hasTickets }
            try removal.remove()
            let entry = AuditEntry(actor: actor, action: .teamRemoved, object: "team:\(id)", detail: name, at: at)
            try AuditTable(context: context).add(entry)
            return .done
        }
    }
}
