import ChannelKit
import DeskModel
import Foundation
import MessageText

/// Finds tickets by words or number.
struct TicketSearch {
    /// How many tickets of a person who is found are shown.
    private static let ticketsOfPerson = 20
    /// How many entries are compared for tickets that are alike.
    private static let maximumCompared = 200
    /// In how many entries a word stands at the most that tells something of its ticket.
    private static let tellingCount = 400
    /// How many tickets are looked through when no words are given, and how many at once.
    private static let maximumBatches = 8
    private static let batch = 400

    let connection: Connection

    init(connection: Connection) { self.connection = connection }

    /// A page of the tickets found, best first.
    func page(_ text: String, after: PageCursor?, limit: Int) throws -> Page<SearchHit> {
        let limit = min(max(limit, 1), 200)
        // Bounded: a place may come from an address that anybody typed.
        let start = min(max(Int(after?.rawValue ?? "") ?? 0, 0), 1_000_000)
        let query = SearchQuery(text)
        let found = try ranked(query, count: start + limit + 1)
        let items = try found.dropFirst(start).prefix(limit).compactMap { summary, entry in
            SearchHit(
                ticket: summary,
                excerpt: try entry.flatMap { try excerpt(of: $0, query.words) } ?? summary.preview
            )
        }
        let end = start + limit
        return Page(items: items, next: end < found.count ? PageCursor(rawValue: String(end)) : nil)
    }

    /// Solved tickets that hold some of the words, best first.
    func similar(to words: String, beside ticket: TicketID, limit: Int) throws -> [SearchHit] {
        let table = SearchTable(connection: connection)
        // Common words bind nothing together; rare ones of a subject are few.
        let phrases = try words.split { $0.isWhitespace || $0.isPunctuation }.prefix(8)
            .filter { $0.count > 2 || $0.unicodeScalars.contains { $0.value >= 0x2E80 } }
            .compactMap { SearchText.matchExpression(String($0)) }
            .filter { try !table.isCommon($0, from: Self.tellingCount) }
        guard !phrases.isEmpty else { return [] }
        let lists = TicketListReading(connection: connection)
        var seen: Set<TicketID> = [ticket]
        var hits: [SearchHit] = []
        for hit in try table.hits(phrases.joined(separator: " OR "), limit: Self.maximumCompared) {
            for id in try tickets(of: hit.id) {
                // Most are told from the ticket alone; what a list shows of it takes several looks more.
                guard let found = try TicketRow(connection: connection).resolved(id), !found.status.isUnsolved,
                    seen.insert(found.id).inserted, let summary = try lists.summary(found.id), !summary.marks.isSpam
                else { continue }
                hits.append(SearchHit(ticket: summary, excerpt: summary.preview))
                if hits.count == limit { return hits }
            }
        }
        return hits
    }

    /// Tickets with the entry that each was found by, up to a count.
    private func ranked(_ query: SearchQuery, count: Int) throws -> [(TicketSummary, entry: Int64?)] {
        var found: [(TicketSummary, entry: Int64?)] = []
        var seen: Set<TicketID> = []
        let lists = TicketListReading(connection: connection)
        let match = SearchMatch(connection: connection, query: query)
        func add(_ ticket: TicketID, _ entry: Int64?) throws {
            guard found.count < count, let resolved = try TicketRow(connection: connection).resolved(ticket)?.id,
                seen.insert(resolved).inserted, let summary = try lists.summary(resolved), try match.holds(for: summary)
            else { return }
            found.append((summary, entry))
        }
        if let number = Self.number(query.words), let ticket = try TicketRow(connection: connection).id(number: number)
        {
            try add(ticket, ticket.rawValue)
        }
        guard let expression = SearchText.matchExpression(query.words) else {
            guard !query.isUnfiltered else { return found }
            var cursor = TicketCursor.start
            let all = TicketQuery(view: .all)
            for _ in 0..<Self.maximumBatches where found.count < count {
                let places = try lists.places(all, after: cursor, Self.batch)
                for place in places { try add(place.id, nil) }
                guard places.count == Self.batch, let last = places.last else { break }
                cursor = TicketCursor(updatedAt: last.updatedAt.rawValue, id: last.id.rawValue)
            }
            return found
        }
        for entry in try EntrySearch(connection: connection).ids(matching: expression) where found.count < count {
            for ticket in try tickets(of: entry) where try !isTakenBack(ticket) { try add(ticket, entry) }
        }
        return found
    }

