import ChannelKit
import DeskModel

/// Lets teams see a ticket beside its own.
struct SharedTicketWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Lets teams see a ticket.
    ///
    /// A team whose ticket it was does not see it again: it was handed on knowingly, and an answer that is still written to the
    /// old address changes nothing about that.
    func share(_ ticket: TicketID, with teams: [TeamID], channel: ChannelID, at: Timestamp) throws {
        for team in teams {
            try connection.run(
                """
                INSERT INTO ticketTeam (ticket, team) SELECT t.id, ?2 FROM ticket t
                WHERE t.id = ?1 AND t.team IS NOT ?2 AND NOT EXISTS (
                    SELECT 1 FROM ticketEvent e WHERE e.ticket = ?1 AND e.kind = 'team' AND e.fromValue = ?3)
                ON CONFLICT DO NOTHING
                """,
                ticket,
                team,
                team.description
            )
            guard connection.changes > 0 else { continue }
            try TicketWriter(context: context)
                .note(
                    .shared,
                    in: ticket,
                    by: .system("several-teams"),
                    from: channel.rawValue,
                    to: team.description,
                    at: at
                )
        }
    }
}

/// Reads which teams see a ticket beside its own.
struct SharedTicketTable {
    let connection: Connection

    func teams(of ticket: TicketID) throws -> [TeamID] {
        try connection.all("SELECT team FROM ticketTeam WHERE ticket = ?1", ticket) { try $0.next() }
    }

    /// How many tickets the list of an agent's teams holds that are another team's.
    func count(for agent: AgentID) throws -> Int {
        try connection.value(
            """
            SELECT count(*) FROM ticket t WHERE t.id IN (SELECT s.ticket FROM ticketShared s WHERE s.agent = ?1)
                AND t.mergedInto IS NULL AND t.shelf IS NULL AND t.status <> 'solved' AND t.status <> 'closed'
            """,
            agent,
            as: Int.self
        ) ?? 0
    }
}
