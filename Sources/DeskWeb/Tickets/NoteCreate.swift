import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `POST /desk/tickets/:number/notes`: adds words for colleagues.
enum NoteCreate {
    private static let maximumBytes = 100_000

    static func submit(_ exchange: Exchange) async throws -> Response {
        let thread = try await exchange.thread()
        guard let text = exchange.form.trimmed("note") else {
            let problem = exchange.words.say("An empty note is not kept.", "备注不能为空。")
            return try await exchange.answer(.refused(problem), number: thread.ticket.number)
        }
        guard text.utf8.count <= maximumBytes else { throw PageProblem.tooLarge }
        let note = Note(
            id: exchange.site.services.ids.next(at: exchange.now),
            ticket: thread.ticket.id,
            author: try exchange.actor,
            text: text,
            at: exchange.now
        )
        return try await exchange.answer(
            try await exchange.apply(.note(note)),
            number: thread.ticket.number,
            anchor: "#m\(note.id)"
        )
    }
}