    private func isTakenBack(_ ticket: TicketID) throws -> Bool {
        try connection.exists("SELECT 1 FROM ticket WHERE id = ?1 AND takenBack IS NOT NULL", ticket)
    }

    /// The tickets that an entry leads to: a message's, the ticket itself, or the newest of a person.
    private func tickets(of entry: Int64) throws -> [TicketID] {
        if let ticket = try connection.value("SELECT ticket FROM message WHERE id = ?1", entry, as: TicketID.self) {
            return [ticket]
        }
        if try connection.exists("SELECT 1 FROM ticket WHERE id = ?1", entry) { return [TicketID(rawValue: entry)] }
        return try connection.all(
            """
            SELECT t.id FROM contact e JOIN contact c ON c.person = e.person JOIN ticket t ON t.contact = c.id
            WHERE e.id = ?1 AND t.mergedInto IS NULL ORDER BY t.id DESC LIMIT ?2
            """,
            entry,
            Self.ticketsOfPerson
        ) { try $0.next() }
    }

    /// A ticket number as people write it: `123`, `#123`, `T-123`.
    private static func number(_ words: String) -> Int? {
        var text = words.trimmingCharacters(in: .whitespaces)[...]
        for prefix in ["#", "T-", "t-"] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        return text.utf8.count <= 18 && text.utf8.allSatisfy({ (48...57).contains($0) }) ? Int(text) : nil
    }

    /// A piece of an entry's text around the first word looked for.
    private func excerpt(of entry: Int64, _ words: String) throws -> String? {
        guard let document = try SearchDocuments(connection: connection).document(entry, .message) else { return nil }
        let text = document.body.prefix(64 << 10)
        let term = words.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        let options: String.CompareOptions = [.caseInsensitive, .diacriticInsensitive, .widthInsensitive]
        guard !term.isEmpty, let match = text.range(of: term, options: options) else {
            return TicketWriter.preview(of: String(text))
        }
        let start = text.index(match.lowerBound, offsetBy: -60, limitedBy: text.startIndex) ?? text.startIndex
        return TicketWriter.preview(of: String(text[start...].prefix(400)))
    }
}

/// Finds people by words, names or addresses.
struct PersonSearch {
    let connection: Connection

    /// The people found, best first.
    func people(matching words: String) throws -> [ContactID] {
        guard let expression = SearchText.matchExpression(words) else { return [] }
        // Of what many messages hold, names are found by how they begin.
        guard try !SearchTable(connection: connection).isCommon(expression) else { return try beginning(with: words) }
        var seen: Set<ContactID> = []
        return try EntrySearch(connection: connection).ids(matching: "{person} : (\(expression))").compactMap { entry in
            let person = try connection.value("SELECT person FROM contact WHERE id = ?1", entry, as: ContactID.self)
            guard let person, seen.insert(person).inserted else { return nil }
            return person
        }
    }

    private func beginning(with words: String) throws -> [ContactID] {
        try connection.all(
            """
            SELECT id FROM contact INDEXED BY personByName
            WHERE person = id AND name COLLATE NOCASE >= ?1 AND name COLLATE NOCASE < ?2
            ORDER BY name COLLATE NOCASE LIMIT 100
            """,
            words,
            words + "\u{10FFFF}"
        ) { try $0.next() }
    }
}
