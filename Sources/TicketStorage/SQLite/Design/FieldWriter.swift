import ChannelKit
import DeskModel

/// Changes tickets' fields, each change an event.
struct FieldWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }
    private var tickets: TicketWriter { TicketWriter(context: context) }

    init(context: WriteContext) { self.context = context }

    /// Changes fields of a ticket, all or none.
    ///
    /// - Returns: whether anything changed.
    /// - Throws: ``FieldRefusal``, before anything is written.
    func apply(_ changes: [FieldChange], to ticket: TicketID, by actor: Actor, at: Timestamp) throws -> Bool {
        let design = try DesignTable(connection: connection).design()
        let table = FieldValueTable(connection: connection)
        let before = try table.values(of: ticket)
        let after = try design.applying(changes, to: before)
        for field in design.fields where before[field.id] != after[field.id] {
            try table.set(after[field.id], of: field.id, on: ticket)
            try tickets.note(
                .field,
                in: ticket,
                by: actor,
                from: before[field.id].map { "\(field.key)=\($0)" },
                to: after[field.id].map { "\(field.key)=\($0)" },
                at: at
            )
        }
        return before != after
    }

    /// Refuses to solve a ticket while fields that are needed for it are not filled in.
    ///
    /// Customers and rules may solve it all the same.
    func requireFields(of ticket: Ticket, becoming status: TicketStatus, by actor: Actor) throws {
        guard ticket.status.isUnsolved, !status.isUnsolved else { return }
        switch actor {
        case .contact, .system, .operator: return
        case .agent, .service: break
        }
        let design = try DesignTable(connection: connection).design()
        guard design.fields.contains(where: \.definition.isNeededToSolve) else { return }
        let missing = design.missing(
            type: try MarkTable(connection: connection).marks(of: ticket.id).type,
            values: try FieldValueTable(connection: connection).values(of: ticket.id)
        )
        guard missing.isEmpty else { throw DeskChangeWriter.Refusal(SolvingRefusal.reason(missing)) }
    }
}

/// Makes a form's answers fields of the ticket that it opened.
///
/// An answer belongs to the field whose key is its name, when customers may see that field; one named `type` says the
/// ticket's type. What does not fit is left to the message, which holds every answer.
struct FormAnswerWriter {
    /// The name of the answer that says the ticket's type.
    static let typeName = "type"

    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    func take(_ answers: [EnvelopeField], into ticket: TicketID, by actor: Actor, at: Timestamp) throws {
        guard !answers.isEmpty else { return }
        let design = try DesignTable(connection: connection).design()
        for answer in answers where answer.name == Self.typeName {
            guard let type = design.activeType(named: answer.value) else { continue }
            try connection.run("UPDATE ticket SET type = ?2 WHERE id = ?1", ticket, type)
            try TicketWriter(context: context).note(.type, in: ticket, by: actor, to: type, at: at)
        }
        let values = design.values(fromAnswers: answers.map { ($0.name, $0.value) })
        let changes = values.map { FieldChange(field: $0.key, value: $0.value) }
        _ = try FieldWriter(context: context).apply(changes, to: ticket, by: actor, at: at)
    }
}
