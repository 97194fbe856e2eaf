import ChannelKit
import DeskModel

/// The clocks of one ticket while one event moves them.
struct ClockMovement {
    private(set) var clocks: [SLATarget: TicketClock]
    private let subject: ClockSubject
    private let policy: SLAPolicy
    private let time: BusinessTime
    private let now: Timestamp

    init(
        _ clocks: [TicketClock],
        _ subject: ClockSubject,
        _ policy: SLAPolicy,
        _ time: BusinessTime,
        _ now: Timestamp
    ) {
        self.clocks = Dictionary(clocks.map { ($0.target, $0) }, uniquingKeysWith: { $1 })
        self.subject = subject
        self.policy = policy
        self.time = time
        self.now = now
    }

    /// Whether a clock has begun and not ended.
    func isUnderWay(_ target: SLATarget) -> Bool { clocks[target].map { $0.endedAt == nil } ?? false }

    /// Begins a clock anew, where the policy has a limit for it.
    mutating func begin(_ target: SLATarget) {
        guard let minutes = policy.minutes(target, subject.priority) else { return }
        var clock = TicketClock(
            ticket: subject.ticket,
            target: target,
            policy: policy.id,
            allowed: Int64(minutes) * 60_000,
            warningPercent: policy.warningPercent,
            startedAt: now
        )
        run(&clock)
        clocks[target] = clock
    }

    /// Ends clocks that are under way: what they wait for has come.
    mutating func end(_ targets: [SLATarget]) {
        for target in targets {
            guard var clock = clocks[target], clock.endedAt == nil else { continue }
            stop(&clock)
            clock.endedAt = now
            clocks[target] = clock
        }
    }

    /// Follows the ticket into a status.
    mutating func enter(_ status: TicketStatus) {
        switch status {
        case .new, .open:
            if var resolution = clocks[.resolution], resolution.endedAt != nil {
                resolution.endedAt = nil
                clocks[.resolution] = resolution
            }
            clocks = changed { if $0.runningSince == nil { run(&$0) } }
        case .pending, .onHold: clocks = changed { stop(&$0) }
        case .solved, .closed: end(SLATarget.allCases)
        }
    }

    /// Takes the limits anew; what was used stays used.
    mutating func retarget() {
        for (target, clock) in clocks where clock.endedAt == nil {
            guard let minutes = policy.minutes(target, subject.priority) else {
                clocks[target] = nil
                continue
            }
            var clock = clock
            let isRunning = clock.runningSince != nil
            stop(&clock)
            clock.policy = policy.id
            clock.allowed = Int64(minutes) * 60_000
            clock.warningPercent = policy.warningPercent
            // A longer limit takes a breach back that is none any more.
            if clock.used < clock.allowed { clock.breachedAt = nil }
            if isRunning { run(&clock) }
            clocks[target] = clock
        }
    }

    /// Forgets the clocks that are under way.
    mutating func drop() { clocks = clocks.filter { $0.value.endedAt != nil } }

    /// The clocks, with those under way changed.
    private func changed(_ work: (inout TicketClock) -> Void) -> [SLATarget: TicketClock] {
        clocks.mapValues { clock in
            var clock = clock
            if clock.endedAt == nil { work(&clock) }
            return clock
        }
    }

    /// Lets a clock run from now on.
    private func run(_ clock: inout TicketClock) {
        clock.runningSince = now
        let warning = clock.allowed * Int64(clock.warningPercent) / 100
        clock.dueAt = clock.breachedAt ?? time.moment(after: clock.allowed - clock.used, from: now)
        clock.warnAt = clock.breachedAt ?? time.moment(after: warning - clock.used, from: now)
    }

    /// Counts what was used since the clock began to run, and lets it stand.
    private func stop(_ clock: inout TicketClock) {
        guard let since = clock.runningSince else { return }
        clock.used += time.elapsed(from: since, to: now)
        if let dueAt = clock.dueAt, dueAt < now { clock.breachedAt = clock.breachedAt ?? dueAt }
        clock.runningSince = nil
        clock.dueAt = nil
        clock.warnAt = nil
    }
}
