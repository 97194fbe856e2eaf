import DeskModel

/// What the desk may want to unify but does not by itself.
struct SuggestionTable {
    let connection: Connection

    /// Adds a suggestion, unless one about the same pair exists in whatever state.
    func add(_ suggestion: Suggestion) throws {
        let pair = Pair(suggestion.proposal)
        guard pair.one != pair.other else { return }
        try connection.run(
            """
            INSERT INTO suggestion (id, kind, one, other, score, evidence, outcome, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (kind, one, other) DO NOTHING
            """,
            suggestion.id,
            pair.kind,
            pair.one,
            pair.other,
            min(max(suggestion.score, 0), 1),
            JSONText.list(suggestion.evidence),
            suggestion.outcome,
            suggestion.at
        )
    }

    /// Turns an open suggestion down.
    ///
    /// - Returns: whether it was open.
    func dismiss(_ id: RecordID<Suggestion>) throws -> Bool {
        try connection.run("UPDATE suggestion SET outcome = 'dismissed' WHERE id = ?1 AND outcome = 'open'", id)
        return connection.changes > 0
    }

    /// Notes that contacts were merged as suggested.
    func acceptMerge(of one: ContactID, and other: ContactID) throws {
        try accept(Pair(.mergeContacts(one, other)))
    }

    /// Notes that tickets were merged as suggested.
    func acceptMerge(of from: TicketID, into: TicketID) throws {
        try accept(Pair(.mergeTickets(from: from, into: into)))
        try accept(Pair(.mergeTickets(from: into, into: from)))
    }

    private func accept(_ pair: Pair) throws {
        try connection.run(
            "UPDATE suggestion SET outcome = 'accepted' WHERE kind = ?1 AND one = ?2 AND other = ?3 AND outcome = 'open'",
            pair.kind,
            pair.one,
            pair.other
        )
    }

    /// Open suggestions about a ticket or about the contacts of a person, likeliest first.
    func open(ticket: TicketID?, person: ContactID?) throws -> [Suggestion] {
        var found: [RecordID<Suggestion>: Suggestion] = [:]
        if let ticket {
            for suggestion in try about("tickets", ticket.rawValue) { found[suggestion.id] = suggestion }
        }
        if let person {
            for contact in try PersonRow(connection: connection).contacts(ofPerson: person) {
                for suggestion in try about("contacts", contact.rawValue) { found[suggestion.id] = suggestion }
            }
        }
        return found.values.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
    }

    private func about(_ kind: String, _ id: Int64) throws -> [Suggestion] {
        try connection.all(
            """
            SELECT id, kind, one, other, score, evidence, outcome, at FROM suggestion
            WHERE kind = ?1 AND one = ?2 AND outcome = 'open'
            UNION
            SELECT id, kind, one, other, score, evidence, outcome, at FROM suggestion
            WHERE kind = ?1 AND other = ?2 AND outcome = 'open'
            """,
            kind,
            id
        ) { row in
            let suggestion = try row.next(RecordID<Suggestion>.self)
            let kind = try row.next(String.self)
            let one = try row.next(Int64.self)
            let other = try row.next(Int64.self)
            return Suggestion(
                id: suggestion,
                proposal: kind == "contacts"
                    ? .mergeContacts(ContactID(rawValue: one), ContactID(rawValue: other))
                    : .mergeTickets(from: TicketID(rawValue: one), into: TicketID(rawValue: other)),
                score: try row.next(),
                evidence: try JSONText.read(try row.next()),
                outcome: try row.next(),
                at: try row.next()
            )
        }
    }
}

/// What a suggestion is about, in an order of its own, so that a pair of contacts is the same pair either way.
private struct Pair {
    let kind: String
    let one: Int64
    let other: Int64

    init(_ proposal: Suggestion.Proposal) {
        switch proposal {
        case .mergeContacts(let first, let second):
            kind = "contacts"
            one = min(first, second).rawValue
            other = max(first, second).rawValue
        case .mergeTickets(let from, let into):
            kind = "tickets"
            one = from.rawValue
            other = into.rawValue
        }
    }
}
