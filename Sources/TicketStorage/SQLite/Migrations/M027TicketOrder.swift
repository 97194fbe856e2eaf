extension Migration {
    /// Lists by urgency, and all tickets of a team, whatever the number of tickets.
    static let ticketOrder = Migration(
        version: 27,
        statements: """
            CREATE INDEX ticketByPriority ON ticket (priority, updatedAt, id)
                WHERE mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed';
            -- All tickets of a team, for handing them over.
            CREATE INDEX ticketOfTeam ON ticket (team) WHERE team IS NOT NULL;
            """
    )
}
