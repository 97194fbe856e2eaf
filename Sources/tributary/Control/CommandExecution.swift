import ArgumentParser
import DeskConfiguration
import DeskModel
import Foundation
import InstalledAdapters
import Logging
import TicketStorage

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: "The configuration file.")
    var config: String = ProcessInfo.processInfo.environment["TRIBUTARY_CONFIG"] ?? "config/tributary.yaml"

    @Flag(name: .long, help: "Print JSON: one object, or one a line where it lists.")
    var json = false

    /// Reads the configuration.
    ///
    /// - Throws: ``CommandFailure`` with every error as `file:line:column: key.path: what is wrong; what is allowed`.
    func configuration(port: Int? = nil) throws -> TributaryConfiguration {
        do {
            return try ConfigurationReader.read(
                path: config,
                manifests: try AdapterCatalog.manifests().map(\.manifest),
                environment: .process(variables: ProcessInfo.processInfo.environment),
                port: port
            )
        } catch let invalid as InvalidConfiguration {
            throw CommandFailure(.configuration, invalid.errors.map(\.description))
        }
    }

    /// Runs a command: in the server that owns the data folder, or here when there is none.
    ///
    /// - Throws: an `ExitCode` after having said why on standard error.
    func execute(_ command: some DeskCommand) async throws {
        do {
            try await run(command)
        } catch let failure as CommandFailure {
            throw failure.report()
        } catch let error as StorageError {
            throw error.commandFailure.report()
        } catch let code as ExitCode {
            throw code
        } catch {
            throw CommandFailure(.unavailable, "tributary: \(error)").report()
        }
    }

    /// Prints a line at once, also into a pipe: whoever reads it may have to act before there is another.
    private static func show(_ line: String) {
        print(line)
        fflush(nil)
    }

    private func run(_ command: some DeskCommand) async throws {
        let configuration = try configuration()
        let socket = ControlSocket.path(dataFolder: configuration.dataFolder)
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            if let client = ControlClient(path: socket) {
                return try client.run(command) { Self.show($0) }
            }
            do {
                let desk = try await Desk(configuration, logger: .quiet)
                do {
                    try await command.run(on: desk, CommandOutput { Self.show($0) })
                } catch {
                    await desk.transports.close()
                    try? await desk.store.close()
                    throw error
                }
                await desk.transports.close()
                return try await desk.store.close()
            } catch StorageError.locked where ContinuousClock.now < deadline {
                // Another process owns the folder and does not listen yet, or not any more.
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}

extension Logger {
    /// For commands that run without a server: only what went wrong, on standard error.
    static var quiet: Logger {
        var logger = Logger(label: "tributary") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        return logger
    }
}

extension StorageError {
    /// The failure in an operator's words.
    var commandFailure: CommandFailure {
        switch self {
        case .busy: CommandFailure(.temporary, "Too much waits already. Try again.")
        case .unavailable(let why): CommandFailure(.temporary, "The storage does not take it now: \(why)")
        case .newerSchema(let found, let known):
            CommandFailure(
                .configuration,
                "The data is of a newer program: it has schema \(found), this program knows \(known). Install the newer program."
            )
        case .locked(let path): CommandFailure(.temporary, "Another process owns \(path). Stop it, or try again.")
        case .corrupt(let why): CommandFailure(.unavailable, "The database is damaged: \(why)")
        case .closed: CommandFailure(.temporary, "The server is stopping. Try again.")
        default: CommandFailure(.unavailable, "\(self)")
        }
    }
}
