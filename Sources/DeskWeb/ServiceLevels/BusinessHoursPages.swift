import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Business hours, for admins.
enum BusinessHoursPages {
    /// Answers `GET /admin/business-hours`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let page = BusinessHoursListPage(
            hours: try await exchange.store.businessHours(),
            used: Set(try await exchange.store.policies().map(\.hours))
        )
        return try await exchange.adminPage(
            exchange.words.say("Business hours", "工作时间"),
            content: page.html(exchange.frame)
        )
    }

    /// Answers `GET /admin/business-hours/new`.
    static func new(_ exchange: Exchange) async throws -> Response {
        let form = BusinessHoursForm(language: exchange.words.language, year: exchange.year)
        return try await answer(BusinessHoursPage(form: form, id: nil), exchange)
    }

    /// Answers `GET /admin/business-hours/:id`.
    static func edit(_ exchange: Exchange) async throws -> Response {
        let hours = try await hours(exchange)
        let form = BusinessHoursForm(hours, year: exchange.year)
        return try await answer(BusinessHoursPage(form: form, id: hours.id), exchange)
    }

    /// `POST /admin/business-hours`: adds hours.
    static func add(_ exchange: Exchange) async throws -> Response { try await save(nil, exchange) }

    /// `POST /admin/business-hours/:id`: changes hours.
    static func change(_ exchange: Exchange) async throws -> Response {
        try await save(try await hours(exchange).id, exchange)
    }

    /// `POST /admin/business-hours/:id/remove`: removes hours that nothing uses.
    static func remove(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: BusinessHours.self)
        let result = try await exchange.store.removeBusinessHours(id, actor: try exchange.actor, at: exchange.now)
        guard result == .done else { throw PageProblem.invalid(exchange.words.saving(result)) }
        return .seeOther("/admin/business-hours")
    }

    private static func save(_ id: BusinessHoursID?, _ exchange: Exchange) async throws -> Response {
        var page = BusinessHoursPage(form: BusinessHoursForm(exchange.form), id: id)
        if exchange.form["action"] == "read-notice" {
            page.readDays = page.form.takeNotice(exchange.words, &page.problems)
            return try await answer(page, exchange, status: page.problems.isEmpty ? .ok : .unprocessableContent)
        }
        let hoursID = id ?? exchange.site.services.ids.next(at: exchange.now)
        guard let hours = page.form.hours(id: hoursID, exchange.words, &page.problems) else {
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        let result = try await exchange.store.save(hours, actor: try exchange.actor, at: exchange.now)
        guard result == .done else {
            page.problems.add("name", exchange.words.saving(result))
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        return .seeOther("/admin/business-hours")
    }

    private static func hours(_ exchange: Exchange) async throws -> BusinessHours {
        let id = try exchange.id("id", of: BusinessHours.self)
        guard let hours = try await exchange.store.businessHours().first(where: { $0.id == id }) else {
            throw PageProblem.notFound
        }
        return hours
    }

    private static func answer(
        _ page: BusinessHoursPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try await exchange.adminPage(
            page.id == nil
                ? exchange.words.say("New business hours", "新建工作时间") : exchange.words.say("Business hours", "工作时间"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}

extension Exchange {
    /// The present year, by the asking browser's clock.
    var year: Int { CivilDay(seconds: now.seconds + clock.shift(at: now)).year }
}
