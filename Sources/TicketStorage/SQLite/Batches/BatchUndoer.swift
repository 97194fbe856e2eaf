import ChannelKit
import DeskModel

/// Takes back what the arrivals of a batch have put into tickets, some arrivals at a time.
///
/// Nothing is thrown away: a ticket that holds nothing but the batch's messages closes and leaves every list; where others wrote
/// too, the batch's messages move into such a ticket of their own. What names arrival and message is put aside, so that the same
/// file may be taken again.
struct BatchUndoer {
    /// How many arrivals are taken back in one transaction.
    static let step = 200
    /// How many tickets that stay are named.
    private static let mostNamed = 100

    let context: WriteContext
    let batch: BatchID
    let actor: Actor
    let at: Timestamp
    private var connection: Connection { context.connection }
    private var tickets: TicketWriter { TicketWriter(context: context) }
    private var moving: MessageMoving { MessageMoving(context: context, at: at) }

    init(context: WriteContext, batch: BatchID, actor: Actor, at: Timestamp) {
        self.context = context
        self.batch = batch
        self.actor = actor
        self.at = at
    }

    /// A message of the batch.
    private struct Entry {
        let message: MessageID
        let ticket: TicketID
        let at: Timestamp
    }

    /// Takes back the next arrivals behind one.
    ///
    /// - Returns: the last arrival taken back; nil when there are no more.
    func takeBack(after: ArrivalID?, _ report: inout BatchReport) throws -> ArrivalID? {
        let arrivals = try connection.all(
            "SELECT id FROM arrival WHERE batch = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            batch,
            after?.rawValue ?? 0,
            Self.step
        ) { try $0.next(ArrivalID.self) }
        for arrival in arrivals { try takeBack(arrival, &report) }
        return arrivals.last
    }

    private func takeBack(_ arrival: ArrivalID, _ report: inout BatchReport) throws {
        var isKept = false
        for entry in try entries(of: arrival) {
            if try isTakenBack(entry.ticket) {
                try putNameAside(of: entry.message)
            } else if try isAnswered(entry) {
                isKept = true
                report.keptMessages += 1
                let number = try tickets.number(of: entry.ticket) ?? 0
                if !report.kept.contains(number), report.kept.count < Self.mostNamed { report.kept.append(number) }
            } else {
                try takeBack(entry, &report)
                try putNameAside(of: entry.message)
            }
        }
        if !isKept { try putNameAside(of: arrival) }
    }

    private func takeBack(_ entry: Entry, _ report: inout BatchReport) throws {
        try settleTasks(of: entry)
        if try isAlone(in: entry.ticket) {
            report.messages += try close(entry.ticket)
            report.tickets += 1
        } else {
            let place = try hiddenTicket(besides: entry.ticket)
            try moving.move([entry.message], from: entry.ticket, to: place, noting: nil)
            try restoreStatus(of: entry)
            try tickets.note(.takenBack, in: entry.ticket, by: actor, to: entry.message.description, at: at)
            try tickets.touch(entry.ticket, at: at)
            report.messages += 1
        }
    }

    // MARK: - What is there

    private func entries(of arrival: ArrivalID) throws -> [Entry] {
        try connection.all(
            """
            SELECT m.id, m.ticket, m.at FROM routingResult r JOIN message m ON m.id = r.message
            JOIN inboundMessage i ON i.id = m.id AND i.arrival = r.arrival
            WHERE r.arrival = ?1 ORDER BY m.id
            """,
            arrival
        ) { Entry(message: try $0.next(), ticket: try $0.next(), at: try $0.next()) }
    }

    private func isTakenBack(_ ticket: TicketID) throws -> Bool {
        try connection.exists("SELECT 1 FROM ticket WHERE id = ?1 AND takenBack IS NOT NULL", ticket)
    }

    /// Whether an agent has answered since the message came.
    private func isAnswered(_ entry: Entry) throws -> Bool {
        try connection.exists(
            "SELECT 1 FROM message WHERE ticket = ?1 AND kind = 'reply' AND at >= ?2",
            entry.ticket,
            entry.at
        )
    }

    /// Whether the ticket was opened by the batch and holds nobody else's words.
    private func isAlone(in ticket: TicketID) throws -> Bool {
        try !connection.exists(
            """
            SELECT 1 FROM message m LEFT JOIN inboundMessage i ON i.id = m.id LEFT JOIN arrival a ON a.id = i.arrival
            WHERE m.ticket = ?1 AND (m.kind IN ('reply', 'note') OR (m.kind = 'inbound' AND a.batch IS NOT ?2))
            """,
            ticket,
            batch
        )
    }

    // MARK: - What is done

