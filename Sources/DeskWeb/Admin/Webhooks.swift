import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Programs that are told what happens, for admins.
enum Webhooks {
    private static let pageSize = 50
    /// How many endpoints there may be.
    static let maximumEndpoints = 50

    /// Answers `GET /admin/webhooks`.
    static func list(_ exchange: Exchange) async throws -> Response { try await answer(WebhooksPage(), exchange) }

    /// `POST /admin/webhooks`: adds an endpoint and shows its secret, once.
    static func add(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        var page = WebhooksPage()
        page.url = String((exchange.form.trimmed("url") ?? "").prefix(2_000))
        page.note = String((exchange.form.trimmed("note") ?? "").prefix(100))
        page.types = Set(exchange.form.all("type")).intersection(EventResource.types)
        guard WebhookAddress.isPlausible(page.url) else {
            page.problem = words.say(
                "Please give a web address, such as https://example.org/hooks, without a name and password in it.",
                "请填写网址，例如 https://example.org/hooks，其中不得包含用户名和密码。"
            )
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        guard try await exchange.store.webhookEndpoints().count < maximumEndpoints else {
            page.problem = words.say(
                "There are \(maximumEndpoints) already; remove one first.",
                "已有 \(maximumEndpoints) 个，请先删除一个。"
            )
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        let endpoint = WebhookEndpoint(
            id: exchange.site.services.ids.next(at: exchange.now),
            url: page.url,
            note: page.note,
            types: page.types,
            createdAt: exchange.now
        )
        try await exchange.store.addWebhookEndpoint(endpoint, actor: try exchange.actor, at: exchange.now)
        return try await show(endpoint, secret: exchange.site.webhookSecrets.text(endpoint.id, 1), exchange)
    }

    /// Answers `GET /admin/webhooks/:id`.
    static func show(_ exchange: Exchange) async throws -> Response {
        try await show(try await endpoint(exchange), secret: nil, exchange)
    }

    /// `POST /admin/webhooks/:id/state`: switches an endpoint on or off.
    static func setState(_ exchange: Exchange) async throws -> Response {
        let endpoint = try await change(exchange.form["enabled"] == "yes" ? .enable : .disable, exchange)
        exchange.site.webhooks.ring()
        return .seeOther("/admin/webhooks/\(endpoint.id)")
    }

    /// `POST /admin/webhooks/:id/secret`: makes a new secret and shows it, once; the one before counts until it is retired.
    static func renewSecret(_ exchange: Exchange) async throws -> Response {
        let endpoint = try await change(.renewSecret, exchange)
        return try await show(
            endpoint,
            secret: exchange.site.webhookSecrets.text(endpoint.id, endpoint.secret),
            exchange
        )
    }

    /// `POST /admin/webhooks/:id/secret/retire`: the secret before counts no more.
    static func retireSecret(_ exchange: Exchange) async throws -> Response {
        .seeOther("/admin/webhooks/\(try await change(.retireOlderSecret, exchange).id)")
    }

    /// `POST /admin/webhooks/:id/trial`: sends something that means nothing.
    static func sendTrial(_ exchange: Exchange) async throws -> Response {
        let endpoint = try await endpoint(exchange)
        try await exchange.store.tryWebhook(endpoint.id, actor: try exchange.actor, at: exchange.now)
        exchange.site.webhooks.ring()
        return .seeOther("/admin/webhooks/\(endpoint.id)")
    }

    /// `POST /admin/webhooks/:id/remove`: removes an endpoint with its queue and log.
    static func remove(_ exchange: Exchange) async throws -> Response {
        _ = try await change(.remove, exchange)
        return .seeOther("/admin/webhooks")
    }

    /// `POST /admin/webhook-deliveries/:id/resend`: puts a delivery into the queue again.
    static func resend(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: WebhookDelivery.self)
        let found = try await exchange.store.resendWebhook(id, actor: try exchange.actor, at: exchange.now)
        guard let endpoint = found else { throw PageProblem.notFound }
        exchange.site.webhooks.ring()
        return .seeOther("/admin/webhooks/\(endpoint)")
    }

    private static func change(
        _ change: WebhookEndpointChange,
        _ exchange: Exchange
    ) async throws -> WebhookEndpoint {
        let endpoint = try await exchange.store.changeWebhookEndpoint(
            try exchange.id("id", of: WebhookEndpoint.self),
            change,
            actor: try exchange.actor,
            at: exchange.now
        )
        guard let endpoint else { throw PageProblem.notFound }
        return endpoint
    }

    private static func endpoint(_ exchange: Exchange) async throws -> WebhookEndpoint {
        let id = try exchange.id("id", of: WebhookEndpoint.self)
        guard let endpoint = try await exchange.store.webhookEndpoints().first(where: { $0.id == id }) else {
            throw PageProblem.notFound
        }
        return endpoint
    }

    private static func show(
        _ endpoint: WebhookEndpoint,
        secret: String?,
        _ exchange: Exchange
    ) async throws -> Response {
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        let log = try await exchange.store.webhookDeliveryPage(of: endpoint.id, after: after, limit: pageSize)
        let page = WebhookPage(endpoint: endpoint, secret: secret, log: log, isFirst: after == nil)
        return try await exchange.adminPage(
            exchange.words.say("Webhook", "Webhook"),
            content: page.html(exchange.frame)
        )
    }

    private static func answer(
        _ page: WebhooksPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var page = page
        page.endpoints = try await exchange.store.webhookEndpoints()
        return try await exchange.adminPage(
            exchange.words.say("Webhooks", "Webhook"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}

/// Whether a text has the shape of an address that an endpoint may have; where it leads is checked at each connection.
enum WebhookAddress {
    static func isPlausible(_ text: String) -> Bool {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let scheme = ["https://", "http://"].first(where: text.hasPrefix)
        else { return false }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        return !authority.isEmpty && !authority.contains("@") && !authority.contains("\\") && !text.contains("#")
    }
}
