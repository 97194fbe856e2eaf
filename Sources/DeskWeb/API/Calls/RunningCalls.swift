import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// How the desk runs: intake and outbox.
enum RunningCalls {
    /// Answers `GET /me`.
    static func me(_ exchange: APIExchange) async throws -> Response {
        .json(DeskResources.json(try exchange.token))
    }

    /// Answers `GET /intake`.
    static func intake(_ exchange: APIExchange) async throws -> Response {
        let query = IntakeQuery(
            outcome: exchange.query["outcome"].flatMap(IntakeOutcome.init),
            channel: exchange.query["channel"].map { ChannelID(rawValue: $0) },
            after: exchange.after,
            limit: exchange.limit
        )
        return exchange.page(try await exchange.store.intakePage(query)) { DeskResources.json($0) }
    }

    /// Answers `POST /intake/{id}/requeue`.
    static func requeue(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.id(of: JournaledArrival.self)
        let answer = try await exchange.store.answer(
            .requeue(id, actor: try exchange.actor, at: exchange.now),
            to: exchange.name
        ) { ContactCalls.nothing($0) }
        if case .first(let first) = answer, first.status == 204 { exchange.site.services.intake.resume(count: 1) }
        return try NamedAnswers.response(to: answer)
    }

    /// Answers `GET /outbox`.
    static func outbox(_ exchange: APIExchange) async throws -> Response {
        let state = exchange.query["state"].flatMap(DeliveryState.init)
        let page = try await exchange.store.outboxPage(
            states: state.map { [$0] } ?? [],
            after: exchange.after,
            limit: exchange.limit
        )
        return exchange.page(page, DeliveryResource.json)
    }

    /// Answers `GET /outbox/{id}`.
    static func delivery(_ exchange: APIExchange) async throws -> Response {
        let record = try await exchange.store.delivery(try exchange.id(of: Delivery.self)).orNotFound("delivery")
        return .json(DeliveryResource.json(record))
    }

    /// Answers `POST /outbox/{id}/retry`.
    static func retry(_ exchange: APIExchange) async throws -> Response {
        let id = try await knownDelivery(exchange)
        let change = ServiceChange.retry(id, actor: try exchange.actor, at: exchange.now)
        let response = try await exchange.change(change) { ContactCalls.nothing($0) }
        exchange.site.services.wakeOutbox()
        return response
    }

    /// Answers `POST /outbox/{id}/cancel`.
    static func cancel(_ exchange: APIExchange) async throws -> Response {
        let id = try await knownDelivery(exchange)
        let change = ServiceChange.cancel(id, actor: try exchange.actor, at: exchange.now)
        return try await exchange.change(change) { ContactCalls.nothing($0) }
    }

    private static func knownDelivery(_ exchange: APIExchange) async throws -> DeliveryID {
        try await exchange.store.delivery(try exchange.id(of: Delivery.self)).orNotFound("delivery").delivery.id
    }

    /// Answers `POST /outbox/pause`.
    static func pause(_ exchange: APIExchange) async throws -> Response {
        let change = ServiceChange.pauseOutbox(true, actor: try exchange.actor, at: exchange.now)
        return try await exchange.change(change) { ContactCalls.nothing($0) }
    }

    /// Answers `POST /outbox/resume`.
    static func start(_ exchange: APIExchange) async throws -> Response {
        let change = ServiceChange.pauseOutbox(false, actor: try exchange.actor, at: exchange.now)
        let response = try await exchange.change(change) { ContactCalls.nothing($0) }
        exchange.site.services.wakeOutbox()
        return response
    }
}
