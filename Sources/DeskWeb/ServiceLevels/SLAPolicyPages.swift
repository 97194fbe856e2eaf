import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Service-level policies, for admins.
enum SLAPolicyPages {
    /// Answers `GET /admin/service-levels`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let page = SLAPolicyListPage(
            policies: try await exchange.store.policies(),
            hours: try await exchange.store.businessHours()
        )
        return try await exchange.adminPage(
            exchange.words.say("Service levels", "服务时限"),
            content: page.html(exchange.frame)
        )
    }

    /// Answers `GET /admin/service-levels/new`.
    static func new(_ exchange: Exchange) async throws -> Response {
        let hours = try await exchange.store.businessHours()
        let form = SLAPolicyForm(words: exchange.words, hours: hours.first)
        return try await answer(SLAPolicyPage(form: form, id: nil, hours: hours), exchange)
    }

    /// Answers `GET /admin/service-levels/:id`.
    static func edit(_ exchange: Exchange) async throws -> Response {
        let policy = try await policy(exchange)
        let hours = try await exchange.store.businessHours()
        let form = SLAPolicyForm(policy, exchange.words)
        return try await answer(SLAPolicyPage(form: form, id: policy.id, hours: hours), exchange)
    }

    /// `POST /admin/service-levels`: adds a policy.
    static func add(_ exchange: Exchange) async throws -> Response { try await save(nil, exchange) }

    /// `POST /admin/service-levels/:id`: changes a policy.
    static func change(_ exchange: Exchange) async throws -> Response {
        try await save(try await policy(exchange).id, exchange)
    }

    /// `POST /admin/service-levels/:id/remove`: removes a policy.
    static func remove(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: SLAPolicy.self)
        let result = try await exchange.store.removePolicy(id, actor: try exchange.actor, at: exchange.now)
        guard result == .done else { throw PageProblem.invalid(exchange.words.saving(result)) }
        return .seeOther("/admin/service-levels")
    }

    private static func save(_ id: SLAPolicyID?, _ exchange: Exchange) async throws -> Response {
        let hours = try await exchange.store.businessHours()
        var page = SLAPolicyPage(form: SLAPolicyForm(exchange.form), id: id, hours: hours)
        let policyID = id ?? exchange.site.services.ids.next(at: exchange.now)
        guard let policy = page.form.policy(id: policyID, hours, exchange.words, &page.problems) else {
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        if exchange.form["action"] == "preview" {
            page.preview = policy
            return try await answer(page, exchange)
        }
        let result = try await exchange.store.save(policy, actor: try exchange.actor, at: exchange.now)
        guard result == .done else {
            page.problems.add(result == .nameTaken ? "name" : "hours", exchange.words.saving(result))
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        return .seeOther("/admin/service-levels")
    }

    private static func policy(_ exchange: Exchange) async throws -> SLAPolicy {
        let id = try exchange.id("id", of: SLAPolicy.self)
        guard let policy = try await exchange.store.policies().first(where: { $0.id == id }) else {
            throw PageProblem.notFound
        }
        return policy
    }

    private static func answer(
        _ page: SLAPolicyPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try await exchange.adminPage(
            page.id == nil
                ? exchange.words.say("New policy", "新建服务时限") : exchange.words.say("Service levels", "服务时限"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}
