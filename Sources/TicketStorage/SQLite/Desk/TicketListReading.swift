import ChannelKit
import DeskModel

/// Reads lists of tickets.
struct TicketListReading {
    typealias Place = (updatedAt: Timestamp, id: TicketID)

    let connection: Connection

    init(connection: Connection) { self.connection = connection }

    /// A page of a view.
    func page(_ query: TicketQuery) throws -> Page<TicketSummary> {
        guard query.filter.isEmpty, query.order == .changed else {
            return try ChosenTickets(lists: self, query: query).page()
        }
        let limit = min(max(query.limit, 1), 200)
        let places = try places(query, after: TicketCursor(query.after), limit + 1)
        let items = try places.prefix(limit).compactMap { try summary($0.id) }
        var next: PageCursor?
        if places.count > limit {
            let last = places[limit - 1]
            next = TicketCursor(updatedAt: last.updatedAt.rawValue, id: last.id.rawValue).text
        }
        return Page(items: items, next: next)
    }

    /// The places of a view or of a person's tickets behind a cursor, last change first.
    func places(_ query: TicketQuery, after: TicketCursor, _ limit: Int) throws -> [Place] {
        if let person = query.person { return try places(ofPerson: person, query, after, limit) }
        return try places(query.view, agent: query.agent, after, limit)
    }

    /// A ticket as a line of a list.
    func summary(_ id: TicketID) throws -> TicketSummary? {
        var summary = try line(id)
        summary?.nextTask = try TaskTable(connection: connection).next(of: id)
        summary?.marks = try MarkTable(connection: connection).marks(of: id)
        return summary
    }

    private func line(_ id: TicketID) throws -> TicketSummary? {
        try connection.first(
            """
            SELECT t.id, t.number, t.subject, t.status, t.priority, t.contact, t.channel, t.assignee, t.team,
                t.mergedInto, t.createdAt, t.updatedAt, t.version,
                ifnull(nullif(p.name, ''), ifnull(
                    (SELECT address FROM identity WHERE contact = c.id ORDER BY id LIMIT 1),
                    ifnull((SELECT address FROM identity WHERE contact = p.id ORDER BY id LIMIT 1), ''))),
                a.name, t.preview, t.messageCount, t.deliveryProblems > 0, t.hasUnverifiedSender,
                d.target, d.dueAt, d.warnAt
            FROM ticket t JOIN contact c ON c.id = t.contact JOIN contact p ON p.id = c.person
            LEFT JOIN agent a ON a.id = t.assignee LEFT JOIN ticketDue d ON d.ticket = t.id
            WHERE t.id = ?1 AND (?2 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?2 AND s.ticket = t.id))
            """,
            id,
            connection.viewer
        ) { row in
            TicketSummary(
                ticket: try TicketRow.decode(&row),
                contactName: try row.next(),
                assigneeName: try row.next(),
                preview: try row.next(),
                messageCount: try row.next(),
                hasDeliveryProblem: try row.next(),
                hasUnverifiedSender: try row.next(),
                due: try Self.due(&row)
            )
        }
    }

    private static func due(_ row: inout ResultRow) throws -> TicketDue? {
        guard let target = try row.next(SLATarget?.self) else { return nil }
        return TicketDue(target: target, dueAt: try row.next(), warnAt: try row.next())
    }

    /// How many tickets each view holds: sums of the tally, whatever the number of tickets.
    func counts(for agent: AgentID?) throws -> [TicketView: Int] {
        let teams = Set(try agent.map { try MembershipTable(connection: connection).teams(of: $0) } ?? [])
        let tally = try TallyReading(connection: connection).lines()
        var counts = Dictionary(uniqueKeysWithValues: TicketView.allCases.map { ($0, 0) })
        for line in tally { for view in line.views(agent, teams) { counts[view, default: 0] += line.count } }
        if let agent { counts[.team, default: 0] += try SharedTicketTable(connection: connection).count(for: agent) }
        if let agent { counts[.mentions] = try AttentionTable(connection: connection).unseenCount(of: agent) }
        return counts
    }

