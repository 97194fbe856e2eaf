import ChannelKit
import DeskModel
import Foundation

/// Applies changes that agents make to tickets.
struct DeskChangeWriter {
    let context: WriteContext
    let change: DeskChange
    /// Whose limits hold for the tickets that are changed; what follows from a change is the desk's own.
    private let viewer: AgentID?
    private var connection: Connection { context.connection }
    private var tickets: TicketWriter { TicketWriter(context: context) }

    init(context: WriteContext, change: DeskChange) {
        self.context = context
        self.change = change
        viewer = context.connection.viewer
    }

    /// Applies the change, or tells why not.
    func apply() throws -> ChangeResult {
        if let key = change.idempotencyKey, let earlier = try answered(key) { return .done(earlier) }
        let result: ChangeResult
        do {
            result = .done(try connection.asDesk { try applied() })
        } catch let refusal as Refusal {
            result = refusal.result
        }
        if case .done(let ticket) = result, let key = change.idempotencyKey { try note(ticket, for: key) }
        return result
    }

    /// Why a change is not made; thrown before anything is written.
    struct Refusal: Error {
        let result: ChangeResult

        init(_ reason: String) { result = .refused(reason) }

        init(current version: Int) { result = .stale(current: version) }
    }

    private func applied() throws -> Ticket {
        switch change.action {
        case .open(let ticket, let contact, let identity, let first, let note):
            return try open(ticket, contact, identity, first, note)
        case .reply(let planned, let status): return try reply(planned, status)
        case .note(let note): return try add(note)
        case .status(let id, let status): return try set(id, status)
        case .assign(let id, let agent): return try assign(id, agent)
        case .team(let id, let team): return try set(id, team: team)
        case .priority(let id, let priority): return try set(id, priority)
        case .subject(let id, let subject): return try set(id, subject: subject)
        case .mark(let id, let mark):
            try MarkWriter(context: context, change: change).apply(mark, to: try changeable(id))
            return try current(id)
        case .split(let from, let messages, let into, let action):
            return try regrouping.split(try changeable(from), messages, into: into, action)
        case .merge(let from, let into, let action):
            return try regrouping.merge(try changeable(from), into: try changeable(into, checked: false), action)
        case .move(let from, let messages, let into, let action):
            return try regrouping.move(
                try changeable(from),
                messages,
                into: try changeable(into, checked: false),
                action
            )
        case .undo(let action):
            if let standing = try ActionTable(connection: connection).standing(action) {
                try requireSeen([standing.from, standing.to])
            }
            return try regrouping.undo(action)
        case .link(let link): return try set(link, isLinked: true)
        case .unlink(let link): return try set(link, isLinked: false)
        case .addTask(let task): return try add(task)
        case .completeTask(let id): return try change(id) { try $0.complete($1, by: change.actor, at: change.at) }
        case .reopenTask(let id): return try change(id) { try $0.reopen($1, by: change.actor, at: change.at) }
        }
    }

    private var regrouping: TicketRegrouping { TicketRegrouping(context: context, actor: change.actor, at: change.at) }

    /// A ticket that may be changed.
    private func changeable(_ id: TicketID, checked: Bool = true) throws -> Ticket {
        guard let ticket = try TicketRow(connection: connection).ticket(id), try connection.isSeen(id, by: viewer)
        else {
            throw Refusal("there is no such ticket")
        }
        if checked, let expected = change.expectedVersion, expected != ticket.version {
            throw Refusal(current: ticket.version)
        }
        if let target = ticket.mergedInto {
            let number = try TicketRow(connection: connection).resolved(target)?.number ?? 0
            throw Refusal("ticket \(ticket.number) was merged into ticket \(number)")
        }
        return ticket
    }

    private func requireSeen(_ tickets: [TicketID]) throws {
        for ticket in tickets where try !connection.isSeen(ticket, by: viewer) {
            throw Refusal("there is no such ticket")
        }
    }

    private func current(_ id: TicketID) throws -> Ticket {
        guard let ticket = try TicketRow(connection: connection).ticket(id) else {
            throw Refusal("there is no such ticket")
        }
        return ticket
    }

    // MARK: - Opening and writing

