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
            guard let time = LocalTime.read(text, offset: exchange.frame.clock.offset) else {
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
    ///   - offset: minutes east of UTC; nil reads it as UTC.
    /// - Returns: the time.
    static func read(_ text: String, offset: Int?) -> Timestamp? {
        let parts = text.prefix(20).split(omittingEmptySubsequences: false) { "-T:".contains($0) }
        guard (5...6).contains(parts.count), parts.allSatisfy({ (1...4).contains($0.utf8.count) }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, (1970...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
            (1...31).contains(numbers[2]), (0...23).contains(numbers[3]), (0...59).contains(numbers[4])
        else { return nil }
        let days = daysFromCivil(numbers[0], numbers[1], numbers[2])
        let seconds = Int64(days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 - (offset ?? 0) * 60)
        let day = CivilDay(seconds: Int64(days) * 86_400)
        guard day.month == numbers[1], day.day == numbers[2] else { return nil }
        return Timestamp(seconds: seconds)
    }

    /// Days since the Unix epoch, after Howard Hinnant's `days_from_civil`.
    private static func daysFromCivil(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
