import AddressNormalization
import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Everybody who answers, and what they may do.
///
/// A program sees and sets no password, no second step and no set-up link: whoever is added gets in once an admin makes them
/// a link at `/admin/users`.
enum AgentCalls {
    private static let role = APISchema.choice(AgentRole.allCases.map(\.rawValue))

    static let new = APIObject(
        "NewAgent",
        "An account to add; an admin makes its set-up link at /admin/users.",
        [
            .required("email", .line(maximum: 320), "The mail address they will sign in with."),
            .required("name", .line(maximum: 100), "The name customers and colleagues see."),
            .required("role", role, "What they may do."),
            .optional("limited", .boolean, "Whether they see the tickets of their teams only; an admin never is."),
        ]
    )

    static let change = APIObject(
        "AgentChange",
        "What is to be changed about an account; what is left out stays.",
        [
            .optional("role", role, "What they may do."),
            .optional("limited", .boolean, "Whether they see the tickets of their teams only; an admin never is."),
            .optional("enabled", .boolean, "Whether they may sign in; those who may not are signed out."),
        ]
    )

    /// Answers `GET /agents`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.agents()) { DeskResources.json($0) }
    }

    /// Answers `GET /agents/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        .json(DeskResources.json(try await known(exchange)))
    }

    /// Answers `POST /agents`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let body = exchange.body
        guard let key = EmailAddressNormalization.key(body["email"]?.text ?? "") else {
            throw APIProblem.invalid("/email", "this is no mail address, such as ada@example.org")
        }
        let role = body["role"]?.text.flatMap(AgentRole.init) ?? .readOnly
        let agent = Agent(
            id: exchange.ids.next(at: exchange.now),
            email: key.value,
            name: body["name"]?.text ?? "",
            role: role,
            isLimited: role != .admin && body["limited"]?.boolean == true,
            createdAt: exchange.now
        )
        return try await exchange.administer(.addAgent(agent), DeskResources.json(agent), at: "/agents/\(agent.id)")
    }

    /// Answers `PATCH /agents/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let agent = try await known(exchange)
        try exchange.expectChange()
        // As on the pages: nobody shuts themselves out.
        guard agent.id != (try exchange.token.agent?.id) else {
            throw APIProblem(.conflict, "The token acts for this account; another admin changes it.")
        }
        var standing = AgentStanding(agent)
        let body = exchange.body
        standing = AgentStanding(
            role: body["role"]?.text.flatMap(AgentRole.init) ?? standing.role,
            isLimited: body["limited"]?.boolean ?? standing.isLimited,
            isEnabled: body["enabled"]?.boolean ?? standing.isEnabled
        )
        var changed = agent
        (changed.role, changed.isLimited, changed.isEnabled) = (standing.role, standing.isLimited, standing.isEnabled)
        let sessions = try await exchange.store.sessions(of: agent.id, at: exchange.now)
        let response = try await exchange.administer(.changeAgent(agent.id, standing), DeskResources.json(changed))
        // Open pages listened with the rights of before.
        for session in sessions { exchange.site.live.end(session: session.digest) }
        return response
    }

    /// Answers `POST /agents/{id}/sign-out`.
    static func signOut(_ exchange: APIExchange) async throws -> Response {
        let agent = try await known(exchange)
        let ended = try await exchange.store.endSessions(
            .all,
            of: agent.id,
            actor: try exchange.actor,
            at: exchange.now
        )
        for digest in ended { exchange.site.live.end(session: digest) }
        return try await exchange.remember(ServiceAnswer(status: 204, body: ""))
    }

    private static func known(_ exchange: APIExchange) async throws -> Agent {
        try exchange.known(\.id, in: try await exchange.store.agents(), "agent")
    }
}
