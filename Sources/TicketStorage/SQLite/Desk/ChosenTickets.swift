import ChannelKit
import DeskModel

/// A page of a view under conditions, or in another order than by last change.
///
/// The view is read through its index, last change first, and what does not fit is passed over; how much is looked through for
/// one page is bounded, so that a page costs the same on every desk. Other orders are those of the tickets that were looked
/// through: on a view with more than that, of those changed last.
struct ChosenTickets {
    /// How many tickets are looked through for one page.
    static let maximumExamined = 4_000
    private static let batch = 400

    let lists: TicketListReading
    let query: TicketQuery
    private var connection: Connection { lists.connection }

    init(lists: TicketListReading, query: TicketQuery) {
        self.lists = lists
        self.query = query
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
                // Below the 2^42 milliseconds that times take until the year 2109.
                Int64(3 - (TicketPriority.allCases.firstIndex(of: ticket.priority) ?? 0)) << 42
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
        return try ChosenTickets(lists: lists, query: query).chosen(after: .start, wanted: bound).chosen.count
    }

    private func inPlace(_ limit: Int) throws -> Page<TicketSummary> {
        let (chosen, stop) = try chosen(after: TicketCursor(query.after), wanted: limit + 1)
        let items = try chosen.prefix(limit).compactMap { try lists.summary($0.ticket.id) }
        let last = chosen.count > limit ? chosen[limit - 1].place : stop
        let next = last.map { TicketCursor(updatedAt: $0.updatedAt.rawValue, id: $0.id.rawValue).text }
        return Page(items: items, next: next)
    }

    private func sorted(_ limit: Int) throws -> Page<TicketSummary> {
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
            if examined >= Self.maximumExamined { return (chosen, last) }
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
