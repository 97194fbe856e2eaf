import ChannelKit
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// The channels for admins: how they do, what to paste at the provider, a connection test, and what to copy for another.
enum ChannelAdministration {
    /// Answers `GET /admin/channels`.
    static func show(_ exchange: Exchange) async throws -> Response {
        async let counts = exchange.store.intakeCounts()
        async let holds = exchange.store.holds()
        let services = exchange.site.services
        let (journal, held) = (try await counts, try await holds)
        let channels = services.directory.all.map { channel in
            ChannelAdministrationPage.Channel(
                id: channel.id,
                abilities: channel.abilities,
                page: (channel.adapter as? any PageServing)?.publicPage,
                isTestable: channel.adapter is any HealthChecking,
                health: services.health[channel.id],
                call: services.health.lastCall(of: channel.id),
                trial: services.health.lastTrial(of: channel.id),
                lastArrival: journal[channel.id]?.lastAt,
                hold: held[channel.id],
                consent: services.health.consent(of: channel.id)
            )
        }
        let page = ChannelAdministrationPage(channels: channels, publicURL: exchange.site.settings.publicURL)
        return try await exchange.adminPage(
            exchange.words.say("Channels", "渠道"),
            content: page.html(exchange.frame)
        )
    }

    /// Answers `POST /admin/channels/:id/test`: tries the running adapter's connection and shows how it went.
    static func test(_ exchange: Exchange) async throws -> Response {
        let id = ChannelID(rawValue: exchange.parameters["id"] ?? "")
        let services = exchange.site.services
        guard let adapter = services.directory[id]?.adapter as? any HealthChecking else { throw PageProblem.notFound }
        let check = await adapter.checkHealth()
        services.health.note(ChannelHealth.Trial(check: check, at: services.now()), of: id)
        try await exchange.store.audit(
            AuditEntry(
                actor: try exchange.actor,
                action: check.isHealthy ? "channel.tested" : "channel.test-failed",
                object: id.rawValue,
                at: exchange.now
            )
        )
        return .seeOther("/admin/channels#channel-\(PercentCoding.encode(id.rawValue))")
    }
}
