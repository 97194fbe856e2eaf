import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /desk/tickets`: one view, a page at a time.
enum TicketList {
    static let pageSize = 50

    static func show(_ exchange: Exchange) async throws -> Response {
        let place = exchange.place
        if let parts = exchange.parts { return try await PageParts.answer(parts, place, nil, exchange) }
        async let pane = pane(place, exchange)
        async let chrome = exchange.chrome(.tickets(place.view), shape: .panes)
        return exchange.page(
            exchange.words.view(place.view),
            chrome: try await chrome,
            content: try await pane.html(exchange.frame)
        )
    }

    /// The list at a place.
    static func pane(_ place: ListPlace, open number: Int? = nil, _ exchange: Exchange) async throws -> ListPane {
        let query = TicketQuery(
            view: place.view,
            agent: try exchange.agent.id,
            after: place.after,
            limit: pageSize
        )
        return ListPane(place: place, tickets: try await exchange.store.ticketPage(query), openNumber: number)
    }
}
