import ChannelKit
import DeskModel

/// A page of a view under conditions, or in another order than by last change.
///
/// The view is read through its index, last change first, and what does not fit is passed over; how much is looked through for
/// one page is bounded, so that a page costs the same on every desk. In other orders, a view with no more tickets than that is
/// sorted; a larger one is read from an index with that order (``TicketWalk``), and where there is none, what is sorted are the
/// tickets changed last.
struct ChosenTickets {
    /// How many tickets are looked through for one page, unless a test says otherwise.
    static let maximumExamined = 4_000
    private static let batch = 400

    let lists: TicketListReading
    let query: TicketQuery
    /// How many tickets are looked through for one page.
    private let bound: Int
    private var connection: Connection { lists.connection }

    init(lists: TicketListReading, query: TicketQuery, bound: Int = Self.maximumExamined) {
        self.lists = lists
        self.query = query
        self.bound = bound
    }

    /// A ticket with what conditions and orders look at.
    private struct Candidate {
        let place: TicketListReading.Place
        let ticket: Ticket
        let marks: TicketMarks

        /// What it is ordered by; smaller comes first, and none is negative.
        func key(_ order: TicketOrder) -> Int64 {
            switch order {
            case .changed: .max - place.updatedAt.rawValue
            case .waiting: ticket.updatedAt.rawValue
            // Ids are given in order.
            case .newest: .max - ticket.id.rawValue
            case .priority:
                Int64(3 - (TicketPriority.allCases.firstIndex(of: ticket.priority) ?? 0)) << TicketWalk.urgencyShift
                    + ticket.updatedAt.rawValue
            }
        }
    }

    func page() throws -> Page<TicketSummary> {
        let limit = min(max(query.limit, 1), 200)
        return query.order == .changed ? try inPlace(limit) : try sorted(limit)
    }

    /// How many there are, up to a bound.
    func count(upTo bound: Int) throws -> Int {
        var query = query
        query.order = .changed
        return try ChosenTickets(lists: lists, query: query, bound: self.bound).chosen(after: .start, wanted: bound)
            .chosen.count
    }

    private func inPlace(_ limit: Int) throws -> Page<TicketSummary> {
        let (chosen, stop) = try chosen(after: TicketCursor(query.after), wanted: limit + 1)
        let items = try chosen.prefix(limit).compactMap { try lists.summary($0.ticket.id) }
        let last = chosen.count > limit ? chosen[limit - 1].place : stop
        let next = last.map { TicketCursor(updatedAt: $0.updatedAt.rawValue, id: $0.id.rawValue).text }
        return Page(items: items, next: next)
    }

    /// A page of a view that is too large to be sorted.
    private func walked(_ walk: TicketWalk, _ limit: Int) throws -> Page<TicketSummary> {
        let start = query.after.map { TicketCursor($0) } ?? TicketCursor(updatedAt: 0, id: .min)
        var place = (key: start.updatedAt, id: start.id)
        var items: [TicketSummary] = []
        var examined = 0
        let teams = query.view == .team ? try teams() : []
        while true {
            let steps = try walk.steps(behind: place.key, place.id, limit: Self.batch)
            for step in steps {
                guard items.count < limit else { return page(items, behind: place) }
                place = (step.key, step.place.id.rawValue)
                guard step.isWanted, let candidate = try candidate(step.place), belongs(candidate, teams),
                    try fits(candidate), let summary = try lists.summary(step.place.id)
                else { continue }
                items.append(summary)
            }
            guard steps.count == Self.batch else { return Page(items: items, next: nil) }
            examined += steps.count
            guard examined < bound else { return page(items, behind: place) }
        }
    }

    private func page(_ items: [TicketSummary], behind place: (key: Int64, id: Int64)) -> Page<TicketSummary> {
        Page(items: items, next: TicketCursor(updatedAt: place.key, id: place.id).text)
    }

    private func teams() throws -> Set<TeamID> {
        guard let agent = query.agent else { return [] }
        return Set(try MembershipTable(connection: connection).teams(of: agent))
    }

