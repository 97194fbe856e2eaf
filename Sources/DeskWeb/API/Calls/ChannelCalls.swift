import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// The channels in force: how they do, what to paste at their providers, and a test of their connection.
enum ChannelCalls {
    static let trial = APIObject(
        "ChannelTest",
        "What a test of a channel's connection found.",
        [
            .required("healthy", .boolean, "Whether all is well."),
            .required("findings", .items(.words), "What was found, in plain English."),
            .required("at", .time, "When."),
        ]
    )

    /// Answers `GET /channels`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        let counts = try await exchange.store.intakeCounts()
        let holds = try await exchange.store.holds()
        return exchange.list(exchange.site.services.directory.all) { json($0, holds, counts, exchange) }
    }

    /// Answers `GET /channels/{name}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        let channel = try known(exchange)
        return .json(
            json(channel, try await exchange.store.holds(), try await exchange.store.intakeCounts(), exchange)
        )
    }

    /// Answers `POST /channels/{name}/test`.
    static func test(_ exchange: APIExchange) async throws -> Response {
        let channel = try known(exchange)
        guard
            let trial = try await ChannelAdministration.trial(
                of: channel,
                actor: try exchange.actor,
                at: exchange.now,
                exchange.site
            )
        else { throw APIProblem(.conflict, "This channel has no connection that could be tested.") }
        let found: JSON = [
            "healthy": .boolean(trial.check.isHealthy),
            "findings": .array(trial.check.findings.map { .text($0.english) }), "at": .time(trial.at),
        ]
        return try await exchange.remember(ServiceAnswer(status: 200, body: found.compact))
    }

    /// Answers `POST /channels/{name}/resume`.
    static func resume(_ exchange: APIExchange) async throws -> Response {
        let id = try known(exchange).id
        let response = try await exchange.change(
            .resumeChannel(id, actor: try exchange.actor, at: exchange.now)
        ) { ContactCalls.nothing($0) }
        exchange.site.services.wakeOutbox()
        return response
    }

    private static func known(_ exchange: APIExchange) throws -> ActiveChannel {
        let id = ChannelID(rawValue: exchange.parameters["name"] ?? "")
        return try exchange.site.services.directory[id].orNotFound("channel")
    }

    private static func json(
        _ channel: ActiveChannel,
        _ holds: [ChannelID: Wording],
        _ counts: [ChannelID: IntakeCounts],
        _ exchange: APIExchange
    ) -> JSON {
        let addresses = ChannelAddresses(of: channel, publicURL: exchange.site.settings.publicURL)
        let health = exchange.site.services.health[channel.id]
        return DeskResources.json(channel, health, holds[channel.id], counts[channel.id])
            .adding([
                (
                    "webhook_addresses",
                    .array(
                        addresses.webhooks.map {
                            ["address": .text($0.address), "purpose": .text($0.purpose.rawValue)]
                        }
                    )
                ), ("page_address", .text(orNull: addresses.page)),
                ("testable", .boolean(channel.adapter is any HealthChecking)),
            ])
    }
}
