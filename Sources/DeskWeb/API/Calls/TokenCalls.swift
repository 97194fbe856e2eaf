import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Tokens that a program makes for others: never stronger than its own.
enum TokenCalls {
    /// The longest time a token may be made for by a program, in days.
    private static let maximumDays = 3_650

    static let new = APIObject(
        "NewToken",
        "A token to make; it acts for whom the asking token acts, never holds longer, and is revoked with it.",
        [
            .required("name", .line(maximum: APIToken.maximumName), "The name; a service writes under it."),
            .required(
                "scopes",
                .list(.choice(APIScope.allCases.map(\.rawValue)), maximum: APIScope.allCases.count),
                "What it may do: one scope at least, and none that the asking token lacks."
            ),
            .optional(
                "days",
                .integer(1...maximumDays),
                "For how many days it holds; as long as the asking token when left out."
            ),
        ]
    )

    static let schema = APIObject("Token", "What lets a program in; its text is never shown again.", facts)

    static let made = APIObject(
        "MadeToken",
        "A token that was just made.",
        facts + [
            .required("secret", .nullable(.words), "Its text, shown once; null when the answer is given again.")
        ]
    )

    private static let facts: [APIField] = [
        .required("id", .id, "The id."),
        .required("name", .words, "What admins call it."),
        .required("prefix", .words, "Its first characters, to recognize it by."),
        .required("scopes", .items(.words), "What it may do."),
        .required("agent", .nullable(.id), "The agent it acts for; null when it acts for itself."),
        .required("maker", .nullable(.id), "The token that made it, and takes it along; null when an admin made it."),
        .required("created_at", .time, "When it was made."),
        .required("expires_at", .nullable(.time), "When it ends by itself; null is never."),
        .required("last_used_at", .nullable(.time), "When it was last used, to the minute; null is never."),
        .required("revoked_at", .nullable(.time), "When it was revoked; null while it holds."),
    ]

    private static func json(_ token: APIToken) -> JSON {
        var agent: AgentID?
        if case .agent(let id) = token.holder { agent = id }
        return [
            "id": .id(token.id), "name": .text(token.name), "prefix": .text(token.prefix),
            "scopes": .array(token.scopes.map(\.rawValue).sorted().map { .text($0) }), "agent": .id(orNull: agent),
            "maker": .id(orNull: token.maker), "created_at": .time(token.createdAt),
            "expires_at": .time(orNull: token.expiresAt), "last_used_at": .time(orNull: token.lastUsedAt),
            "revoked_at": .time(orNull: token.revokedAt),
        ]
    }

    /// Answers `GET /tokens`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.apiTokens(), json)
    }

    /// Answers `GET /tokens/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response { .json(json(try await known(exchange))) }

    /// Answers `POST /tokens`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let asking = try exchange.token.token
        let scopes = Set((exchange.body["scopes"]?.elements ?? []).compactMap(\.text).compactMap(APIScope.init))
        guard !scopes.isEmpty else { throw APIProblem.invalid("/scopes", "one scope at least is needed") }
        let missing = scopes.subtracting(asking.scopes).map(\.rawValue).sorted()
        guard missing.isEmpty else {
            throw APIProblem(
                .forbidden,
                "A token gives no more than it has; this one lacks \(missing.joined(separator: ", "))."
            )
        }
        let days = exchange.body["days"]?.integer.map { exchange.now.advanced(by: .seconds($0 * 86_400)) }
        let text = BearerToken.make()
        let token = APIToken(
            id: exchange.ids.next(at: exchange.now),
            name: exchange.body["name"]?.text ?? "",
            prefix: BearerToken.prefix(of: text),
            scopes: scopes,
            holder: asking.holder,
            maker: asking.id,
            createdAt: exchange.now,
            expiresAt: [days, asking.expiresAt].compactMap(\.self).min()
        )
        return try await exchange.administer(
            .programs(.addToken(token, digest: TokenDigest.of(text))),
            json(token),
            showing: { text },
            at: "/tokens/\(token.id)"
        )
    }

    /// Answers `POST /tokens/{id}/revoke`.
    static func revoke(_ exchange: APIExchange) async throws -> Response {
        let token = try await known(exchange)
        guard token.revokedAt == nil else { throw APIProblem(.conflict, "The token was revoked already.") }
        return try await exchange.administer(.programs(.revokeToken(token.id)))
    }

    private static func known(_ exchange: APIExchange) async throws -> APIToken {
        try exchange.known(\.id, in: try await exchange.store.apiTokens(), "token")
    }
}
