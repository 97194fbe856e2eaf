extension Migration {
    /// Who sees which tickets.
    static let teamScope = Migration(
        version: 24,
        statements: """
            -- Whether an account sees the tickets of its teams only.
            ALTER TABLE agent ADD COLUMN isLimited INTEGER NOT NULL DEFAULT 0 CHECK (isLimited IN (0, 1));

            -- The teams whose tickets a member sees: their own and all below; made anew whenever teams change.
            CREATE TABLE teamReach (
                agent INTEGER NOT NULL REFERENCES agent (id),
                team INTEGER NOT NULL REFERENCES team (id),
                PRIMARY KEY (agent, team)
            ) STRICT, WITHOUT ROWID;
            CREATE VIEW teamReachMade AS
                WITH RECURSIVE reach (agent, team) AS (
                    SELECT agent, team FROM teamMember
                    UNION SELECT r.agent, t.id FROM reach r JOIN team t ON t.parent = r.team
                )
                SELECT agent, team FROM reach;
            INSERT INTO teamReach SELECT agent, team FROM teamReachMade;
            CREATE INDEX ticketFollowerByAgent ON ticketFollower (agent, ticket);

            -- What an account that is limited to its teams sees: the one place that says so.
            CREATE VIEW ticketSeen AS
                SELECT a.id AS agent, t.id AS ticket FROM agent a JOIN ticket t
                WHERE t.team IS NULL OR t.assignee = a.id
                    OR EXISTS (SELECT 1 FROM teamReach r WHERE r.agent = a.id AND r.team = t.team)
                    OR EXISTS (SELECT 1 FROM ticketFollower f WHERE f.ticket = t.id AND f.agent = a.id)
                    OR EXISTS (SELECT 1 FROM attention x WHERE x.agent = a.id AND x.ticket = t.id);

            -- Arrivals that went into a ticket which such an account does not see.
            CREATE VIEW arrivalUnseen AS
                SELECT a.id AS agent, r.arrival AS arrival FROM agent a JOIN routingResult r
                JOIN ticket t ON t.id = ifnull((SELECT m.ticket FROM message m WHERE m.id = r.message), r.ticket)
                WHERE NOT EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = a.id AND s.ticket = t.id);
            """
    )
}
