import DeskModel
import HTTPTypes
import TicketStorage

/// What a change of a ticket is answered.
enum TicketWords {
    /// The answer when the change is made, else the problem.
    static func answer(_ outcome: ServiceOutcome, _ done: (Ticket) -> ServiceAnswer) -> ServiceAnswer {
        switch outcome {
        case .ticket(.done(let ticket)): done(ticket)
        case .ticket(.stale(let current)):
            problem(.stale, "The ticket has version \(current) by now. Read it again, then decide again.")
        case .ticket(.refused(let reason)), .other(.refused(let reason)):
            problem(.conflict, Exchange.sentence(reason))
        case .contact, .each, .article, .webhook, .other(.done):
            problem(.unexpected, "The change had another outcome than it can have.")
        }
    }

    /// The ticket as it is now.
    static func ticket(_ ticket: Ticket, status: Int = 200) -> ServiceAnswer {
        ServiceAnswer(
            status: status,
            location: status == 201 ? TicketResource.path(ticket.number) : nil,
            entityTag: TicketResource.entityTag(ticket),
            body: TicketResource.json(ticket).compact
        )
    }

    /// What was made in a ticket, with the ticket as it is now.
    static func made(_ members: [(String, JSON)], in ticket: Ticket, at path: String) -> ServiceAnswer {
        ServiceAnswer(
            status: 201,
            location: path,
            entityTag: TicketResource.entityTag(ticket),
            body: JSON.object([]).adding(members + [("ticket", TicketResource.json(ticket))]).compact
        )
    }

    static func problem(_ kind: APIProblem.Kind, _ detail: String) -> ServiceAnswer {
        ServiceAnswer(status: kind.status.code, body: APIProblem(kind, detail).json.compact)
    }
}