    /// Whether a ticket is in the view, of those that are in the walk's index.
    private func belongs(_ candidate: Candidate, _ teams: Set<TeamID>) -> Bool {
        let ticket = candidate.ticket
        return switch query.view {
        case .mine: ticket.assignee != nil && ticket.assignee == query.agent
        case .unassigned: ticket.assignee == nil
        case .team: ticket.team.map(teams.contains) ?? false
        case .pending: ticket.status == .pending
        default: true
        }
    }

    private func sorted(_ limit: Int) throws -> Page<TicketSummary> {
        if let walk = TicketWalk(query, connection),
            try lists.places(query, after: .start, bound + 1).count > bound
        {
            return try walked(walk, limit)
        }
        let after = query.after.map { TicketCursor($0) }
        let order = query.order
        let all = try chosen(after: .start, wanted: .max).chosen
            .map { (key: $0.key(order), id: $0.ticket.id) }
            .filter { entry in after.map { (entry.key, entry.id.rawValue) > ($0.updatedAt, $0.id) } ?? true }
            .sorted { ($0.key, $0.id) < ($1.key, $1.id) }
        let items = try all.prefix(limit).compactMap { try lists.summary($0.id) }
        var next: PageCursor?
        if all.count > limit {
            next = TicketCursor(updatedAt: all[limit - 1].key, id: all[limit - 1].id.rawValue).text
        }
        return Page(items: items, next: next)
    }

    /// Tickets that fit behind a place, and where looking stopped early; nil when the view was at its end.
    private func chosen(
        after: TicketCursor,
        wanted: Int
    ) throws -> (chosen: [Candidate], stop: TicketListReading.Place?) {
        var chosen: [Candidate] = []
        var after = after
        var examined = 0
        while true {
            let places = try lists.places(query, after: after, Self.batch)
            for place in places {
                guard let candidate = try candidate(place), try fits(candidate) else { continue }
                chosen.append(candidate)
                if chosen.count == wanted { return (chosen, place) }
            }
            examined += places.count
            guard places.count == Self.batch, let last = places.last else { return (chosen, nil) }
            if examined >= bound { return (chosen, last) }
            after = TicketCursor(updatedAt: last.updatedAt.rawValue, id: last.id.rawValue)
        }
    }

    private func candidate(_ place: TicketListReading.Place) throws -> Candidate? {
        guard let ticket = try TicketRow(connection: connection).ticket(place.id) else { return nil }
        let needsMarks = query.filter.tag != nil || query.filter.type != nil
        let marks = needsMarks ? try MarkTable(connection: connection).marks(of: place.id) : TicketMarks()
        return Candidate(place: place, ticket: ticket, marks: marks)
    }

    private func fits(_ candidate: Candidate) throws -> Bool {
        let filter = query.filter
        let ticket = candidate.ticket
        if !filter.statuses.isEmpty, !filter.statuses.contains(ticket.status) { return false }
        if !filter.priorities.isEmpty, !filter.priorities.contains(ticket.priority) { return false }
        if let team = filter.team, ticket.team != team { return false }
        if let channel = filter.channel, ticket.channel != channel { return false }
        if let type = filter.type, candidate.marks.type != type { return false }
        if let tag = filter.tag, !candidate.marks.tags.contains(tag) { return false }
        if let before = query.unchangedSince, ticket.updatedAt > before { return false }
        let values = FieldValueTable(connection: connection)
        for condition in filter.fields ?? [] where try !values.holds(condition, of: ticket.id) { return false }
        switch filter.assignee {
        case .me: return ticket.assignee != nil && ticket.assignee == query.agent
        case .nobody: return ticket.assignee == nil
        case .agent(let agent): return ticket.assignee == agent
        case nil: return true
        }
    }
}

/// Who is in which team.
struct MembershipTable {
    let connection: Connection

    func teams(of agent: AgentID) throws -> [TeamID] {
        try connection.all("SELECT team FROM teamMember WHERE agent = ?1", agent) { try $0.next() }
    }
}
