public import ChannelKit
import Failpoints
import Synchronization
public import TicketStorage

/// The one way in: journals arrivals and wakes the router.
///
/// Only what it has returned for may be acknowledged outside.
public final class IntakeLog: ArrivalIntake {
    /// The bounds of the queue between journal and router.
    public struct Limits: Sendable {
        /// How many arrivals may wait to be routed before senders are told to come back.
        public var waiting: Int
        /// The largest arrival, in bytes.
        public var arrivalBytes: Int64
        /// The free space the disk must have, in bytes.
        public var freeDiskBytes: Int64
        /// When refused senders are told to come back.
        public var retryAfter: Duration

        /// Creates bounds.
        public init(
            waiting: Int = 50_000,
            arrivalBytes: Int64 = 26 << 20,
            freeDiskBytes: Int64 = 256 << 20,
            retryAfter: Duration = .seconds(5)
        ) {
            self.waiting = waiting
            self.arrivalBytes = arrivalBytes
            self.freeDiskBytes = freeDiskBytes
            self.retryAfter = retryAfter
        }
    }

    private let store: any IntakeStore
    private let limits: Limits
    private let disk: DiskSpace
    private let waiting: Mutex<Int>
    /// Rings whenever something was journaled.
    let bell: Bell

    /// Creates a log over a store.
    ///
    /// - Parameters:
    ///   - store: where arrivals are kept.
    ///   - dataFolder: the folder whose disk must not run full.
    ///   - limits: the bounds.
    ///   - waiting: how many journaled arrivals wait already.
    public init(store: any IntakeStore, dataFolder: String, limits: Limits = Limits(), waiting: Int = 0) {
        self.store = store
        self.limits = limits
        self.disk = DiskSpace(folder: dataFolder, floor: limits.freeDiskBytes)
        self.waiting = Mutex(waiting)
        self.bell = Bell()
    }

    /// Journals arrivals in order, together with the cursor behind them, in one transaction.
    public func accept(
        _ arrivals: [RawArrival],
        cursor: IntakeCursor?
    ) async throws(IntakeRefusal) -> [ArrivalAcceptance] {
        guard let channel = arrivals.first?.channel ?? cursor?.channel else { return [] }
        guard arrivals.allSatisfy({ Int64($0.body.count) <= limits.arrivalBytes }) else {
            throw .tooLarge(limit: limits.arrivalBytes)
        }
        guard waiting.withLock({ $0 + arrivals.count <= limits.waiting }) else {
            throw .busy(retryAfter: limits.retryAfter)
        }
        if let problem = disk.problem() { throw .unavailable(problem) }
        failpoint("arrivals-offered")
        do {
            let acceptances = try await store.journal(arrivals, cursor: cursor, channel: channel)
            failpoint("arrivals-journaled")
            waiting.withLock { $0 += acceptances.count { !$0.isDuplicate } }
            bell.ring()
            return acceptances
        } catch StorageError.busy {
            throw .busy(retryAfter: limits.retryAfter)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// The cursor last committed for a stream of a channel.
    public func cursor(of channel: ChannelID, stream: String) async throws -> IntakeCursor? {
        try await store.cursor(channel: channel, stream: stream)
    }

    /// The cursors of a channel's streams whose names begin with a text, by name.
    public func cursors(of channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor] {
        try await store.cursors(channel: channel, beginning: prefix)
    }

    /// How many arrivals wait to be routed.
    public var waitingCount: Int { waiting.withLock { $0 } }

    /// Wakes the router for arrivals that were put back into the queue.
    public func resume(count: Int) {
        waiting.withLock { $0 += count }
        bell.ring()
    }

    /// Notes that arrivals were routed.
    func routed(_ count: Int) { waiting.withLock { $0 = max(0, $0 - count) } }
}
