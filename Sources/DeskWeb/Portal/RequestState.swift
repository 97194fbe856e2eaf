import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Closing a request that is solved for its customer, and reopening one that is not.
enum RequestState {
    /// Answers `POST /help/requests/:number/close`.
    static func close(_ exchange: Exchange) async throws -> Response {
        try await change(exchange, from: { $0.isUnsolved }, to: .solved)
    }

    /// Answers `POST /help/requests/:number/reopen`.
    static func reopen(_ exchange: Exchange) async throws -> Response {
        try await change(exchange, from: { $0 == .solved }, to: .open)
    }

    private static func change(
        _ exchange: Exchange,
        from isFit: (TicketStatus) -> Bool,
        to status: TicketStatus
    ) async throws -> Response {
        let request = try await exchange.request()
        let page = Response.seeOther("/help/requests/\(request.number)")
        // The same wish again, or one that time has overtaken, changes nothing.
        guard isFit(request.status) else { return page }
        let customer = try exchange.requester
        if let seconds = exchange.site.portalThrottle.take(.customer(customer.identity.id), at: exchange.now) {
            throw PageProblem.tooMany(retryAfter: seconds)
        }
        let result = try await exchange.store.apply(
            DeskChange(
                .status(request.ticket, status),
                actor: .contact(customer.identity.contact),
                at: exchange.now,
                expectedVersion: request.version,
                idempotencyKey: exchange.requestKey.map { "portal/\($0)" }
            )
        )
        switch result {
        case .done: return page
        case .stale, .refused:
            return RequestShow.answer(
                try await exchange.request(),
                exchange,
                problem: exchange.words.say(
                    "Something changed in the meantime. Please have a look and try again.",
                    "请求状态已发生变化，请查看后重试。"
                ),
                status: .conflict
            )
        }
    }
}
