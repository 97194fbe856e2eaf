import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// What lets programs in, for admins.
enum APITokens {
    /// For how many days a token may be made; 0 is for good.
    static let lives = [30, 90, 365, 0]

    /// Answers `GET /admin/tokens`.
    static func show(_ exchange: Exchange) async throws -> Response { try await answer(APITokensPage(), exchange) }

    /// `POST /admin/tokens`: makes a token and shows it, once.
    static func add(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        var page = APITokensPage()
        page.name = String((exchange.form.trimmed("name") ?? "").prefix(APIToken.maximumName))
        page.scopes = Set(exchange.form.all("scope").compactMap(APIScope.init))
        page.isOwn = exchange.form["holder"] == "me"
        guard !page.name.isEmpty, !page.name.contains(where: \.isNewline) else {
            page.problem = words.say(
                "Please give a name of 1 to \(APIToken.maximumName) characters.",
                "请填写 1 到 \(APIToken.maximumName) 个字符的名称。"
            )
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        guard !page.scopes.isEmpty else {
            page.problem = words.say("Please choose what it may do.", "请选择其权限。")
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        guard let days = exchange.form["days"].flatMap({ Int($0) }), lives.contains(days) else {
            page.problem = words.say("Please choose how long it is to hold.", "请选择有效期。")
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        let text = BearerToken.make()
        let token = APIToken(
            id: exchange.site.services.ids.next(at: exchange.now),
            name: page.name,
            prefix: BearerToken.prefix(of: text),
            scopes: page.scopes,
            holder: page.isOwn ? .agent(try exchange.agent.id) : .service,
            createdAt: exchange.now,
            expiresAt: days == 0 ? nil : exchange.now.advanced(by: .seconds(days * 86_400))
        )
        let result = try await exchange.store.addToken(
            token,
            digest: TokenDigest.of(text),
            actor: try exchange.actor,
            at: exchange.now
        )
        guard result == .done else {
            page.problem = words.saving(result)
            if case .full(let limit) = result {
                page.problem = words.say(
                    "\(limit) tokens are in force already. Revoke one first.",
                    "已有 \(limit) 个有效令牌，请先撤销一个。"
                )
            }
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        return try await answer(APITokensPage(made: text), exchange)
    }

    /// `POST /admin/tokens/:id/revoke`: ends a token.
    static func revoke(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: APIToken.self)
        guard try await exchange.store.revokeToken(id, actor: try exchange.actor, at: exchange.now) else {
            throw PageProblem.notFound
        }
        return .seeOther("/admin/tokens")
    }

    private static func answer(
        _ page: APITokensPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var page = page
        page.tokens = try await exchange.store.apiTokens()
        page.agents = try await exchange.store.agents()
        return try await exchange.adminPage(
            exchange.words.say("API tokens", "接口令牌"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}
