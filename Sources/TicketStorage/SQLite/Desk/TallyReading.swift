import DeskModel

/// Reads how many tickets there are of each sort, whatever the number of tickets.
struct TallyReading {
    /// Tickets that are alike in what views and counts look at.
    struct Line {
        /// Empty, `snoozed` or `spam`.
        let shelf: String
        /// 0 is none.
        let team: TeamID
        /// 0 is nobody.
        let assignee: AgentID
        let status: TicketStatus
        let count: Int

        /// The views that its tickets are in.
        func views(_ agent: AgentID?, _ teams: Set<TeamID>) -> [TicketView] {
            guard shelf != "spam" else { return [.spam] }
            guard shelf.isEmpty else { return [.snoozed, .all] }
            guard status.isUnsolved else { return [.solved, .all] }
            var views: [TicketView] = [.unsolved, .all]
            if status == .pending { views.append(.pending) }
            if assignee.rawValue == 0 { views.append(.unassigned) }
            if assignee == agent { views.append(.mine) }
            if teams.contains(team) { views.append(.team) }
            return views
        }
    }

    let connection: Connection

    /// The lines that the connection's viewer sees.
    ///
    /// The tally knows teams and assignees; tickets that somebody sees for another reason (they follow it, were asked to look
    /// at it, or it was written to their team as well) are few, and are counted one by one.
    func lines() throws -> [Line] {
        let known = try connection.all(
            """
            SELECT shelf, team, assignee, status, count FROM ticketTally
            WHERE count > 0 AND (?1 IS NULL OR team = 0 OR assignee = ?1
                OR EXISTS (SELECT 1 FROM teamReach r WHERE r.agent = ?1 AND r.team = ticketTally.team))
            """,
            connection.viewer,
            row: Self.decode
        )
        guard let viewer = connection.viewer else { return known }
        return try known
            + connection.all(
                """
                SELECT ifnull(t.shelf, ''), t.team, ifnull(t.assignee, 0), t.status, 1 FROM ticket t
                WHERE t.id IN (SELECT ticket FROM ticketFollower WHERE agent = ?1
                        UNION SELECT ticket FROM attention WHERE agent = ?1
                        UNION SELECT o.ticket FROM ticketTeam o JOIN teamReach r ON r.team = o.team WHERE r.agent = ?1)
                    AND t.mergedInto IS NULL AND t.takenBack IS NULL AND t.team IS NOT NULL AND t.assignee IS NOT ?1
                    AND NOT EXISTS (SELECT 1 FROM teamReach r WHERE r.agent = ?1 AND r.team = t.team)
                """,
                viewer,
                row: Self.decode
            )
    }

    private static func decode(_ row: inout ResultRow) throws -> Line {
        Line(
            shelf: try row.next(),
            team: try row.next(),
            assignee: try row.next(),
            status: try row.next(),
            count: try row.next()
        )
    }
}
