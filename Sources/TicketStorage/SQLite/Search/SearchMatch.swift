import ChannelKit
import DeskModel

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
