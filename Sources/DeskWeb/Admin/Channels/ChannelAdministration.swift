import ChannelKit
import DeskModel
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
                addresses: ChannelAddresses(of: channel, publicURL: exchange.site.settings.publicURL),
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
        guard let channel = exchange.site.services.directory[id],
            try await trial(of: channel, actor: try exchange.actor, at: exchange.now, exchange.site) != nil
        else { throw PageProblem.notFound }
        return .seeOther("/admin/channels#channel-\(PercentCoding.encode(id.rawValue))")
    }

    /// Tries a running adapter's connection, remembers how it went, and notes who asked; nil when there is nothing to try.
    static func trial(
        of channel: ActiveChannel,
        actor: Actor,
        at: Timestamp,
        _ site: DeskSite
    ) async throws -> ChannelHealth.Trial? {
        guard let adapter = channel.adapter as? any HealthChecking else { return nil }
        let services = site.services
        let trial = ChannelHealth.Trial(check: await adapter.checkHealth(), at: services.now())
        services.health.note(trial, of: channel.id)
        try await services.store.audit(
            AuditEntry(
                actor: actor,
                action: trial.check.isHealthy ? .channelTested : .channelTestFailed,
                object: channel.id.rawValue,
                at: at
            )
        )
        return trial
    }
}