    /// Every query repeats its partial index's condition word by word: only then does the planner use it.
    private func places(
        _ view: TicketView,
        agent: AgentID?,
        _ after: TicketCursor,
        _ limit: Int
    ) throws -> [Place] {
        switch view {
        case .mine: return try mine(agent, after, limit)
        case .unassigned: return try unassigned(after, limit)
        case .team: return try team(agent, after, limit)
        case .mentions: return try mentions(agent, after, limit)
        case .snoozed: return try shelved("snoozed", after, limit)
        case .spam: return try shelved("spam", after, limit)
        case .unsolved: return try unsolved(after, limit)
        case .pending: return try pending(after, limit)
        case .solved: return try solved(after, limit)
        case .all:
            let both = try unsolved(after, limit) + solved(after, limit) + shelved("snoozed", after, limit)
            return Array(both.sorted { ($0.updatedAt, $0.id) > ($1.updatedAt, $1.id) }.prefix(limit))
        }
    }

    private func mine(_ agent: AgentID?, _ after: TicketCursor, _ limit: Int) throws -> [Place] {
        guard let agent else { return [] }
        return try connection.all(
            """
            SELECT updatedAt, id FROM ticket
            WHERE assignee = ?4 AND mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed'
                AND (updatedAt, id) < (?1, ?2)
                AND (?5 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?5 AND s.ticket = ticket.id))
            ORDER BY updatedAt DESC, id DESC LIMIT ?3
            """,
            after.updatedAt,
            after.id,
            limit,
            agent,
            connection.viewer,
            row: Self.place
        )
    }

    /// A team's lists are merged; an agent is in few teams.
    private func team(_ agent: AgentID?, _ after: TicketCursor, _ limit: Int) throws -> [Place] {
        guard let agent else { return [] }
        let places = try MembershipTable(connection: connection).teams(of: agent).flatMap { team in
            try connection.all(
                """
                SELECT updatedAt, id FROM ticket INDEXED BY ticketByTeam
                WHERE team = ?4 AND mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed'
                    AND (updatedAt, id) < (?1, ?2)
                    AND (?5 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?5 AND s.ticket = ticket.id))
                ORDER BY updatedAt DESC, id DESC LIMIT ?3
                """,
                after.updatedAt,
                after.id,
                limit,
                team,
                connection.viewer,
                row: Self.place
            )
        }
        let all = places + (try shared(with: agent, after, limit))
        return Array(all.sorted { ($0.updatedAt, $0.id) > ($1.updatedAt, $1.id) }.prefix(limit))
    }

    /// Tickets of other teams that were written to one of the agent's as well; few, so they are sorted rather than indexed.
    private func shared(with agent: AgentID, _ after: TicketCursor, _ limit: Int) throws -> [Place] {
        try connection.all(
            """
            SELECT t.updatedAt, t.id FROM ticket t
            WHERE t.id IN (SELECT s.ticket FROM ticketShared s WHERE s.agent = ?1)
                AND t.mergedInto IS NULL AND t.shelf IS NULL AND t.status <> 'solved' AND t.status <> 'closed'
                AND (t.updatedAt, t.id) < (?2, ?3)
            ORDER BY t.updatedAt DESC, t.id DESC LIMIT ?4
            """,
            agent,
            after.updatedAt,
            after.id,
            limit,
            row: Self.place
        )
    }

    /// Tickets an agent was asked to look at, the newest asking first.
    private func mentions(_ agent: AgentID?, _ after: TicketCursor, _ limit: Int) throws -> [Place] {
        guard let agent else { return [] }
        return try connection.all(
            """
            SELECT at, ticket FROM attention INDEXED BY attentionByTime
            WHERE agent = ?4 AND (at, ticket) < (?1, ?2) ORDER BY at DESC, ticket DESC LIMIT ?3
            """,
            after.updatedAt,
            after.id,
            limit,
            agent,
            row: Self.place
        )
    }

    private func shelved(_ shelf: String, _ after: TicketCursor, _ limit: Int) throws -> [Place] {
        try connection.all(
            """
            SELECT updatedAt, id FROM ticket INDEXED BY ticketShelved
            WHERE shelf = ?4 AND mergedInto IS NULL AND (updatedAt, id) < (?1, ?2)
                AND (?5 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?5 AND s.ticket = ticket.id))
            ORDER BY updatedAt DESC, id DESC LIMIT ?3
            """,
            after.updatedAt,
            after.id,
            limit,
            shelf,
            connection.viewer,
            row: Self.place
        )
    }

