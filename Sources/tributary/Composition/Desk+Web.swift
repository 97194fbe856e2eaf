import DeskConfiguration
import DeskWeb
import MessageThreading
import OutboxDelivery
import TicketStorage

extension Desk {
    /// Where the web is served.
    var webSettings: DeskWebSettings {
        DeskWebSettings(
            listenHost: configuration.listen.host,
            listenPort: configuration.listen.port,
            contentPort: configuration.listen.contentPort,
            publicURL: configuration.publicURL,
            contentURL: configuration.contentURL,
            certificate: configuration.tls.map { CertificatePaths(certificate: $0.certificate, key: $0.key) },
            trustedProxies: configuration.trustedProxies.map(\.description),
            deskName: configuration.desk.name,
            language: configuration.desk.language,
            // A mail inside a provider's JSON is a third longer, in base64.
            maximumBodyBytes: Int(configuration.limits.messageBytes) * 3 / 2 + (1 << 20),
            apiRequestsPerMinute: configuration.api.requestsPerMinute,
            robotServers: configuration.robotServers
        )
    }

    /// What the web works on.
    var webServices: DeskWebServices {
        let keys = keys
        let bell = outboxBell
        let tokens = ReplyTokens(key: keys.key("reply-token"))
        return DeskWebServices(
            store: store,
            intake: intake,
            watch: watch,
            directory: directory,
            health: health,
            replies: replies,
            portal: PortalChannel { tokens.token(ticketNumber: $0, channel: PortalChannel.id) },
            signals: conversations.signals,
            ids: store.ids,
            now: Desk.clock,
            wakeOutbox: { bell.ring() },
            webhookTransport: transports.make(reaching: configuration.api.webhookAddresses),
            key: { keys.key("web/\($0)") },
            logger: logger
        )
    }
}
