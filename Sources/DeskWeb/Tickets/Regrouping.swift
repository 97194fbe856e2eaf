import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Splits, moves, links, and taking them back.
enum Regrouping {
    /// Answers `POST /desk/tickets/:number/split`.
    static func split(_ exchange: Exchange) async throws -> Response {
        let thread = try await exchange.thread()
        let ids = exchange.site.services.ids
        let new = Ticket(
            id: ids.next(at: exchange.now),
            number: 0,
            subject: String((exchange.form.trimmed("subject") ?? thread.ticket.subject).prefix(250)),
            status: .open,
            contact: contact(of: picked(exchange), in: thread),
            channel: thread.ticket.channel,
            createdAt: exchange.now
        )
        let id: ActionID = ids.next(at: exchange.now)
        let action = DeskChange.Action.split(
            from: thread.ticket.id,
            messages: picked(exchange),
            into: new,
            action: id
        )
        return try await exchange.answer(try await exchange.apply(action), number: thread.ticket.number, undoable: id)
    }

    /// Answers `POST /desk/tickets/:number/move`.
    static func move(_ exchange: Exchange) async throws -> Response {
        let from = try await exchange.thread().ticket
        guard let into = try await exchange.otherTicket("number") else { return try await noSuchTicket(exchange, from) }
        let id: ActionID = exchange.site.services.ids.next(at: exchange.now)
        let action = DeskChange.Action.move(from: from.id, messages: picked(exchange), into: into.id, action: id)
        return try await exchange.answer(try await exchange.apply(action), number: from.number, undoable: id)
    }

    /// Answers `POST /desk/tickets/:number/undo`.
    static func undo(_ exchange: Exchange) async throws -> Response {
        guard let action = exchange.form["action"].flatMap({ ActionID($0) }) else { throw PageProblem.notFound }
        return try await exchange.answer(try await exchange.apply(.undo(action)), number: try exchange.number())
    }

    /// Answers `POST /desk/tickets/:number/links`.
    static func link(_ exchange: Exchange) async throws -> Response {
        let ticket = try await exchange.thread().ticket
        guard let other = try await exchange.otherTicket("number") else {
            return try await noSuchTicket(exchange, ticket)
        }
        let isEarlier = ticket.id < other.id
        let link = TicketLink(
            from: isEarlier ? ticket.id : other.id,
            to: isEarlier ? other.id : ticket.id,
            kind: .related
        )
        return try await back(to: ticket, after: try await exchange.apply(.link(link)), exchange)
    }

    /// Answers `POST /desk/tickets/:number/unlink`.
    static func unlink(_ exchange: Exchange) async throws -> Response {
        let ticket = try await exchange.thread().ticket
        guard let from = exchange.form["from"].flatMap({ TicketID($0) }),
            let to = exchange.form["to"].flatMap({ TicketID($0) }), [from, to].contains(ticket.id)
        else { throw PageProblem.notFound }
        let link = TicketLink(from: from, to: to, kind: .related)
        return try await back(to: ticket, after: try await exchange.apply(.unlink(link)), exchange)
    }

    /// The messages picked in the thread.
    private static func picked(_ exchange: Exchange) -> [MessageID] {
        exchange.form.all("message").compactMap { MessageID($0) }
    }

    /// Whose the new ticket is: the sender's of the first picked message, else the same person's.
    private static func contact(of messages: [MessageID], in thread: TicketThread) -> ContactID {
        for case .inbound(let message) in thread.entries where messages.contains(message.id) { return message.contact }
        return thread.ticket.contact
    }

    /// A link's change gives the earlier ticket; whoever made it stays where they are.
    private static func back(
        to ticket: Ticket,
        after result: ChangeResult,
        _ exchange: Exchange
    ) async throws -> Response {
        if case .done = result { return .seeOther(exchange.address(of: ticket.number)) }
        return try await exchange.answer(result, number: ticket.number)
    }

    static func noSuchTicket(_ exchange: Exchange, _ ticket: Ticket) async throws -> Response {
        let reason = exchange.words.say("There is no ticket with that number.", "没有这个编号的工单。")
        return try await exchange.answer(.refused(reason), number: ticket.number)
    }
}
