import ChannelKit
import DeskModel
public import Logging
import ServiceLevels
public import ServiceLifecycle
public import TicketStorage

/// Keeps the clocks of tickets: follows their events behind the commits, and continues where it stopped.
public struct ClockKeeping: Service {
    /// How many events one transaction takes.
    private static let batch = 256

    private let store: any TicketStore
    private let logger: Logger

    /// Creates the service.
    public init(store: any TicketStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Follows until told to stop.
    public func run() async throws {
        let loop = FollowingLoop(feed: store.feed, interval: .seconds(30), logger: logger) { try await keep() }
        await loop.run("The clocks of tickets are behind.")
    }

    /// Brings the clocks up to the next events.
    ///
    /// - Returns: whether there may be more.
    public func keep() async throws -> Bool {
        guard let work = try await store.clockWork(limit: Self.batch) else { return false }
        let clockwork = Clockwork(policies: work.policies, hours: work.hours)
        var changed: [TicketID: [TicketClock]] = [:]
        func move(_ ticket: TicketID, _ event: ClockEvent, at time: Timestamp) {
            guard let row = work.tickets[ticket] else { return }
            let subject = ClockSubject(ticket: ticket, priority: row.priority, type: work.types[ticket])
            let before = changed[ticket] ?? work.clocks[ticket] ?? []
            changed[ticket] = clockwork.clocks(before, after: event, of: subject, at: time)
        }
        for step in work.steps {
            let ticket = step.event.ticket
            let event = work.away.contains(ticket) ? ClockEvent.dropped : ClockEvent(step)
            if let event { move(ticket, event, at: step.event.at) }
        }
        for ticket in work.outdated {
            // The limits hold from the clocks' own time on, not from when the worker came to them.
            let latest = (changed[ticket] ?? work.clocks[ticket] ?? []).compactMap(\.runningSince).max()
            move(ticket, .retargeted, at: latest ?? work.tickets[ticket]?.updatedAt ?? Timestamp(rawValue: 0))
        }
        // What an event left as it was is not written again, unless it was set by an earlier edition of the policies.
        let outdated = Set(work.outdated)
        let moved = changed.filter { ticket, clocks in
            outdated.contains(ticket) || clocks != (work.clocks[ticket] ?? [])
        }
        _ = try await store.store(moved, of: work)
        return true
    }
}

extension ClockEvent {
    /// What an event of a ticket means for its clocks; nil when it means nothing.
    init?(_ step: ClockWork.Step) {
        let event = step.event
        switch event.kind {
        case .opened:
            if case .contact = event.actor {
                self = .opened(byCustomer: true, .new)
            } else {
                self = .opened(byCustomer: false, event.to.flatMap(TicketStatus.init) ?? .open)
            }
        case .message:
            guard !step.isAutomatic else { return nil }
            self = .customerMessage
        case .reply:
            if case .system = event.actor { return nil }
            self = .reply
        case .status:
            guard let status = event.to.flatMap(TicketStatus.init) else { return nil }
            self = .status(status)
        case .priority, .type: self = .retargeted
        default: return nil
        }
    }
}
