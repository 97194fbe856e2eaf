import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `POST /desk/tickets/:number/draft`: keeps what an agent has typed, so that it is there again on any machine.
enum DraftKeeping {
    private static let maximumBytes = 200_000

    static func submit(_ exchange: Exchange) async throws -> Response {
        guard let kind = exchange.form["kind"].flatMap(Draft.Kind.init),
            let state = try await exchange.store.state(number: try exchange.number())
        else { throw PageProblem.notFound }
        let text = exchange.form["text"] ?? ""
        guard text.utf8.count <= maximumBytes else { throw PageProblem.tooLarge }
        try await exchange.store.keep(
            Draft(
                agent: try exchange.agent.id,
                ticket: state.ticket.id,
                kind: kind,
                text: text,
                copies: String((exchange.form["copies"] ?? "").prefix(2_000)),
                leg: exchange.form["leg"].flatMap { LegID($0) },
                at: exchange.now
            )
        )
        return Response(status: .noContent)
    }

    /// Lets a draft go: what it held was sent.
    static func clear(_ kind: Draft.Kind, of ticket: TicketID, _ exchange: Exchange) async throws {
        try await exchange.store.keep(
            Draft(agent: try exchange.agent.id, ticket: ticket, kind: kind, text: "", at: exchange.now)
        )
    }
}
