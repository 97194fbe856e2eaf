import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `POST /desk/tickets/:number/tasks` and `…/tasks/:task/done`, `…/tasks/:task/undo`: what is to be done for a ticket.
enum TaskChanges {
    static func add(_ exchange: Exchange) async throws -> Response {
        let thread = try await exchange.thread()
        let number = thread.ticket.number
        guard let title = exchange.form.trimmed("title") else {
            return try await exchange.answer(
                .refused(exchange.words.say("Say what is to be done.", "请填写待办内容。")),
                number: number
            )
        }
        var due: Timestamp?
        if let text = exchange.form.trimmed("due") {
            guard let time = LocalTime.read(text, exchange.clock) else {
                let problem = exchange.words.say(
                    "The time is not understood; allowed is a date and time such as 2026-03-12T14:00.",
                    "时间格式不正确，应类似 2026-03-12T14:00。"
                )
                return try await exchange.answer(.refused(problem), number: number)
            }
            due = time
        }
        let task = TicketTask(
            id: exchange.site.services.ids.next(at: exchange.now),
            ticket: thread.ticket.id,
            kind: exchange.form["kind"].flatMap(TicketTask.Kind.init) ?? .toDo,
            title: String(title.prefix(250)),
            dueAt: due,
            createdBy: try exchange.actor,
            createdAt: exchange.now
        )
        return try await exchange.answer(try await exchange.apply(.addTask(task)), number: number, anchor: "#tasks")
    }

    static func complete(_ exchange: Exchange) async throws -> Response {
        try await change(exchange) { .completeTask($0) }
    }

    static func reopen(_ exchange: Exchange) async throws -> Response {
        try await change(exchange) { .reopenTask($0) }
    }

    private static func change(_ exchange: Exchange, _ action: (TaskID) -> DeskChange.Action) async throws -> Response {
        let id = try exchange.id("task", of: TicketTask.self)
        let thread = try await exchange.thread()
        guard thread.tasks.contains(where: { $0.id == id }) else { throw PageProblem.notFound }
        return try await exchange.answer(
            try await exchange.apply(action(id)),
            number: thread.ticket.number,
            anchor: "#tasks"
        )
    }
}

/// Times as browsers send them: `2026-03-12T14:00`, in the browser's own zone.
enum LocalTime {
    /// Reads a time; nil when it is none.
    ///
    /// - Parameters:
    ///   - text: what the browser sent.
    ///   - clock: the reader's; one without a zone reads it as UTC.
    /// - Returns: the time.
    static func read(_ text: String, _ clock: PageClock) -> Timestamp? {
        let parts = text.prefix(20).split(omittingEmptySubsequences: false) { "-T:".contains($0) }
        guard (5...6).contains(parts.count), parts.allSatisfy({ (1...4).contains($0.utf8.count) }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, (0...23).contains(numbers[3]), (0...59).contains(numbers[4]),
            let date = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2])
        else { return nil }
        return clock.moment(local: Int64(date.dayNumber * 86_400 + numbers[3] * 3_600 + numbers[4] * 60))
    }
}
