import ChannelKit
import Logging
import ServiceLifecycle
import TicketStorage

/// Wakes tickets and fires reminders when their time has come, also those that came due while the desk was down.
struct AlarmClock: Service {
    /// How often it looks.
    static let pause: Duration = .seconds(10)
    private static let limit = 200

    let store: any TicketStore
    let now: @Sendable () -> Timestamp
    let logger: Logger

    /// Looks until the desk shuts down.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.look()
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Does everything that is due.
    func look() async {
        do {
            while try await store.wake(at: now(), limit: Self.limit) >= Self.limit {}
        } catch {
            logger.warning("Reminders wait: the storage does not work", metadata: ["error": "\(error)"])
        }
    }
}
