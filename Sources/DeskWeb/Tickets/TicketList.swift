import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// `GET /desk/tickets`: one view, a page at a time.
enum TicketList {
    static let pageSize = 50

    static func show(_ exchange: Exchange) async throws -> Response {
        let place = exchange.place
        if let parts = exchange.parts { return try await PageParts.answer(parts, place, nil, exchange) }
        async let chrome = exchange.chrome(.tickets(place), shape: .panes)
        let content = try await pane(place, choices: exchange.store.ticketChoices(), exchange)
        return exchange.page(
            content.title(exchange.words),
            chrome: try await chrome,
            content: content.html(exchange.frame)
        )
    }

    /// The list at a place.
    static func pane(
        _ place: ListPlace,
        open number: Int? = nil,
        choices: TicketChoices,
        _ exchange: Exchange
    ) async throws -> ListPane {
        let store = exchange.store
        let me = try exchange.agent.id
        async let tickets = store.ticketPage(query(place, for: me, at: exchange.now))
        async let views = place.saved == nil ? [] : store.savedViews(for: me)
        let page = try await tickets
        return ListPane(
            place: place,
            tickets: page,
            columns: try await columns(place, page.items, choices.design, store),
            openNumber: number,
            choices: ListChoices(
                agents: choices.agents.filter { $0.isEnabled && $0.role.mayChangeTickets },
                teams: choices.teams,
                channels: exchange.site.services.directory.all.map(\.id),
                tags: choices.tags,
                design: choices.design
            ),
            saved: try await views.first { $0.id == place.saved }
        )
    }

    /// The fields that stand beside the tickets; nil when none was chosen.
    private static func columns(
        _ place: ListPlace,
        _ tickets: [TicketSummary],
        _ design: TicketDesign,
        _ store: any TicketStore
    ) async throws -> FieldColumns? {
        let fields = place.shown.compactMap { design[$0] }
        guard !fields.isEmpty else { return nil }
        return FieldColumns(fields: fields, values: try await store.fieldValues(of: tickets.map(\.ticket.id)))
    }

    /// What a place asks the store for.
    static func query(_ place: ListPlace, for agent: AgentID?, at now: Timestamp) -> TicketQuery {
        var query = TicketQuery(
            view: place.view,
            agent: agent,
            filter: place.filter,
            order: place.order,
            after: place.after,
            limit: pageSize
        )
        query.unchangedSince = place.filter.quietDays.map { now.advanced(by: .seconds(-$0 * 86_400)) }
        return query
    }
}

/// What lists can be narrowed to.
struct ListChoices: Sendable {
    var agents: [Agent] = []
    var teams: [Team] = []
    var channels: [ChannelID] = []
    var tags: [String] = []
    var design = TicketDesign()
}