    private func open(
        _ ticket: Ticket,
        _ contact: Contact?,
        _ identity: Identity?,
        _ first: DeskChange.FirstReply?,
        _ note: Note?
    ) throws -> Ticket {
        let people = PeopleWriter(context: context)
        if let identity, let known = try PersonRow(connection: connection).identity(identity.key) {
            throw Refusal("\(known.address) belongs to a contact already")
        }
        var ticket = ticket
        ticket.number = try tickets.nextNumber()
        let planned = try first?(ticket)
        if let planned { try requireBlobs(of: planned) }
        if let contact { try people.add(contact) }
        guard try connection.exists("SELECT 1 FROM contact WHERE id = ?1", ticket.contact) else {
            throw Refusal("there is no such contact")
        }
        if let identity { try people.add(identity) }
        if planned != nil, ticket.status == .new { ticket.status = .open }
        try tickets.open(ticket)
        try SearchQueue(context: context).mark(ticket: ticket.id)
        try tickets.note(.opened, in: ticket.id, by: change.actor, to: ticket.status.rawValue, at: change.at)
        if let planned {
            try ReplyWriter(context: context).add(planned)
            try tickets.note(.reply, in: ticket.id, by: change.actor, to: planned.reply.id.description, at: change.at)
        }
        if let note { try store(note) }
        return try current(ticket.id)
    }

    private func reply(_ planned: PlannedReply, _ status: TicketStatus?) throws -> Ticket {
        let ticket = try changeable(planned.reply.ticket)
        guard ticket.status != .closed else {
            throw Refusal("ticket \(ticket.number) is closed for good; open a new one")
        }
        try requireLeg(of: planned, in: ticket)
        if let status { try requireFields(of: ticket, becoming: status) }
        try requireBlobs(of: planned)
        try ReplyWriter(context: context).add(planned)
        try tickets.note(.reply, in: ticket.id, by: change.actor, to: planned.reply.id.description, at: change.at)
        // An agent who answers has looked at it.
        if let next = status ?? (ticket.status == .new ? .open : nil) { try setStatus(of: ticket, to: next) }
        return try current(ticket.id)
    }

    private func add(_ note: Note) throws -> Ticket {
        let ticket = try changeable(note.ticket)
        try store(note)
        return try current(ticket.id)
    }

    private func add(_ task: TicketTask) throws -> Ticket {
        let ticket = try changeable(task.ticket)
        try TaskWriter(context: context).add(task)
        try tickets.touch(ticket.id, at: change.at)
        return try current(ticket.id)
    }

    private func change(_ id: TaskID, _ work: (TaskWriter, TicketTask) throws -> Void) throws -> Ticket {
        guard let task = try TaskTable(connection: connection).task(id),
            let ticket = try TicketRow(connection: connection).resolved(task.ticket)
        else { throw Refusal("there is no such task") }
        try requireSeen([ticket.id])
        if case .canceled = task.state { throw Refusal("the task was canceled: what asked for it was taken back") }
        try work(TaskWriter(context: context), task)
        try tickets.touch(ticket.id, at: change.at)
        return try current(ticket.id)
    }

    private func store(_ note: Note) throws {
        try MessageWriter(context: context).file(note.id, in: note.ticket, as: .note, at: note.at)
        try connection.run(
            "INSERT INTO note (id, author, text) VALUES (?1, ?2, ?3)",
            note.id,
            note.author,
            note.text
        )
        try tickets.noteOwn(note.text, in: note.ticket, at: note.at)
        try tickets.note(.note, in: note.ticket, by: change.actor, to: note.id.description, at: change.at)
    }

    /// A reply goes by a leg of its ticket that still has messages: whoever was split off is not written to by mistake.
    private func requireLeg(of planned: PlannedReply, in ticket: Ticket) throws {
        guard planned.leg.ticket == ticket.id, planned.reply.leg == planned.leg.id else {
            throw Refusal("the way of the reply is not this ticket's")
        }
        let retired = try connection.value("SELECT isRetired FROM leg WHERE id = ?1", planned.leg.id, as: Bool.self)
        guard retired != true else {
            throw Refusal("\(planned.leg.route.address) is no longer part of ticket \(ticket.number)")
        }
    }

    private func requireBlobs(of planned: PlannedReply) throws {
        for attachment in planned.reply.attachments {
            guard try connection.exists("SELECT 1 FROM blob WHERE digest = ?1", attachment.blob) else {
                throw Refusal("the file \(attachment.name) is no longer kept; attach it again")
            }
        }
    }

    // MARK: - Properties

    private func set(_ id: TicketID, _ status: TicketStatus) throws -> Ticket {
        let ticket = try changeable(id)
        guard ticket.status != status else { return ticket }
        try requireFields(of: ticket, becoming: status)
        try setStatus(of: ticket, to: status)
        try tickets.touch(id, at: change.at)
        return try current(id)
    }

