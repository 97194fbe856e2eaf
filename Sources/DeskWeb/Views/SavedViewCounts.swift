import ChannelKit
import DeskModel
import Synchronization
import TicketStorage

/// How many tickets saved views hold: counted up to a bound, and no oftener than every few seconds.
final class SavedViewCounts: Sendable {
    /// Nothing is counted beyond this.
    static let bound = 100
    private static let life: Duration = .seconds(10)
    private static let maximumKept = 2_000

    private struct Key: Hashable {
        let view: SavedView
        let agent: AgentID
    }

    private let counted = Mutex<[Key: (count: Int, at: Timestamp)]>([:])

    /// An agent's views with their counts.
    func views(of agent: AgentID, _ exchange: Exchange) async throws -> [(view: SavedView, count: Int)] {
        var views: [(view: SavedView, count: Int)] = []
        for view in try await exchange.store.savedViews(for: agent) {
            views.append((view, try await count(view, for: agent, exchange)))
        }
        return views
    }

    /// A count as it is shown.
    static func text(_ count: Int) -> String { count >= bound ? "\(bound - 1)+" : "\(count)" }

    private func count(_ view: SavedView, for agent: AgentID, _ exchange: Exchange) async throws -> Int {
        let key = Key(view: view, agent: agent)
        if let known = counted.withLock({ $0[key] }), exchange.now.since(known.at) < Self.life { return known.count }
        let query = TicketList.query(ListPlace(view), for: agent, at: exchange.now)
        let count = try await exchange.store.count(query, upTo: Self.bound)
        counted.withLock { counted in
            if counted.count >= Self.maximumKept { counted = [:] }
            counted[key] = (count, exchange.now)
        }
        return count
    }
}
