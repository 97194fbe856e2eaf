import ChannelKit
public import Logging
public import ServiceLifecycle

/// Keeps the lines of all channels open, and follows the directory when another configuration comes into force.
///
/// A channel whose adapter stays the same is left alone; what it listens to goes on without a gap.
public struct ChannelLines: Service {
    private let directory: ChannelDirectory
    private let intake: IntakeLog
    private let health: ChannelHealth
    private let bell = Bell()
    private let logger: Logger

    /// Creates the service.
    public init(directory: ChannelDirectory, intake: IntakeLog, health: ChannelHealth, logger: Logger) {
        self.directory = directory
        self.intake = intake
        self.health = health
        self.logger = logger
    }

    /// Opens the lines of channels that are new or changed, and closes those of channels that are gone.
    ///
    /// Call it after the directory was replaced.
    public func followDirectory() { bell.ring() }

    /// Keeps the lines until the surrounding task is canceled or a graceful shutdown begins.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var open: [ChannelID: Line] = [:]
            await adjust(&open)
            for await _ in bell.rings { await adjust(&open) }
            for line in open.values { line.task.cancel() }
            for line in open.values { await line.task.value }
        }
    }

    /// One channel's line.
    private struct Line {
        let generation: ActiveChannel.Generation
        let task: Task<Void, Never>
    }

    private func adjust(_ open: inout [ChannelID: Line]) async {
        let wanted = Dictionary(uniqueKeysWithValues: directory.all.map { ($0.id, $0) })
        let ended = open.filter { wanted[$0.key]?.generation != $0.value.generation }
        for line in ended.values { line.task.cancel() }
        for (id, line) in ended {
            // The old line must be gone before the new one begins: two would fight for one mailbox.
            await line.task.value
            open[id] = nil
        }
        for (id, channel) in wanted where open[id] == nil {
            open[id] = Line(generation: channel.generation, task: start(channel))
        }
    }

    private func start(_ channel: ActiveChannel) -> Task<Void, Never> {
        let listening = ChannelListening(
            channel: channel,
            intake: intake,
            health: health.reporter(for: channel.id),
            logger: logger
        )
        // A task of its own: lines begin and end one by one, which the children of a task group cannot. Its end is waited
        // for in `adjust` and `run`.
        return Task { await listening.keepListening() }
    }
}
