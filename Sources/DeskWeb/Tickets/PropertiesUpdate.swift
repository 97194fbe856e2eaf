import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `POST /desk/tickets/:number/properties`: changes those of status, assignee, team, priority, type and subject that the form names.
enum PropertiesUpdate {
    static func submit(_ exchange: Exchange) async throws -> Response {
        let ticket = try await exchange.thread().ticket
        let marks = try await exchange.store.state(number: ticket.number)?.marks ?? TicketMarks()
        var version = exchange.formVersion
        var result = ChangeResult.done(ticket)
        for (index, action) in try actions(exchange.form, ticket, marks).enumerated() {
            result = try await exchange.apply(action, version: version, part: "/\(index)")
            guard case .done(let changed) = result else { break }
            // The form's own first change makes the version it was made for old.
            version = version == nil ? nil : changed.version
        }
        return try await exchange.answer(result, number: ticket.number)
    }

    private static func actions(
        _ form: FormValues,
        _ ticket: Ticket,
        _ marks: TicketMarks
    ) throws -> [DeskChange.Action] {
        var actions: [DeskChange.Action] = []
        if let text = form["status"] {
            guard let status = TicketStatus(rawValue: text) else { throw PageProblem.notFound }
            if status != ticket.status { actions.append(.status(ticket.id, status)) }
        }
        if let text = form["assignee"] {
            let agent = AgentID(text)
            guard text.isEmpty || agent != nil else { throw PageProblem.notFound }
            if agent != ticket.assignee { actions.append(.assign(ticket.id, agent)) }
        }
        if let text = form["priority"] {
            guard let priority = TicketPriority(rawValue: text) else { throw PageProblem.notFound }
            if priority != ticket.priority { actions.append(.priority(ticket.id, priority)) }
        }
        if let text = form["team"] {
            let team = TeamID(text)
            guard text.isEmpty || team != nil else { throw PageProblem.notFound }
            if team != ticket.team { actions.append(.team(ticket.id, team)) }
        }
        if let text = form["type"] {
            let type = text.isEmpty ? nil : String(text.prefix(TicketMark.maximumLength))
            if type != marks.type { actions.append(.mark(ticket.id, .type(type))) }
        }
        if let subject = form.trimmed("subject") { actions.append(.subject(ticket.id, String(subject.prefix(250)))) }
        return actions
    }
}
