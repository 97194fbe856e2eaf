import ArgumentParser
import ChannelKit
import DeskConfiguration
import DeskModel
import DeskWeb
import Foundation
import Logging
import MessageRouting
import OutboxDelivery
import ServiceLifecycle
import TicketStorage
import UnixSignals

/// `tributary serve`: channels, outbox, web, all of it.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run channels, outbox and web until told to stop.",
        discussion: """
            SIGTERM and SIGINT drain: what is under way is finished within 25 seconds. SIGHUP reads the configuration again; \
            only channels that changed start anew.
            """
    )

    @OptionGroup var options: CommonOptions
    @Option(help: "The port to serve; the content origin takes the next one.") var port: Int?

    func run() async throws {
        do {
            let configuration = try options.configuration(port: port)
            for warning in configuration.warnings { say("warning: \(warning)") }
            let applied = AppliedConfiguration(folder: configuration.dataFolder)
            try applied.requireSameKinds(in: configuration)
            let desk = try await Desk(configuration, isServing: true, logger: Self.logger)
            try applied.note(configuration)
            BackupArchive.removeRemains(in: configuration.dataFolder)
            try await serve(desk)
            await desk.transports.close()
            try await desk.store.close()
        } catch let failure as CommandFailure {
            throw failure.report()
        } catch let error as StorageError {
            throw error.commandFailure.report()
        }
    }

    private func serve(_ desk: Desk) async throws {
        try await greet(desk)
        let epoch = try await desk.store.beginEpoch()
        let outbox = OutboxDelivery(
            store: desk.store,
            epoch: epoch,
            routes: desk.deliveryRoute,
            clock: Desk.clock,
            bell: desk.outboxBell,
            logger: desk.logger
        )
        let control = ControlServer(
            path: ControlSocket.path(dataFolder: desk.configuration.dataFolder),
            desk: desk,
            logger: desk.logger
        )
        // Services stop in the opposite order: first the web takes no more, the outbox and the store's keeper are last.
        let lines = ChannelLines(
            directory: desk.directory,
            intake: desk.intake,
            health: desk.health,
            logger: desk.logger
        )
        let reload = ConfigurationReload(desk: desk, lines: lines) { try options.configuration(port: port) }
        var services: [any Service] = [Housekeeping(desk: desk), outbox, desk.router, lines, control, reload]
        services += desk.followers(epoch: epoch)
        services += try deskWebServers(desk.webSettings, desk.webServices)
        // Named by their types: the default name prints a service whole, which is slow and no reader's business.
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, serviceName: "\(type(of: $0))") },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: desk.logger
        )
        group.maximumGracefulShutdownDuration = .seconds(25)
        try await ServiceGroup(configuration: group).run()
    }

    /// Says where to go, and on the first start how to get in.
    private func greet(_ desk: Desk) async throws {
        let base = desk.configuration.publicURL
        say("Tributary serves \(base)")
        for channel in desk.directory.all {
            guard let page = (channel.adapter as? any PageServing)?.publicPage else { continue }
            say(
                "  \(page + ":")\(String(repeating: " ", count: max(1, 10 - page.count)))\(base)/channels/\(channel.id)/\(page)"
            )
        }
        for channel in desk.configuration.channels where channel.isEnabled {
            if let folder = channel.settings.text("drop_folder.path") { say("  mail drop: \(folder)") }
        }
        say("  workspace: \(base)/desk/")
        if try await desk.store.agents().isEmpty {
            say("")
            say("Nobody can sign in yet. Make yourself the admin with this link; it works once, within 24 hours:")
            say("  \(try await desk.setUpLink(purpose: "set-up-first-admin"))")
            say("")
        }
    }

    private func say(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

    private static var logger: Logger {
        var logger = Logger(label: "tributary") { StreamLogHandler.standardError(label: $0) }
        let level = ProcessInfo.processInfo.environment["TRIBUTARY_LOG"].flatMap(Logger.Level.init(rawValue:))
        logger.logLevel = level ?? .notice
        return logger
    }
}
