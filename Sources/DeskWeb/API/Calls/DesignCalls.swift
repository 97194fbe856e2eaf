import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// What admins have designed about tickets: fields, types, tags, service levels.
enum DesignCalls {
    /// How many tags are listed, the most used ones.
    private static let maximumTags = 1_000

    /// Answers `GET /fields`.
    static func fields(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.ticketDesign().fields) { DesignResources.json($0) }
    }

    /// Answers `GET /types`.
    static func types(_ exchange: APIExchange) async throws -> Response {
        exchange.list(DesignResources.types(try await exchange.store.ticketDesign())) { $0 }
    }

    /// Answers `GET /tags`.
    static func tags(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.tags(limit: maximumTags)) { DesignResources.json($0) }
    }

    /// Answers `GET /service-levels`.
    static func serviceLevels(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.policies()) { DesignResources.json($0) }
    }
}
