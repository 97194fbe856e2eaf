import DeskModel
import Foundation
import MessageText

/// Finds tickets by words or number.
struct TicketSearch {
    /// How many tickets of a person who is found are shown.
    private static let ticketsOfPerson = 20

    let connection: Connection

    init(connection: Connection) { self.connection = connection }

    /// A page of the tickets found, best first.
    func page(_ words: String, after: PageCursor?, limit: Int) throws -> Page<SearchHit> {
        let limit = min(max(limit, 1), 200)
        let start = max(Int(after?.rawValue ?? "") ?? 0, 0)
        let found = try ranked(words)
        let lists = TicketListReading(connection: connection)
        let items = try found.dropFirst(start).prefix(limit).compactMap { ticket, entry in
            try lists.summary(ticket).map {
                SearchHit(ticket: $0, excerpt: try excerpt(of: entry, words) ?? $0.preview)
            }
        }
        let end = start + limit
        return Page(items: items, next: end < found.count ? PageCursor(rawValue: String(end)) : nil)
    }

    /// Tickets with the entry that each was found by.
    private func ranked(_ words: String) throws -> [(TicketID, entry: Int64)] {
        var found: [(TicketID, entry: Int64)] = []
        var seen: Set<TicketID> = []
        func add(_ ticket: TicketID, _ entry: Int64) throws {
            guard let resolved = try TicketRow(connection: connection).resolved(ticket)?.id else { return }
            if seen.insert(resolved).inserted { found.append((resolved, entry)) }
        }
        if let number = Self.number(words), let ticket = try TicketRow(connection: connection).id(number: number) {
            try add(ticket, ticket.rawValue)
        }
        guard let expression = SearchText.matchExpression(words) else { return found }
        for entry in try EntrySearch(connection: connection).ids(matching: expression) {
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
        var seen: Set<ContactID> = []
        return try EntrySearch(connection: connection).ids(matching: "{person} : (\(expression))").compactMap { entry in
            let person = try connection.value("SELECT person FROM contact WHERE id = ?1", entry, as: ContactID.self)
            guard let person, seen.insert(person).inserted else { return nil }
            return person
        }
    }
}
