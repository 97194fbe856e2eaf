import ChannelKit
import DeskModel

/// Splits, merges and moves, and takes them back.
struct TicketRegrouping {
    typealias Refusal = DeskChangeWriter.Refusal

    let context: WriteContext
    let actor: Actor
    let at: Timestamp
    private var connection: Connection { context.connection }
    private var tickets: TicketWriter { TicketWriter(context: context) }
    private var moving: MessageMoving { MessageMoving(context: context, at: at) }

    init(context: WriteContext, actor: Actor, at: Timestamp) {
        self.context = context
        self.actor = actor
        self.at = at
    }

    /// Splits messages off into a new ticket, which is linked.
    func split(_ from: Ticket, _ messages: [MessageID], into new: Ticket, _ action: ActionID) throws -> Ticket {
        let chosen = try chosen(messages, in: from)
        let all = try moving.messages(of: from.id)
        guard chosen.count < all.count else { throw Refusal("a split leaves at least one message behind") }
        var new = new
        new.number = try tickets.nextNumber()
        try tickets.open(new)
        try SearchQueue(context: context).mark(ticket: new.id)
        try note(.opened, new.id, nil, new.status.rawValue)
        try store(.split, action, from, new.id)
        try moving.move(chosen, from: from.id, to: new.id, noting: action)
        try tickets.add(TicketLink(from: from.id, to: new.id, kind: .split))
        try note(.split, from.id, nil, String(new.number))
        try note(.split, new.id, String(from.number), nil)
        return try finish([from.id, new.id], showing: new.id)
    }

    /// Merges a ticket into another: all its messages go there, and its number leads there.
    func merge(_ from: Ticket, into: Ticket, _ action: ActionID) throws -> Ticket {
        guard from.id != into.id else { throw Refusal("a ticket is not merged into itself") }
        try store(.merge, action, from, into.id)
        try moving.move(try moving.messages(of: from.id), from: from.id, to: into.id, noting: action)
        try connection.run(
            "UPDATE ticket SET status = 'closed', mergedInto = ?2 WHERE id = ?1",
            from.id,
            into.id
        )
        if from.status != .closed { try note(.status, from.id, from.status.rawValue, TicketStatus.closed.rawValue) }
        try note(.merged, from.id, nil, String(into.number))
        try note(.merged, into.id, String(from.number), nil)
        try SuggestionTable(connection: connection).acceptMerge(of: from.id, into: into.id)
        return try finish([from.id, into.id], showing: into.id)
    }

    /// Moves messages into another ticket.
    func move(_ from: Ticket, _ messages: [MessageID], into: Ticket, _ action: ActionID) throws -> Ticket {
        guard from.id != into.id else { throw Refusal("the messages are in that ticket already") }
        let chosen = try chosen(messages, in: from)
        let all = try moving.messages(of: from.id)
        guard chosen.count < all.count else { throw Refusal("these are all of its messages; merge the ticket instead") }
        try store(.move, action, from, into.id)
        try moving.move(chosen, from: from.id, to: into.id, noting: action)
        try note(.moved, from.id, nil, String(into.number))
        try note(.moved, into.id, String(from.number), nil)
        return try finish([from.id, into.id], showing: into.id)
    }

    /// Takes a split, merge or move back: what it moved returns, what came later stays.
    func undo(_ id: ActionID) throws -> Ticket {
        guard let action = try ActionTable(connection: connection).standing(id) else {
            throw Refusal("there is nothing to undo, or it was undone already")
        }
        let rows = TicketRow(connection: connection)
        guard let from = try rows.ticket(action.from), let place = try rows.resolved(action.to) else {
            throw Refusal("one of the tickets does not exist")
        }
        if action.kind != .merge, from.mergedInto != nil {
            throw Refusal("ticket \(from.number) was merged since; undo that first")
        }
        try connection.run("UPDATE undoableAction SET undoneAt = ?2 WHERE id = ?1", id, at)
        if action.kind == .merge { try reopen(from, as: action.status) }
        try moving.giveBack(action: id, from: place.id, to: from.id)
        if action.kind == .split { try closeWhenEmpty(action.to, into: from) }
        try note(.undone, from.id, nil, action.kind.rawValue)
        try note(.undone, place.id, action.kind.rawValue, nil)
        return try finish([from.id, place.id], showing: from.id)
    }

    private func reopen(_ ticket: Ticket, as status: TicketStatus) throws {
        try connection.run(
            "UPDATE ticket SET status = ?2, mergedInto = NULL WHERE id = ?1",
            ticket.id,
            status
        )
        if ticket.status != status { try note(.status, ticket.id, ticket.status.rawValue, status.rawValue) }
    }

    /// A ticket that a split made and that nothing was added to goes back into the one it came from.
    private func closeWhenEmpty(_ id: TicketID, into from: Ticket) throws {
        guard try moving.messages(of: id).isEmpty, let ticket = try TicketRow(connection: connection).ticket(id),
            ticket.mergedInto == nil
        else { return }
        try connection.run("UPDATE ticket SET status = 'closed', mergedInto = ?2 WHERE id = ?1", id, from.id)
        if ticket.status != .closed { try note(.status, id, ticket.status.rawValue, TicketStatus.closed.rawValue) }
        try connection.run(
            "DELETE FROM ticketLink WHERE fromTicket = ?1 AND toTicket = ?2 AND kind = 'split'",
            from.id,
            id
        )
    }

    private func chosen(_ messages: [MessageID], in ticket: Ticket) throws -> [MessageID] {
        let wanted = Set(messages)
        guard !wanted.isEmpty else { throw Refusal("no message is chosen") }
        let found = try moving.messages(of: ticket.id).filter(wanted.contains)
        guard found.count == wanted.count else { throw Refusal("a chosen message is not in this ticket any more") }
        return found
    }

    private func store(_ kind: UndoableAction.Kind, _ id: ActionID, _ from: Ticket, _ to: TicketID) throws {
        try connection.run(
            """
            INSERT INTO undoableAction (id, kind, fromTicket, toTicket, fromStatus, actor, at, undoneAt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)
            """,
            id,
            kind,
            from.id,
            to,
            from.status,
            actor,
            at
        )
    }

    private func note(_ kind: TicketEvent.Kind, _ ticket: TicketID, _ from: String?, _ to: String?) throws {
        try tickets.note(kind, in: ticket, by: actor, from: from, to: to, at: at)
    }

    private func finish(_ changed: [TicketID], showing id: TicketID) throws -> Ticket {
        for ticket in changed {
            try moving.refreshLine(of: ticket)
            try tickets.touch(ticket, at: at)
        }
        guard let ticket = try TicketRow(connection: connection).ticket(id) else {
            throw Refusal("there is no such ticket")
        }
        return ticket
    }
}
