import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Keeping conditions as a view, and removing it.
enum SavedViewPages {
    static let maximumCount = 50
    static let maximumName = 60

    /// Whether an agent may change or remove a view: their own, or as admin or supervisor everybody's.
    static func mayChange(_ view: SavedView, _ agent: Agent) -> Bool {
        view.owner == agent.id || agent.role == .admin || agent.role == .supervisor
    }

    /// Answers `POST /desk/views`.
    static func save(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        let agent = try exchange.agent
        guard let name = exchange.form.trimmed("name"), name.count <= maximumName else {
            throw PageProblem.invalid(
                words.say("Please give the view a name of up to 60 characters.", "请填写视图名称（最多 60 个字符）。")
            )
        }
        guard try await exchange.store.savedViews(for: agent.id).count < maximumCount else {
            throw PageProblem.invalid(
                words.say(
                    "There are \(maximumCount) views already. Remove one first.",
                    "已有 \(maximumCount) 个视图，请先删除一个。"
                )
            )
        }
        let place = ListPlace(exchange.form)
        let view = SavedView(
            id: exchange.site.services.ids.next(at: exchange.now),
            name: name,
            owner: exchange.form["shared"] == "yes" ? nil : agent.id,
            definition: SavedView.Definition(
                base: place.view,
                filter: place.filter,
                order: place.order,
                shown: place.shown.isEmpty ? nil : place.shown
            )
        )
        try await exchange.store.save(view, actor: try exchange.actor, at: exchange.now)
        return .seeOther(ListPlace(view).address)
    }

    /// Answers `POST /desk/views/:id/remove`: one's own view, or as admin or supervisor everybody's.
    static func remove(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: SavedView.self)
        let agent = try exchange.agent
        guard let view = try await exchange.store.savedViews(for: agent.id).first(where: { $0.id == id }) else {
            throw PageProblem.notFound
        }
        guard mayChange(view, agent) else { throw PageProblem.forbidden }
        try await exchange.store.removeView(id, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/desk/tickets?view=\(view.definition.base.rawValue)")
    }
}
