import ChannelKit
import DeskModel

/// The clocks of tickets, and the one of each that ends first.
struct ClockTable {
    /// The name the worker that keeps clocks is known by.
    static let follower = "clocks"

    let connection: Connection

    /// The clocks of a ticket, in the order of the targets.
    func clocks(of ticket: TicketID) throws -> [TicketClock] {
        try connection.all(
            """
            SELECT ticket, target, policy, allowed, warningPercent, used, startedAt, runningSince, dueAt, warnAt,
                breachedAt, endedAt
            FROM ticketClock WHERE ticket = ?1 ORDER BY target
            """,
            ticket,
            row: Self.decode
        )
    }

    /// Replaces the clocks of a ticket.
    func set(_ clocks: [TicketClock], of ticket: TicketID, edition: Int) throws {
        let kept = clocks.map(\.target.rawValue)
        for target in SLATarget.allCases where !kept.contains(target.rawValue) {
            try connection.run("DELETE FROM ticketClock WHERE ticket = ?1 AND target = ?2", ticket, target)
        }
        for clock in clocks { try save(clock, edition: edition) }
        let first = clocks.filter { $0.endedAt == nil && $0.dueAt != nil }
            .min { ($0.dueAt ?? $0.startedAt) < ($1.dueAt ?? $1.startedAt) }
        guard let first, let dueAt = first.dueAt else {
            try connection.run("DELETE FROM ticketDue WHERE ticket = ?1", ticket)
            return
        }
        try connection.run(
            """
            INSERT INTO ticketDue (ticket, target, dueAt, warnAt) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET target = excluded.target, dueAt = excluded.dueAt, warnAt = excluded.warnAt
            """,
            ticket,
            first.target,
            dueAt,
            first.warnAt ?? dueAt
        )
    }

    /// A clock that begins anew may warn anew.
    private func save(_ clock: TicketClock, edition: Int) throws {
        try connection.run(
            """
            INSERT INTO ticketClock (ticket, target, policy, allowed, warningPercent, used, startedAt, runningSince,
                dueAt, warnAt, breachedAt, endedAt, edition, isTold)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0)
            ON CONFLICT DO UPDATE SET policy = excluded.policy, allowed = excluded.allowed,
                warningPercent = excluded.warningPercent, used = excluded.used,
                isTold = iif(startedAt = excluded.startedAt, isTold, 0), startedAt = excluded.startedAt,
                runningSince = excluded.runningSince, dueAt = excluded.dueAt, warnAt = excluded.warnAt,
                breachedAt = excluded.breachedAt, endedAt = excluded.endedAt, edition = excluded.edition
            """,
            clock.ticket,
            clock.target,
            clock.policy,
            clock.allowed,
            clock.warningPercent,
            clock.used,
            clock.startedAt,
            clock.runningSince,
            clock.dueAt,
            clock.warnAt,
            clock.breachedAt,
            clock.endedAt,
            edition
        )
    }

    /// A row of ``clocks(of:)`` as a clock.
    static func decode(_ row: inout ResultRow) throws -> TicketClock {
        TicketClock(
            ticket: try row.next(),
            target: try row.next(),
            policy: try row.next(),
            allowed: try row.next(),
            warningPercent: try row.next(),
            used: try row.next(),
            startedAt: try row.next(),
            runningSince: try row.next(),
            dueAt: try row.next(),
            warnAt: try row.next(),
            breachedAt: try row.next(),
            endedAt: try row.next()
        )
    }
}

extension SLATarget: SQLText {}
