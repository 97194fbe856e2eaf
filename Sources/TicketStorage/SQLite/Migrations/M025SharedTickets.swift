extension Migration {
    /// Tickets that were written to several teams.
    static let sharedTickets = Migration(
        version: 25,
        statements: """
            -- Teams that see a ticket beside its own.
            CREATE TABLE ticketTeam (
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                team INTEGER NOT NULL REFERENCES team (id),
                PRIMARY KEY (ticket, team)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX ticketTeamByTeam ON ticketTeam (team, ticket);

            -- Tickets of other teams that were written to a team of an agent as well.
            CREATE VIEW ticketShared AS
                SELECT m.agent AS agent, o.ticket AS ticket
                FROM teamMember m JOIN ticketTeam o ON o.team = m.team JOIN ticket t ON t.id = o.ticket
                WHERE NOT EXISTS (SELECT 1 FROM teamMember n WHERE n.agent = m.agent AND n.team = t.team);

            DROP VIEW arrivalUnseen;
            DROP VIEW ticketSeen;
            -- What an account that is limited to its teams sees: the one place that says so.
            CREATE VIEW ticketSeen AS
                SELECT a.id AS agent, t.id AS ticket FROM agent a JOIN ticket t
                WHERE t.team IS NULL OR t.assignee = a.id
                    OR EXISTS (SELECT 1 FROM teamReach r WHERE r.agent = a.id AND r.team = t.team)
                    OR EXISTS (SELECT 1 FROM ticketFollower f WHERE f.ticket = t.id AND f.agent = a.id)
                    OR EXISTS (SELECT 1 FROM attention x WHERE x.agent = a.id AND x.ticket = t.id)
                    OR EXISTS (SELECT 1 FROM ticketTeam o JOIN teamReach r ON r.team = o.team
                        WHERE o.ticket = t.id AND r.agent = a.id);

            -- Arrivals that went into a ticket which such an account does not see.
            CREATE VIEW arrivalUnseen AS
                SELECT a.id AS agent, r.arrival AS arrival FROM agent a JOIN routingResult r
                JOIN ticket t ON t.id = ifnull((SELECT m.ticket FROM message m WHERE m.id = r.message), r.ticket)
                WHERE NOT EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = a.id AND s.ticket = t.id);
            """
    )
}
