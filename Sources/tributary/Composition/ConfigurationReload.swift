import ChannelKit
import DeskConfiguration
import Failpoints
import Logging
import MessageRouting
import OutboxDelivery
import ServiceLifecycle
import UnixSignals

/// Reads the configuration again when the process is told SIGHUP.
///
/// A bad file leaves everything as it is. Channels whose settings are the same go on without a gap; the others are made anew,
/// and the outbox of those that are gone is held until they come back.
struct ConfigurationReload: Service {
    private let desk: Desk
    private let lines: ChannelLines
    private let read: @Sendable () throws -> TributaryConfiguration

    /// Creates the service.
    ///
    /// - Parameters:
    ///   - desk: the desk that runs.
    ///   - lines: the channels' lines.
    ///   - read: reads the configuration from where it was read at the start.
    init(desk: Desk, lines: ChannelLines, read: @escaping @Sendable () throws -> TributaryConfiguration) {
        self.desk = desk
        self.lines = lines
        self.read = read
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                do {
                    try apply(try read(), insteadOf: desk.configuration)
                } catch let failure as CommandFailure {
                    for line in failure.lines {
                        desk.logger.error("The configuration is not applied.", metadata: ["problem": "\(line)"])
                    }
                } catch {
                    desk.logger.error("The configuration is not applied.", metadata: ["problem": "\(error)"])
                }
            }
        }
    }

    private func apply(_ next: TributaryConfiguration, insteadOf old: TributaryConfiguration) throws {
        let applied = AppliedConfiguration(folder: old.dataFolder)
        try applied.requireSameKinds(in: next)
        guard next.dataFolder == old.dataFolder else {
            throw CommandFailure(.configuration, "data_dir: another data folder takes a restart; nothing is applied")
        }
        let difference = ConfigurationDifference(from: old, to: next)
        guard !difference.isEmpty else {
            desk.logger.notice("The configuration is the same.")
            return
        }
        let same = next.channels.filter { $0 == old.channel($0.id) && next.publicURL == old.publicURL }
        var kept: [ChannelID: ActiveChannel] = [:]
        for channel in same { kept[channel.id] = desk.directory[channel.id] }
        failpoint("reload-begun")
        let assembly = ChannelAssembly(
            next,
            keys: desk.keys,
            transports: desk.transports,
            conversations: desk.conversations,
            secrets: desk.secrets,
            logger: desk.logger
        )
        desk.apply(next, channels: try assembly.channels(keeping: kept))
        failpoint("reload-applied")
        lines.followDirectory()
        failpoint("reload-followed")
        desk.outboxBell.ring()
        try applied.note(next)
        for change in difference.changes {
            desk.logger.notice("The configuration changes.", metadata: ["change": "\(change)"])
        }
        if difference.needsRestart { desk.logger.warning("Some of it takes effect at the next start only.") }
    }
}
