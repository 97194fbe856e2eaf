import DeskModel
import Hummingbird
import TicketStorage

/// Whose limits hold while a request is answered, to the last octet of its answer.
struct TicketScope: Sendable {
    /// The account that is limited to its teams; nil for everybody else.
    let viewer: AgentID?

    /// The limits of an account; a customer or a program of its own has none here.
    static func of(_ agent: Agent?) -> TicketScope {
        TicketScope(viewer: agent.flatMap(TicketViewer.of))
    }

    /// Answers within the limits.
    ///
    /// A streamed body is written after the handler has returned: the limits go with it.
    func respond(_ handler: () async throws -> Response) async throws -> Response {
        guard let viewer else { return try await handler() }
        var response = try await read(handler)
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            let inner = writer
            try await TicketViewer.$current.withValue(viewer) { try await body.write(inner) }
        }
        return response
    }

    /// Reads what the account may see.
    func read<Found>(_ read: () async throws -> Found) async throws -> Found {
        guard let viewer else { return try await read() }
        return try await TicketViewer.$current.withValue(viewer) { try await read() }
    }
}
