import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// What the token's agent was told.
enum NoticeCalls {
    static let schema = APIObject(
        "Notice",
        "Something an agent was told.",
        [
            .required("id", .id, "The id."),
            .required("kind", .choice(NoticeKind.allCases.map(\.rawValue)), "What it is about."),
            .required("ticket", .count, "The ticket's number."),
            .required("subject", .words, "What the ticket is about."),
            .required("actor", .nullable(.words), "The name of the agent who did it; null when it was none."),
            .required("excerpt", .words, "The beginning of what was written; may be empty."),
            .required("at", .time, "When."),
            .required("read_at", .nullable(.time), "When it was read; null when it was not."),
        ]
    )

    private static func json(_ line: NoticeLine) -> JSON {
        let notice = line.notice
        return [
            "id": .id(notice.id), "kind": .text(notice.kind.rawValue), "ticket": .integer(line.number),
            "subject": .text(line.subject), "actor": .text(orNull: line.actorName), "excerpt": .text(notice.excerpt),
            "at": .time(notice.at), "read_at": .time(orNull: notice.readAt),
        ]
    }

    /// Answers `GET /notices`; a service is told nothing.
    static func list(_ exchange: APIExchange) async throws -> Response {
        var page = Page<NoticeLine>(items: [], next: nil)
        if let agent = try exchange.token.agent?.id {
            page = try await exchange.store.noticePage(of: agent, after: exchange.after, limit: exchange.limit)
        }
        return exchange.page(page) { json($0) }
    }

    /// Answers `POST /notices/read`.
    static func readAll(_ exchange: APIExchange) async throws -> Response { try await read(nil, exchange) }

    /// Answers `POST /notices/{id}/read`; one that is somebody else's is read as little as one that is not there.
    static func read(_ exchange: APIExchange) async throws -> Response {
        try await read(try exchange.id(of: Notice.self), exchange)
    }

    private static func read(_ notice: NoticeID?, _ exchange: APIExchange) async throws -> Response {
        let change = ServiceChange.readNotices(notice, of: try agent(exchange), at: exchange.now)
        return try await exchange.change(change) { ContactCalls.nothing($0) }
    }

    private static func agent(_ exchange: APIExchange) throws -> AgentID {
        guard let agent = try exchange.token.agent else {
            throw APIProblem(.conflict, "Notices are an agent's; this token acts for a service.")
        }
        return agent.id
    }
}
