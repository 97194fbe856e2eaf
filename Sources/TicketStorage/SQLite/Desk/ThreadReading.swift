import ChannelKit
import DeskModel

/// Reads a ticket whole.
struct ThreadReading {
    let connection: Connection
    let blobFolder: String

    /// The ticket with a number, or the one it was merged into, with everything in it.
    func thread(number: Int) throws -> TicketThread? {
        let rows = TicketRow(connection: connection)
        guard let id = try rows.id(number: number), let ticket = try rows.resolved(id) else { return nil }
        let people = PersonRow(connection: connection)
        guard let contact = try people.contact(ticket.contact), let person = try people.contact(contact.person) else {
            throw StorageError.corrupt("ticket \(ticket.number) has no contact")
        }
        let profile = try ContactReading(connection: connection).profile(of: contact, person: person)
        let entries = try entries(of: ticket.id)
        let events = try EventReading(connection: connection).events(of: ticket.id)
        return TicketThread(
            ticket: ticket,
            contact: contact,
            person: person,
            identities: profile.identities,
            evidence: profile.evidence,
            merges: profile.merges,
            entries: entries,
            legs: try LegRow(connection: connection).legs(of: ticket.id),
            events: events,
            links: try links(of: ticket.id),
            undoable: try ActionTable(connection: connection).actions(about: ticket.id),
            suggestions: try SuggestionTable(connection: connection).open(ticket: ticket.id, person: person.id),
            others: try others(of: person.id, beside: ticket.id),
            agents: try agents(),
            tasks: try TaskTable(connection: connection).tasks(of: ticket.id),
            clocks: try ClockTable(connection: connection).clocks(of: ticket.id)
        )
    }

    private func entries(of ticket: TicketID) throws -> [ThreadEntry] {
        let messages = MessageRow(connection: connection)
        let deliveries = DeliveryRow(connection: connection, blobFolder: blobFolder)
        let filed = try connection.all(
            "SELECT id, kind FROM message WHERE ticket = ?1 ORDER BY at, id",
            ticket
        ) { (try $0.next(MessageID.self), try $0.next(MessageWriter.Kind.self)) }
        return try filed.compactMap { id, kind in
            switch kind {
            case .inbound: try messages.inbound(id).map { .inbound($0) }
            case .reply, .automatic: try messages.reply(id).map { .reply($0, try deliveries.headings(of: id)) }
            case .note: try messages.note(id).map { .note($0) }
            }
        }
    }

    private func links(of ticket: TicketID) throws -> [LinkedTicket] {
        let links = try connection.all(
            """
            SELECT fromTicket, toTicket, kind FROM ticketLink WHERE fromTicket = ?1
            UNION SELECT fromTicket, toTicket, kind FROM ticketLink WHERE toTicket = ?1
            ORDER BY fromTicket, toTicket, kind LIMIT 100
            """,
            ticket
        ) { TicketLink(from: try $0.next(), to: try $0.next(), kind: try $0.next()) }
        return try links.compactMap { link in
            let other = link.from == ticket ? link.to : link.from
            return try TicketRow(connection: connection).ticket(other).map { LinkedTicket(ticket: $0, link: link) }
        }
    }

    /// By contact, so that the index gives the newest without sorting; a person is rarely more than one.
    private func others(of person: ContactID, beside ticket: TicketID) throws -> [Ticket] {
        let ids = try PersonRow(connection: connection).contacts(ofPerson: person).flatMap { contact in
            try connection.all(
                """
                SELECT id FROM ticket INDEXED BY ticketByContact
                WHERE contact = ?1 AND id <> ?2 AND mergedInto IS NULL AND takenBack IS NULL ORDER BY id DESC LIMIT 10
                """,
                contact,
                ticket
            ) { try $0.next(TicketID.self) }
        }
        return try ids.sorted(by: >).prefix(10).compactMap(TicketRow(connection: connection).ticket)
    }

    private func agents() throws -> [AgentID: Agent] {
        let agents = try AccountTable(connection: connection).agents()
        return Dictionary(uniqueKeysWithValues: agents.map { ($0.id, $0) })
    }
}