    private func requireFields(of ticket: Ticket, becoming status: TicketStatus) throws {
        try FieldWriter(context: context).requireFields(of: ticket, becoming: status, by: change.actor)
    }

    private func setStatus(of ticket: Ticket, to status: TicketStatus) throws {
        guard ticket.status != status else { return }
        try tickets.setStatus(of: ticket.id, to: status)
        try note(.status, ticket.id, ticket.status.rawValue, status.rawValue)
    }

    private func assign(_ id: TicketID, _ agent: AgentID?) throws -> Ticket {
        let ticket = try changeable(id)
        guard ticket.assignee != agent else { return ticket }
        if let agent {
            guard try connection.exists("SELECT 1 FROM agent WHERE id = ?1 AND isEnabled = 1", agent) else {
                throw Refusal("there is no such agent, or the account is disabled")
            }
        }
        try connection.run("UPDATE ticket SET assignee = ?2 WHERE id = ?1", id, agent)
        try note(.assignee, id, ticket.assignee?.description, agent?.description)
        try tickets.touch(id, at: change.at)
        return try current(id)
    }

    private func set(_ id: TicketID, team: TeamID?) throws -> Ticket {
        let ticket = try changeable(id)
        guard ticket.team != team else { return ticket }
        if let team {
            guard try connection.exists("SELECT 1 FROM team WHERE id = ?1", team) else {
                throw Refusal("there is no such team")
            }
        }
        try connection.run("UPDATE ticket SET team = ?2 WHERE id = ?1", id, team)
        try note(.team, id, ticket.team?.description, team?.description)
        try tickets.touch(id, at: change.at)
        return try current(id)
    }

    private func set(_ id: TicketID, _ priority: TicketPriority) throws -> Ticket {
        let ticket = try changeable(id)
        guard ticket.priority != priority else { return ticket }
        try connection.run("UPDATE ticket SET priority = ?2 WHERE id = ?1", id, priority)
        try note(.priority, id, ticket.priority.rawValue, priority.rawValue)
        try tickets.touch(id, at: change.at)
        return try current(id)
    }

    private func set(_ id: TicketID, subject: String) throws -> Ticket {
        let ticket = try changeable(id)
        guard ticket.subject != subject else { return ticket }
        try connection.run("UPDATE ticket SET subject = ?2 WHERE id = ?1", id, subject)
        try note(.subject, id, ticket.subject, subject)
        try SearchQueue(context: context).mark(ticket: id)
        try tickets.touch(id, at: change.at)
        return try current(id)
    }

    private func set(_ link: TicketLink, isLinked: Bool) throws -> Ticket {
        let from = try changeable(link.from)
        let to = try changeable(link.to, checked: false)
        guard from.id != to.id else { throw Refusal("a ticket is not linked to itself") }
        if isLinked {
            try tickets.add(link)
        } else {
            try connection.run(
                "DELETE FROM ticketLink WHERE fromTicket = ?1 AND toTicket = ?2 AND kind = ?3",
                link.from,
                link.to,
                link.kind
            )
        }
        guard connection.changes > 0 else { return from }
        let numbers = [(from, to), (to, from)]
        for (ticket, other) in numbers {
            let number = String(other.number)
            try note(isLinked ? .linked : .undone, ticket.id, isLinked ? nil : number, isLinked ? number : nil)
            try tickets.touch(ticket.id, at: change.at)
        }
        return try current(from.id)
    }

    private func note(_ kind: TicketEvent.Kind, _ ticket: TicketID, _ from: String?, _ to: String?) throws {
        try tickets.note(kind, in: ticket, by: change.actor, from: from, to: to, at: change.at)
    }

    // MARK: - Requests that name themselves

    private func answered(_ key: String) throws -> Ticket? {
        let text = try connection.value("SELECT ticket FROM answeredChange WHERE key = ?1", key, as: String.self)
        return try text.map { try JSONDecoder().decode(Ticket.self, from: Data($0.utf8)) }
    }

    private func note(_ ticket: Ticket, for key: String) throws {
        try connection.run(
            "INSERT INTO answeredChange (key, ticket, at) VALUES (?1, ?2, ?3)",
            key,
            String(decoding: try JSONEncoder().encode(ticket), as: UTF8.self),
            change.at
        )
    }
}
