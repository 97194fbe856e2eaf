import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /desk/tickets`: one view, a page at a time.
enum TicketList {
    static let pageSize = 50

    static func show(_ exchange: Exchange) async throws -> Response {
        let agent = try exchange.agent
        let view = exchange.query["view"].flatMap(TicketView.init) ?? .unsolved
        let query = TicketQuery(
            view: view,
            agent: agent.id,
            after: exchange.query["after"].map(PageCursor.init(rawValue:)),
            limit: pageSize
        )
        async let tickets = exchange.store.ticketPage(query)
        async let chrome = exchange.chrome(.tickets(view))
        let page = TicketListPage(view: view, tickets: try await tickets, isFirst: query.after == nil)
        return exchange.page(
            exchange.words.view(view),
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }
}
