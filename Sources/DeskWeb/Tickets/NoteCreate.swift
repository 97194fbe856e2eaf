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
        let result = try await exchange.apply(.note(note))
        if case .done = result {
            try await DraftKeeping.clear(.note, of: thread.ticket.id, exchange)
            for agent in Mentions.read(text, among: try await exchange.store.agents()) {
                let mention = DeskChange.Action.mark(thread.ticket.id, .mention(agent, in: note.id))
                _ = try await exchange.apply(mention, part: "/mention/\(agent)")
            }
            try await MacroUse.apply(to: thread.ticket.id, exchange)
        }
        return try await exchange.answer(result, number: thread.ticket.number, anchor: "#m\(note.id)")
    }
}
