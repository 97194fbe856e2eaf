import DeskModel
import HTTPTypes
import Hummingbird
import NIOCore
import TicketStorage

/// `GET /events`: what happened as a page, or what happens as a stream.
enum EventCalls {
    static let feed = APIObject(
        "EventPage",
        "A page of events.",
        [
            .required("items", .items(.object(EventResource.schema)), "The events, oldest first."),
            .required("next", .words, "The path of what comes behind them; ask it again for what happens later."),
        ]
    )

    static func list(_ exchange: APIExchange) async throws -> Response {
        if exchange.request.headers[.accept]?.contains("text/event-stream") == true {
            return try await EventStream(exchange: exchange).response()
        }
        let after = exchange.query["after"].flatMap { RecordID<TicketEvent>($0) }
        let page = try await exchange.store.eventPage(after: after, limit: exchange.limit)
        let last = page.end.map { PageCursor(rawValue: $0.description) }
        let next = exchange.next(last) ?? exchange.request.uri.string
        return .json(["items": .array(page.events.map(EventResource.json)), "next": .text(next)])
    }
}
