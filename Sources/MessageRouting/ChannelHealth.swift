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

    /// A provider's call of a channel's webhook.
    public struct Call: Sendable, Hashable {
        /// When it came.
        public var at: Timestamp
        /// The HTTP status it was answered with.
        public var status: Int

        /// Creates a call.
        public init(at: Timestamp, status: Int) {
            self.at = at
            self.status = status
        }
    }

    /// A connection test that somebody asked for.
    public struct Trial: Sendable, Hashable {
        /// What was found.
        public var check: HealthCheck
        /// When.
        public var at: Timestamp

        /// Creates a test's result.
        public init(check: HealthCheck, at: Timestamp) {
            self.check = check
            self.at = at
        }
    }

    private let entries = Mutex<[ChannelID: Entry]>([:])
    private let calls = Mutex<[ChannelID: Call]>([:])
    private let trials = Mutex<[ChannelID: Trial]>([:])
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

    /// The last call of a channel's webhook since the program started, refused ones included; nil when there was none.
    public func lastCall(of channel: ChannelID) -> Call? { calls.withLock { $0[channel] } }

    /// Remembers a call of a channel's webhook.
    public func note(_ call: Call, of channel: ChannelID) { calls.withLock { $0[channel] = call } }

    /// The last connection test of a channel since the program started; nil when nobody asked for one.
    public func lastTrial(of channel: ChannelID) -> Trial? { trials.withLock { $0[channel] } }

    /// Remembers a connection test.
    public func note(_ trial: Trial, of channel: ChannelID) { trials.withLock { $0[channel] = trial } }

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
