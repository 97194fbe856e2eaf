public import DeskModel
import Synchronization

/// What happens on the desk, told after it is durable.
public enum DeskNews: Sendable, Hashable {
    /// An event was stored. Events come in the order of their ids.
    case event(TicketEvent)
    /// A delivery of a ticket got on without an event of its own: it is being sent, was sent, delivered or read.
    case delivery(TicketID, DeliveryState)
    /// An agent was given a notice about a ticket, to be shown in their pages.
    case notice(AgentID, NoticeKind, TicketID)

    /// The ticket it is about.
    public var ticket: TicketID {
        switch self {
        case .event(let event): event.ticket
        case .delivery(let ticket, _): ticket
        case .notice(_, _, let ticket): ticket
        }
    }
}

/// Tells whoever listens what was committed, in the order of the commits.
///
/// The feed is for pages and workers that want to know at once; nothing is kept for those who do not listen. Who must miss
/// nothing reads ``DeskStore/events(after:limit:)`` first, and again whenever a subscription ends.
public final class DeskFeed: Sendable {
    /// How much a listener may have waiting before its subscription ends.
    public static let waitingLimit = 4_096

    private struct State {
        var listeners: [Int: AsyncStream<[DeskNews]>.Continuation] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())

    init() {}

    /// Listens from now on: each element is what one commit brought.
    ///
    /// The stream ends when the listener falls more than ``waitingLimit`` commits behind, and when the store is closed.
    public func subscribe() -> AsyncStream<[DeskNews]> {
        let (stream, continuation) = AsyncStream<[DeskNews]>
            .makeStream(bufferingPolicy: .bufferingOldest(Self.waitingLimit))
        let id = state.withLock { state in
            state.nextID += 1
            state.listeners[state.nextID] = continuation
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in self?.forget(id) }
        return stream
    }

    /// How many listen.
    public var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Tells the listeners what a commit brought.
    func publish(_ news: [DeskNews]) {
        guard !news.isEmpty else { return }
        // Outside the lock: what a listener does when it ends takes the lock itself.
        for listener in state.withLock({ Array($0.listeners.values) }) {
            if case .dropped = listener.yield(news) { listener.finish() }
        }
    }

    /// Ends all subscriptions.
    func close() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.finish() }
    }

    private func forget(_ id: Int) { state.withLock { $0.listeners[id] = nil } }
}
