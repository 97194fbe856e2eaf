import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
public import ServiceLifecycle

/// The web of a desk as services: the main origin, and the content origin for attachments and HTML mail.
///
/// Start them last: services end in the opposite order, so the web stops taking work while everything behind it still runs.
///
/// - Throws: ``DeskWebProblem`` for a setting that cannot be used, or an error of reading the certificate.
public func deskWebServers(_ settings: DeskWebSettings, _ services: DeskWebServices) throws -> [any Service] {
    let site = try DeskSite(settings, services)
    return [
        site.signInLinks,
        site.live,
        AlarmClock(store: services.store, now: services.now, logger: services.logger),
        site.webhooks,
        DeskServer(
            site: site,
            responder: DeskResponder(
                site: site,
                routes: RouteTable(DeskRoutes.main),
                protection: .main(settings),
                servesChannels: true
            ),
            port: settings.listenPort,
            server: try ServerLimits.server(settings)
        ),
        DeskServer(
            site: site,
            responder: DeskResponder(
                site: site,
                routes: RouteTable(DeskRoutes.content),
                protection: .content(settings),
                servesChannels: false
            ),
            port: settings.contentPort,
            server: try ServerLimits.server(settings)
        ),
    ]
}

/// One origin on one port.
struct DeskServer: Service {
    let site: DeskSite
    let responder: DeskResponder
    let port: Int
    let server: HTTPServerBuilder

    /// Serves until asked to stop; requests under way are answered first.
    func run() async throws {
        let application = Application(
            responder: responder,
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(site.settings.listenHost, port: port),
                serverName: nil,
                backlog: 1_024,
                reuseAddress: true
            ),
            logger: site.services.logger
        )
        let site = site
        try await withGracefulShutdownHandler {
            try await application.run()
        } onGracefulShutdown: {
            site.drain()
        }
    }
}

/// What a connection may cost.
enum ServerLimits {
    /// How long a connection may be idle, or take for a request's head.
    static let idle: TimeAmount = .seconds(30)
    /// How long a request's body may take.
    static let body: TimeAmount = .seconds(120)

    /// HTTP with these limits, over TLS when a certificate is given.
    static func server(_ settings: DeskWebSettings) throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [RequestDeadline(limit: body)],
                idleTimeout: idle,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 * 1024,
                    maxHeaderListSize: 32 * 1024,
                    maxHeaderFieldCount: 100
                )
            )
        )
        guard let certificate = settings.certificate else { return plain }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem))
        )
        configuration.minimumTLSVersion = .tlsv12
        return try .tls(plain, tlsConfiguration: configuration)
    }
}
