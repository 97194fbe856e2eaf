import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Changes of what agents put on a ticket beside its thread.
enum MarkUpdate {
    /// `POST /desk/tickets/:number/snooze`: takes the ticket off the working lists until a time, or puts it back.
    static func snooze(_ exchange: Exchange) async throws -> Response {
        let thread = try await exchange.thread()
        var until: Timestamp?
        if exchange.form["wake"] != "yes" {
            until = ChosenTime.read(exchange.form, preset: "preset", date: "until", exchange.clock)
            guard until != nil else {
                let problem = exchange.words.say(
                    "Please choose a time in the future, within two years.",
                    "请选择两年内的未来时间。"
                )
                return try await exchange.answer(.refused(problem), number: thread.ticket.number)
            }
        }
        return try await change(thread.ticket, .snooze(until: until), exchange)
    }

    /// Answers `POST /desk/tickets/:number/tags`.
    static func tags(_ exchange: Exchange) async throws -> Response {
        let ticket = try await exchange.thread().ticket
        let adding = (exchange.form["add"] ?? "").prefix(1_000).split { ",，\n".contains($0) }.map { String($0) }
        return try await change(ticket, .tags(adding: adding, removing: exchange.form.all("remove")), exchange)
    }

    /// `POST /desk/tickets/:number/follow`: the agent who asks follows the ticket, or no longer.
    static func follow(_ exchange: Exchange) async throws -> Response {
        let ticket = try await exchange.thread().ticket
        let isFollowing = exchange.form["follow"] == "yes"
        return try await change(ticket, .follower(try exchange.agent.id, isFollowing: isFollowing), exchange)
    }

    /// `POST /desk/tickets/:number/spam`: puts the ticket away and blocks its senders, or releases both.
    static func spam(_ exchange: Exchange) async throws -> Response {
        try await change(try await exchange.thread().ticket, .spam(exchange.form["spam"] == "yes"), exchange)
    }

    /// Answers `POST /desk/tickets/:number/reminders`.
    static func remind(_ exchange: Exchange) async throws -> Response {
        let ticket = try await exchange.thread().ticket
        guard let at = ChosenTime.read(exchange.form, preset: "preset", date: "at", exchange.clock) else {
            let problem = exchange.words.say(
                "Please choose a time in the future, within two years.",
                "请选择两年内的未来时间。"
            )
            return try await exchange.answer(.refused(problem), number: ticket.number)
        }
        try await exchange.store.add(
            Reminder(
                id: exchange.site.services.ids.next(at: exchange.now),
                ticket: ticket.id,
                agent: try exchange.agent.id,
                at: at,
                text: String((exchange.form.trimmed("text") ?? "").prefix(300))
            )
        )
        return .seeOther(exchange.address(of: ticket.number))
    }

    /// Answers `POST /desk/tickets/:number/reminders/:reminder/remove`.
    static func forget(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("reminder", of: Reminder.self)
        try await exchange.store.removeReminder(id, of: try exchange.agent.id)
        return .seeOther(exchange.address(of: try exchange.number()))
    }

    private static func change(_ ticket: Ticket, _ mark: TicketMark, _ exchange: Exchange) async throws -> Response {
        try await exchange.answer(try await exchange.apply(.mark(ticket.id, mark)), number: ticket.number)
    }
}
