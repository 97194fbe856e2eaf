import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Macros on a ticket: looked at before they are put in, and what they change beside writing.
enum MacroUse {
    /// `GET /desk/tickets/:number/macros/:macro`: a macro filled for the ticket, for the page to show.
    static func show(_ exchange: Exchange) async throws -> Response {
        let thread = try await exchange.thread()
        let id = try exchange.id("macro", of: Macro.self)
        guard let macro = try await exchange.store.macros().first(where: { $0.id == id }) else {
            throw PageProblem.notFound
        }
        let text = MacroText.fill(
            macro.definition.text,
            thread: thread,
            agent: try exchange.agent,
            deskName: exchange.site.brand.name,
            words: exchange.words
        )
        let effects = MacroText.effects(macro, exchange.words).map(JSONText.quote).joined(separator: ",")
        return .text(
            "{\"id\":\(JSONText.quote(id.description)),\"name\":\(JSONText.quote(macro.name)),\"text\":\(JSONText.quote(text)),"
                + "\"mode\":\"\(macro.definition.isNote ? "note" : "reply")\","
                + "\"status\":\(JSONText.quote(macro.definition.status?.rawValue ?? "")),\"effects\":[\(effects)]}",
            type: "application/json"
        )
    }

    /// Changes priority and tags as the macro of a form that was sent says.
    static func apply(to ticket: TicketID, _ exchange: Exchange) async throws {
        guard let id = exchange.form["macro"].flatMap({ MacroID($0) }),
            let macro = try await exchange.store.macros().first(where: { $0.id == id })
        else { return }
        if let priority = macro.definition.priority {
            _ = try await exchange.apply(.priority(ticket, priority), part: "/macro-priority")
        }
        if !macro.definition.tags.isEmpty {
            _ = try await exchange.apply(
                .mark(ticket, .tags(adding: macro.definition.tags, removing: [])),
                part: "/macro-tags"
            )
        }
    }
}
