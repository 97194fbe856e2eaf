import ChannelKit
import Synchronization

/// Who has a page open, and what their pages have received: in memory, bounded, and forgotten at a restart.
final class VisitorPresence: Sendable {
    private struct Trace {
        var pages = 0
        var lastHereAt: Timestamp
        var received: [String] = []
    }

    /// How many replies of one visitor are remembered.
    private static let maximumReceived = 50

    private let traces = Mutex<[String: Trace]>([:])
    private let startedAt: Timestamp
    private let maximumVisitors: Int

    /// Creates an empty book; whoever is unknown counts as having been here at the start, so that a restart mails nobody early.
    init(startedAt: Timestamp, maximumVisitors: Int = 20_000) {
        self.startedAt = startedAt
        self.maximumVisitors = maximumVisitors
    }

    /// A page was opened.
    func enter(_ visitor: String, at now: Timestamp) {
        change(visitor, at: now) { $0.pages += 1 }
    }

    /// A page was closed or lost.
    func leave(_ visitor: String, at now: Timestamp) {
        change(visitor, at: now) { $0.pages = max(0, $0.pages - 1) }
    }

    /// How many pages of a visitor are open.
    func pages(of visitor: String) -> Int { traces.withLock { $0[visitor]?.pages ?? 0 } }

    /// A page of the visitor confirmed replies.
    func received(_ replies: [String], by visitor: String, at now: Timestamp) {
        change(visitor, at: now) { $0.received = Array(($0.received + replies).suffix(Self.maximumReceived)) }
    }

    /// Whether a page of the visitor confirmed a reply.
    func hasReceived(_ reply: String, _ visitor: String) -> Bool {
        traces.withLock { $0[visitor]?.received.contains(reply) ?? false }
    }

    /// For how long a visitor has had no page open.
    func absence(of visitor: String, at now: Timestamp) -> Duration {
        traces.withLock { traces in
            guard let trace = traces[visitor] else { return now.since(startedAt) }
            return trace.pages > 0 ? .zero : now.since(trace.lastHereAt)
        }
    }

    private func change(_ visitor: String, at now: Timestamp, _ change: (inout Trace) -> Void) {
        traces.withLock { traces in
            if traces[visitor] == nil, traces.count >= maximumVisitors {
                let gone = traces.filter { $0.value.pages == 0 }.sorted { $0.value.lastHereAt < $1.value.lastHereAt }
                for (visitor, _) in gone.prefix(maximumVisitors / 4) { traces[visitor] = nil }
            }
            var trace = traces[visitor] ?? Trace(lastHereAt: now)
            trace.lastHereAt = now
            change(&trace)
            traces[visitor] = trace
        }
    }
}
