public import ChannelKit

/// One clock of a ticket, as it stands: running, stopped while the customer is to act, or at its end.
public struct TicketClock: Sendable, Hashable, Codable {
    /// The ticket.
    public var ticket: TicketID
    /// What it measures.
    public var target: SLATarget
    /// The policy it was set by.
    public var policy: SLAPolicyID
    /// How much business time it allows, in milliseconds.
    public var allowed: Int64
    /// The share of it after which it warns, in percent.
    public var warningPercent: Int
    /// How much business time had passed when it last began to run, or stopped; in milliseconds.
    public var used: Int64
    /// When it began.
    public var startedAt: Timestamp
    /// Since when it runs; nil while it is stopped and at its end.
    public var runningSince: Timestamp?
    /// When its time is over if nothing happens; nil unless it runs.
    public var dueAt: Timestamp?
    /// When it warns; nil unless it runs.
    public var warnAt: Timestamp?
    /// When its time was over before what it waits for had come.
    public var breachedAt: Timestamp?
    /// When what it waits for had come.
    public var endedAt: Timestamp?

    /// Creates a clock.
    public init(
        ticket: TicketID,
        target: SLATarget,
        policy: SLAPolicyID,
        allowed: Int64,
        warningPercent: Int,
        used: Int64 = 0,
        startedAt: Timestamp,
        runningSince: Timestamp? = nil,
        dueAt: Timestamp? = nil,
        warnAt: Timestamp? = nil,
        breachedAt: Timestamp? = nil,
        endedAt: Timestamp? = nil
    ) {
        self.ticket = ticket
        self.target = target
        self.policy = policy
        self.allowed = allowed
        self.warningPercent = warningPercent
        self.used = used
        self.startedAt = startedAt
        self.runningSince = runningSince
        self.dueAt = dueAt
        self.warnAt = warnAt
        self.breachedAt = breachedAt
        self.endedAt = endedAt
    }

    /// How a clock stands at a moment.
    public enum Standing: String, Sendable, Hashable, Codable {
        /// It runs and there is time.
        case running
        /// It runs and little is left.
        case warning
        /// Its time is over.
        case breached
        /// It is stopped: the customer is to act.
        case paused
        /// What it waited for came in time.
        case met
    }

    /// How it stands.
    public func standing(at now: Timestamp) -> Standing {
        if endedAt != nil { return breachedAt == nil ? .met : .breached }
        guard let dueAt else { return breachedAt != nil ? .breached : runningSince == nil ? .paused : .running }
        if dueAt <= now { return .breached }
        return warnAt.map { $0 <= now } == true ? .warning : .running
    }
}

/// The clock of a ticket that ends first, as lists show it.
public struct TicketDue: Sendable, Hashable, Codable {
    /// What is due.
    public var target: SLATarget
    /// When.
    public var dueAt: Timestamp
    /// From when on it warns.
    public var warnAt: Timestamp

    /// Creates it.
    public init(target: SLATarget, dueAt: Timestamp, warnAt: Timestamp) {
        self.target = target
        self.dueAt = dueAt
        self.warnAt = warnAt
    }

    /// How it stands.
    public func standing(at now: Timestamp) -> TicketClock.Standing {
        dueAt <= now ? .breached : warnAt <= now ? .warning : .running
    }
}