    /// Closes a ticket for good and takes it out of every list.
    private func close(_ ticket: TicketID) throws -> Int {
        let before = try connection.value("SELECT status FROM ticket WHERE id = ?1", ticket, as: TicketStatus.self)
        try connection.run("UPDATE ticket SET status = 'closed', takenBack = ?2 WHERE id = ?1", ticket, batch)
        if let before, before != .closed {
            let closed = TicketStatus.closed.rawValue
            try tickets.note(.status, in: ticket, by: actor, from: before.rawValue, to: closed, at: at)
        }
        let open = try connection.all(
            "SELECT id FROM task WHERE ticket = ?1 AND doneAt IS NULL AND canceledAt IS NULL",
            ticket
        ) { try $0.next(TaskID.self) }
        try change(open) { try $0.cancel($1, by: actor, at: at) }
        try connection.run(
            """
            UPDATE delivery SET state = 'canceled' WHERE state IN ('queued', 'deferred', 'held')
                AND reply IN (SELECT id FROM message WHERE ticket = ?1 AND kind = 'automatic')
            """,
            ticket
        )
        try tickets.note(.takenBack, in: ticket, by: actor, at: at)
        try tickets.touch(ticket, at: at)
        return try connection.value(
            "SELECT count(*) FROM message WHERE ticket = ?1 AND kind = 'inbound'",
            ticket,
            as: Int.self
        ) ?? 0
    }

    /// The ticket out of every list that takes what the batch has put into another.
    private func hiddenTicket(besides id: TicketID) throws -> TicketID {
        let known = try connection.value(
            """
            SELECT t.id FROM ticketLink l JOIN ticket t ON t.id = l.toTicket
            WHERE l.fromTicket = ?1 AND l.kind = 'split' AND t.takenBack = ?2
            """,
            id,
            batch,
            as: TicketID.self
        )
        if let known { return known }
        guard let ticket = try TicketRow(connection: connection).ticket(id) else {
            throw StorageError.corrupt("a message has no ticket")
        }
        let hidden = Ticket(
            id: context.ids.next(at: at),
            number: try tickets.nextNumber(),
            subject: ticket.subject,
            status: .closed,
            contact: ticket.contact,
            channel: ticket.channel,
            createdAt: at
        )
        try tickets.open(hidden)
        try connection.run("UPDATE ticket SET takenBack = ?2 WHERE id = ?1", hidden.id, batch)
        try tickets.add(TicketLink(from: id, to: hidden.id, kind: .split))
        try tickets.note(.takenBack, in: hidden.id, by: actor, at: at)
        return hidden.id
    }

    /// A status that only the message had changed goes back.
    private func restoreStatus(of entry: Entry) throws {
        let last = try connection.first(
            "SELECT actor, fromValue, toValue, at FROM ticketEvent WHERE ticket = ?1 AND kind = 'status' ORDER BY id DESC LIMIT 1",
            entry.ticket
        ) { row in
            (
                actor: try row.next(Actor.self), from: try row.next(TicketStatus?.self),
                to: try row.next(TicketStatus?.self), at: try row.next(Timestamp.self)
            )
        }
        guard let last, last.at == entry.at, case .contact = last.actor, let from = last.from, let to = last.to else {
            return
        }
        try tickets.setStatus(of: entry.ticket, to: from)
        try tickets.note(.status, in: entry.ticket, by: actor, from: to.rawValue, to: from.rawValue, at: at)
    }

    /// Tasks that the message asked for are canceled, those it settled are open again.
    private func settleTasks(of entry: Entry) throws {
        let asked = try connection.all(
            "SELECT id FROM task WHERE message = ?1 AND doneAt IS NULL AND canceledAt IS NULL",
            entry.message
        ) { try $0.next(TaskID.self) }
        try change(asked) { try $0.cancel($1, by: actor, at: at) }
        let settled = try connection.all(
            "SELECT id FROM task WHERE settledBy = ?1 AND doneAt IS NOT NULL",
            entry.message
        ) { try $0.next(TaskID.self) }
        try change(settled) { try $0.reopen($1, by: actor, at: at) }
    }

    private func change(_ tasks: [TaskID], _ work: (TaskWriter, TicketTask) throws -> Void) throws {
        for task in try tasks.compactMap(TaskTable(connection: connection).task) {
            try work(TaskWriter(context: context), task)
        }
    }

    // MARK: - Names

    /// Lets the message's name be taken again.
    private func putNameAside(of message: MessageID) throws {
        try connection.run(
            """
            UPDATE inboundMessage SET externalID = 'taken-back:' || id || ':' || externalID
            WHERE id = ?1 AND externalID NOT GLOB 'taken-back:*'
            """,
            message
        )
    }

    private func putNameAside(of arrival: ArrivalID) throws {
        try connection.run("DELETE FROM ignoredEnvelope WHERE arrival = ?1", arrival)
        try connection.run(
            """
            UPDATE arrival SET externalID = 'taken-back:' || id || ':' || externalID
            WHERE id = ?1 AND externalID NOT GLOB 'taken-back:*'
            """,
            arrival
        )
    }
}