    private func unassigned(_ after: TicketCursor, _ limit: Int) throws -> [Place] {
        try connection.all(
            """
            SELECT updatedAt, id FROM ticket INDEXED BY ticketUnassigned
            WHERE mergedInto IS NULL AND shelf IS NULL AND assignee IS NULL AND status <> 'solved' AND status <> 'closed'
                AND (updatedAt, id) < (?1, ?2)
                AND (?4 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?4 AND s.ticket = ticket.id))
            ORDER BY updatedAt DESC, id DESC LIMIT ?3
            """,
            after.updatedAt,
            after.id,
            limit,
            connection.viewer,
            row: Self.place
        )
    }

    private func unsolved(_ after: TicketCursor, _ limit: Int) throws -> [Place] {
        try connection.all(
            """
            SELECT updatedAt, id FROM ticket INDEXED BY ticketUnsolved
            WHERE mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed'
                AND (updatedAt, id) < (?1, ?2)
                AND (?4 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?4 AND s.ticket = ticket.id))
            ORDER BY updatedAt DESC, id DESC LIMIT ?3
            """,
            after.updatedAt,
            after.id,
            limit,
            connection.viewer,
            row: Self.place
        )
    }

    private func pending(_ after: TicketCursor, _ limit: Int) throws -> [Place] {
        try connection.all(
            """
            SELECT updatedAt, id FROM ticket INDEXED BY ticketPending
            WHERE mergedInto IS NULL AND shelf IS NULL AND status = 'pending' AND (updatedAt, id) < (?1, ?2)
                AND (?4 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?4 AND s.ticket = ticket.id))
            ORDER BY updatedAt DESC, id DESC LIMIT ?3
            """,
            after.updatedAt,
            after.id,
            limit,
            connection.viewer,
            row: Self.place
        )
    }

    private func solved(_ after: TicketCursor, _ limit: Int) throws -> [Place] {
        try connection.all(
            """
            SELECT updatedAt, id FROM ticket INDEXED BY ticketSolved
            WHERE mergedInto IS NULL AND takenBack IS NULL AND shelf IS NULL AND status IN ('solved', 'closed')
                AND (updatedAt, id) < (?1, ?2)
                AND (?4 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?4 AND s.ticket = ticket.id))
            ORDER BY updatedAt DESC, id DESC LIMIT ?3
            """,
            after.updatedAt,
            after.id,
            limit,
            connection.viewer,
            row: Self.place
        )
    }

    /// A person's tickets in a view; a person's tickets are few, so they are sorted rather than indexed.
    private func places(
        ofPerson person: ContactID,
        _ query: TicketQuery,
        _ after: TicketCursor,
        _ limit: Int
    ) throws -> [Place] {
        let all = try connection.all(
            """
            SELECT t.updatedAt, t.id, t.status, t.assignee, t.shelf FROM contact c JOIN ticket t ON t.contact = c.id
            WHERE c.person = ?1 AND t.mergedInto IS NULL AND t.takenBack IS NULL AND (t.updatedAt, t.id) < (?2, ?3)
                AND (?4 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?4 AND s.ticket = t.id))
            ORDER BY t.updatedAt DESC, t.id DESC
            """,
            person,
            after.updatedAt,
            after.id,
            connection.viewer
        ) { row in
            (
                place: (try row.next(Timestamp.self), try row.next(TicketID.self)) as Place,
                status: try row.next(TicketStatus.self), assignee: try row.next(AgentID?.self),
                shelf: try row.next(String?.self)
            )
        }
        let wanted = all.lazy.filter { ticket in
            switch query.view {
            case .snoozed, .spam: ticket.shelf == query.view.rawValue
            case .team, .mentions: false
            case .mine: ticket.status.isUnsolved && ticket.assignee != nil && ticket.assignee == query.agent
            case .unassigned: ticket.status.isUnsolved && ticket.assignee == nil
            case .unsolved: ticket.status.isUnsolved
            case .pending: ticket.status == .pending
            case .solved: !ticket.status.isUnsolved
            case .all: true
            }
        }
        return wanted.prefix(limit).map(\.place)
    }

    private static func place(_ row: inout ResultRow) throws -> Place { (try row.next(), try row.next()) }
}
