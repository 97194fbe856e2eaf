import ChannelKit
import DeskModel
import Foundation

/// What somebody typed to search: words, and filters such as `status:open`.
struct SearchQuery {
    /// The words without the filters.
    private(set) var words = ""
    /// Text that a sender's name or address holds.
    private(set) var from: [String] = []
    private(set) var statuses: Set<TicketStatus> = []
    private(set) var channels: [String] = []
    /// Text that the assignee's name or address begins with, or `nobody`.
    private(set) var assignees: [String] = []
    private(set) var tags: [String] = []
    /// Values that fields have, as `KEY=VALUE`.
    private(set) var fields: [FieldCondition] = []
    /// Changed before, and at or after, midnight UTC of a day.
    private(set) var before: Timestamp?
    private(set) var after: Timestamp?

    /// Whether only words count.
    var isUnfiltered: Bool {
        from.isEmpty && statuses.isEmpty && channels.isEmpty && assignees.isEmpty && tags.isEmpty && fields.isEmpty
            && before == nil && after == nil
    }

    /// Reads what was typed; a filter with a value that it cannot have is a word like any other.
    init(_ text: String) {
        var words: [Substring] = []
        for piece in text.prefix(2_048).split(whereSeparator: \.isWhitespace).prefix(64) where !take(piece) {
            words.append(piece)
        }
        self.words = words.joined(separator: " ")
    }

    private mutating func take(_ piece: Substring) -> Bool {
        // A colon of a Chinese keyboard is as good.
        guard let colon = piece.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return false }
        let value = piece[piece.index(after: colon)...].lowercased()
        guard !value.isEmpty else { return false }
        switch piece[..<colon].lowercased() {
        case "from": from.append(value)
        case "channel": channels.append(value)
        case "assignee": assignees.append(value)
        case "tag": tags.append(value)
        case "field":
            guard let condition = FieldCondition(value) else { return false }
            fields.append(condition)
        case "status":
            guard let found = Self.statuses(value) else { return false }
            statuses.formUnion(found)
        case "before":
            guard let day = Self.day(value) else { return false }
            before = day
        case "after":
            guard let day = Self.day(value) else { return false }
            after = day
        default: return false
        }
        return true
    }

    private static func statuses(_ value: String) -> Set<TicketStatus>? {
        if let status = TicketStatus(rawValue: value) { return [status] }
        return value == "unsolved" ? Set(TicketStatus.allCases.filter(\.isUnsolved)) : nil
    }

    private static func day(_ value: String) -> Timestamp? {
        let parts = value.split(separator: "-").map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], year >= 1_970,
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        return Timestamp(seconds: Int64(date.dayNumber) * 86_400)
    }
}

/// Whether a ticket is what the filters of a query ask for.
struct SearchMatch {
    let connection: Connection
    let query: SearchQuery

    func holds(for line: TicketSummary) throws -> Bool {
        guard !query.isUnfiltered else { return true }
        let ticket = line.ticket
        if !query.statuses.isEmpty, !query.statuses.contains(ticket.status) { return false }
        if !query.channels.isEmpty, !query.channels.contains(ticket.channel.rawValue.lowercased()) { return false }
        if let before = query.before, ticket.updatedAt >= before { return false }
        if let after = query.after, ticket.updatedAt < after { return false }
        if !query.tags.allSatisfy(line.marks.tags.contains) { return false }
        let values = FieldValueTable(connection: connection)
        if try !query.fields.allSatisfy({ try values.holds($0, of: ticket.id) }) { return false }
        if try !query.assignees.isEmpty && !isAssigned(ticket) { return false }
        return try query.from.isEmpty || isFrom(line)
    }

    private func isAssigned(_ ticket: Ticket) throws -> Bool {
        guard let assignee = ticket.assignee else { return query.assignees.contains("nobody") }
        guard let agent = try AccountTable(connection: connection).agent(assignee) else { return false }
        let names = [agent.name.lowercased(), agent.email.lowercased()]
        return query.assignees.contains { wanted in names.contains { $0.hasPrefix(wanted) } }
    }

    private func isFrom(_ line: TicketSummary) throws -> Bool {
        var names = [line.contactName.lowercased()]
        names += try connection.all(
            "SELECT address FROM identity WHERE contact = ?1 LIMIT 20",
            line.ticket.contact
        ) { try $0.next(String.self).lowercased() }
        return query.from.allSatisfy { wanted in names.contains { $0.contains(wanted) } }
    }
}
