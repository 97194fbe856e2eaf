import ChannelKit
import Logging

/// Keeps one channel's line open: runs its adapter's `listen` or `pull` and starts it again when it ends, with growing pauses.
struct ChannelListening {
    private static let firstPause: Duration = .seconds(1)
    private static let longestPause: Duration = .seconds(300)

    private let channel: ActiveChannel
    private let intake: any ArrivalIntake
    private let health: any HealthReporting
    private let pullInterval: Duration
    private let logger: Logger

    /// Creates the service of one channel.
    init(
        channel: ActiveChannel,
        intake: any ArrivalIntake,
        health: any HealthReporting,
        pullInterval: Duration = .seconds(60),
        logger: Logger
    ) {
        self.channel = channel
        self.intake = intake
        self.health = health
        self.pullInterval = pullInterval
        self.logger = logger
    }

    /// Listens until the surrounding task is canceled.
    func keepListening() async {
        guard channel.adapter is any Listening || channel.adapter is any Pulling else { return }
        var pause = Self.firstPause
        while !Task.isCancelled {
            let started = ContinuousClock.now
            let isBlocked = await listenOnce()
            if ContinuousClock.now - started > .seconds(60) { pause = Self.firstPause }
            // A blocked line needs a person; it is looked at again now and then in case the other side has changed its mind.
            try? await Task.sleep(for: isBlocked ? Self.longestPause : pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// Listens or pulls once; whether somebody must act before trying again makes sense.
    private func listenOnce() async -> Bool {
        do {
            if let adapter = channel.adapter as? any Listening {
                try await adapter.listen(into: intake, health: health)
            }
            if let adapter = channel.adapter as? any Pulling {
                try await keepPulling(adapter)
            }
            return false
        } catch let blocked as ChannelBlocked {
            health.report(ChannelCondition(line: .blocked, problem: blocked.problem))
            logger.error(
                "A channel needs attention.",
                metadata: ["channel": "\(channel.id)", "problem": "\(blocked.problem)"]
            )
            return true
        } catch is CancellationError {
            return false
        } catch {
            guard !Task.isCancelled else { return false }
            health.report(ChannelCondition(line: .failing, problem: .verbatim("\(error)")))
            logger.warning("A channel's line was lost.", metadata: ["channel": "\(channel.id)", "reason": "\(error)"])
            return false
        }
    }

    private func keepPulling(_ adapter: any Pulling) async throws {
        while !Task.isCancelled {
            try await adapter.pull(into: intake, health: health)
            try await Task.sleep(for: pullInterval)
        }
    }
}
