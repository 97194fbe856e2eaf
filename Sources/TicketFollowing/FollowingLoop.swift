import ChannelKit
import Logging
import ServiceLifecycle
import TicketStorage

/// Runs a piece of work again and again: every so often by the clock, and where it follows the desk, soon after something was
/// committed.
struct FollowingLoop: Sendable {
    /// How long to gather what is committed: in a burst, one piece of work takes up what many commits brought.
    private static let gathering: Duration = .milliseconds(100)
    /// How long to stay away from a store that failed.
    private static let failurePause: Duration = .seconds(5)

    /// What it follows; nil leaves it to the clock.
    let feed: DeskFeed?
    /// How often at the least, without any news.
    let interval: Duration
    let logger: Logger
    /// Does some work and tells whether there may be more.
    let step: @Sendable () async throws -> Bool

    /// Works until a graceful shutdown begins or the surrounding task is canceled.
    func run(_ problem: Logger.Message) async {
        let (signals, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        bell.yield()
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await listen(bell) }
                group.addTask { await tick(bell) }
                for await _ in signals { await work(problem) }
                group.cancelAll()
            }
        }
    }

    private func listen(_ bell: AsyncStream<Void>.Continuation) async {
        guard let feed else { return }
        while !Task.isCancelled {
            for await _ in feed.subscribe() { bell.yield() }
            // A subscription that fell behind ended; what was missed is read from the store.
            bell.yield()
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func tick(_ bell: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            bell.yield()
        }
    }

    private func work(_ problem: Logger.Message) async {
        do {
            repeat {
                try await Task.sleep(for: Self.gathering)
            } while try await step()
        } catch {
            guard !Task.isCancelled else { return }
            logger.error(problem, metadata: ["reason": "\(error)"])
            try? await Task.sleep(for: Self.failurePause)
        }
    }
}
