import ChannelKit
import DeskModel

/// Takes a team out of the desk.
struct TeamRemoval {
    let connection: Connection
    let team: TeamID

    /// The team's name; nil when there is no such team.
    func name() throws -> String? {
        try connection.value("SELECT name FROM team WHERE id = ?1", team, as: String.self)
    }

    /// What hangs on it: from the tally, whatever the number of tickets.
    func holdings() throws -> TeamHoldings? {
        guard try name() != nil else { return nil }
        let counts = try connection.all(
            "SELECT status, sum(count) FROM ticketTally WHERE team = ?1 AND count > 0 GROUP BY status",
            team
        ) { (try $0.next(TicketStatus.self), try $0.next(Int.self)) }
        let unsolved = counts.filter(\.0.isUnsolved).reduce(0) { $0 + $1.1 }
        return TeamHoldings(
            unsolved: unsolved,
            solved: counts.reduce(0) { $0 + $1.1 } - unsolved,
            shared: try shared(),
            children: try connection.all("SELECT name FROM team WHERE parent = ?1 ORDER BY name", team) {
                try $0.next()
            },
            members: try connection.value("SELECT count(*) FROM teamMember WHERE team = ?1", team, as: Int.self) ?? 0
        )
    }

    private func shared() throws -> Int {
        try connection.value("SELECT count(*) FROM ticketTeam WHERE team = ?1", team, as: Int.self) ?? 0
    }

    /// Some of its tickets, those of every status and merged ones included.
    func tickets(limit: Int) throws -> [TicketID] {
        try connection.all("SELECT id FROM ticket WHERE team = ?1 LIMIT ?2", team, limit) { try $0.next() }
    }

    /// Removes it; the teams below move up.
    func remove() throws {
        try connection.run(
            "UPDATE team SET parent = (SELECT parent FROM team WHERE id = ?1) WHERE parent = ?1",
            team
        )
        // What was shared with it is its own team's alone again.
        try connection.run("DELETE FROM ticketTeam WHERE team = ?1", team)
        try connection.run("DELETE FROM teamReach WHERE team = ?1", team)
        try connection.run("DELETE FROM teamMember WHERE team = ?1", team)
        try connection.run("DELETE FROM team WHERE id = ?1", team)
        try AccountTable(connection: connection).remakeReach()
    }
}
