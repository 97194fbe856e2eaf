public import ChannelKit
import Synchronization

/// How every channel's intake is doing, as its adapter last reported.
public final class ChannelHealth: Sendable {
    /// A channel's last report and when it came.
    public struct Entry: Sendable, Hashable {
        /// What was reported.
        public var condition: ChannelCondition
        /// When.
        public var at: Timestamp
        /// When the line was last ready.
        public var lastReadyAt: Timestamp?
    }

    private let entries = Mutex<[ChannelID: Entry]>([:])
    private let now: @Sendable () -> Timestamp
    private let consents: @Sendable (ChannelID) -> ConsentState?

    /// Creates an empty board.
    ///
    /// - Parameters:
    ///   - now: the wall clock.
    ///   - consent: how the consent stands that a channel signs in by; nil where it needs none.
    public init(
        now: @escaping @Sendable () -> Timestamp,
        consent: @escaping @Sendable (ChannelID) -> ConsentState? = { _ in nil }
    ) {
        self.now = now
        consents = consent
    }

    /// How the consent stands that a channel signs in by; nil where it needs none.
    public func consent(of channel: ChannelID) -> ConsentState? { consents(channel) }

    /// The last report of a channel; nil when there is none.
    public subscript(channel: ChannelID) -> Entry? { entries.withLock { $0[channel] } }

    /// Where a channel's adapter reports.
    public func reporter(for channel: ChannelID) -> any HealthReporting { Reporter(board: self, channel: channel) }

    private func report(_ condition: ChannelCondition, of channel: ChannelID) {
        let at = now()
        entries.withLock { entries in
            let lastReady = condition.line == .ready ? at : entries[channel]?.lastReadyAt
            entries[channel] = Entry(condition: condition, at: at, lastReadyAt: lastReady)
        }
    }

    private struct Reporter: HealthReporting {
        let board: ChannelHealth
        let channel: ChannelID

        func report(_ condition: ChannelCondition) { board.report(condition, of: channel) }
    }
}
