import ChannelKit
import DeskModel
import Testing

@testable import ServiceLevels

@Suite struct ClockworkTests {
    typealias Happening = (at: String, event: ClockEvent)

    static let subject = ClockSubject(ticket: TicketID(rawValue: 9), priority: .normal)

    static func policy(
        enabled: Bool = true,
        types: [String] = [],
        position: Int = 0,
        limits: [SLALimit] = [
            SLALimit(.firstResponse, .normal, minutes: 120), SLALimit(.firstResponse, .urgent, minutes: 30),
            SLALimit(.nextResponse, .normal, minutes: 240), SLALimit(.resolution, .normal, minutes: 960),
        ]
    ) -> SLAPolicy {
        SLAPolicy(
            id: SLAPolicyID(rawValue: Int64(position) + 1),
            name: "Standard",
            position: position,
            isEnabled: enabled,
            types: types,
            hours: BusinessHoursID(rawValue: 1),
            warningPercent: 75,
            limits: limits
        )
    }

    static func clockwork(_ policies: [SLAPolicy] = [policy()]) throws -> Clockwork {
        Clockwork(policies: policies, hours: [try Samples.hours("UTC", Samples.office)])
    }

    /// The clocks after a history, by target.
    static func clocks(
        _ history: [Happening],
        subject: ClockSubject = subject,
        clockwork: Clockwork? = nil
    ) throws -> [SLATarget: TicketClock] {
        let work = try clockwork ?? Self.clockwork()
        let clocks = try history.reduce([TicketClock]()) { clocks, happening in
            work.clocks(clocks, after: happening.event, of: subject, at: try Samples.utc(happening.at))
        }
        return Dictionary(uniqueKeysWithValues: clocks.map { ($0.target, $0) })
    }

    static let opened: Happening = ("2026-06-01 10:00", .opened(byCustomer: true, .new))

    @Test func `a customer's ticket has a first answer and a solution due`() throws {
        let clocks = try Self.clocks([Self.opened])
        #expect(clocks.keys.sorted { $0.rawValue < $1.rawValue } == [.firstResponse, .resolution])
        #expect(clocks[.firstResponse]?.dueAt == (try Samples.utc("2026-06-01 12:00")))
        #expect(clocks[.firstResponse]?.warnAt == (try Samples.utc("2026-06-01 11:30")))
        #expect(clocks[.resolution]?.dueAt == (try Samples.utc("2026-06-03 10:00")))
    }

    @Test func `what the desk opens waits for no first answer`() throws {
        let clocks = try Self.clocks([("2026-06-01 10:00", .opened(byCustomer: false, .open))])
        #expect(Array(clocks.keys) == [.resolution])
    }

    @Test func `the first answer in time is met, a later one is a breach`() throws {
        let met = try Self.clocks([Self.opened, ("2026-06-01 11:59", .reply)])[.firstResponse]
        #expect(met?.standing(at: try Samples.utc("2026-06-09 10:00")) == .met)
        #expect(met?.used == 7_140_000)
        let late = try Self.clocks([Self.opened, ("2026-06-01 12:30", .reply)])[.firstResponse]
        #expect(late?.breachedAt == (try Samples.utc("2026-06-01 12:00")))
        #expect(late?.standing(at: try Samples.utc("2026-06-09 10:00")) == .breached)
    }

    @Test func `the oldest message that waits counts for the next answer`() throws {
        let history: [Happening] = [
            Self.opened, ("2026-06-01 11:00", .customerMessage), ("2026-06-01 11:10", .reply),
            ("2026-06-01 13:00", .customerMessage), ("2026-06-01 14:00", .customerMessage),
        ]
        #expect(try Self.clocks(history)[.nextResponse]?.dueAt == (try Samples.utc("2026-06-01 17:00")))
        let answered = try Self.clocks(history + [("2026-06-01 15:00", .reply)])
        #expect(answered[.nextResponse]?.endedAt != nil)
        let again = try Self.clocks(
            history + [("2026-06-01 15:00", .reply), ("2026-06-01 16:00", .customerMessage)]
        )
        #expect(again[.nextResponse]?.startedAt == (try Samples.utc("2026-06-01 16:00")))
        #expect(again[.nextResponse]?.used == 0)
    }

    @Test(arguments: [TicketStatus.pending, .onHold])
    func `a clock stands while the customer is to act and goes on where it stood`(_ status: TicketStatus) throws {
        let waiting = try Self.clocks([Self.opened, ("2026-06-01 12:00", .status(status))])
        #expect(waiting[.resolution]?.dueAt == nil)
        #expect(waiting[.resolution]?.used == 7_200_000)
        #expect(waiting[.resolution]?.standing(at: try Samples.utc("2027-01-01 10:00")) == .paused)
        let onwards = try Self.clocks([
            Self.opened, ("2026-06-01 12:00", .status(status)), ("2026-06-05 09:00", .status(.open)),
        ])
        // 840 of 960 minutes are left: 480 on Friday, 360 on Monday.
        #expect(onwards[.resolution]?.dueAt == (try Samples.utc("2026-06-08 15:00")))
    }

    @Test func `a breach stays one over a pause`() throws {
        let clocks = try Self.clocks([
            Self.opened, ("2026-06-01 15:00", .status(.pending)), ("2026-06-02 10:00", .status(.open)),
        ])
        #expect(clocks[.firstResponse]?.dueAt == (try Samples.utc("2026-06-01 12:00")))
        #expect(clocks[.firstResponse]?.breachedAt == (try Samples.utc("2026-06-01 12:00")))
    }

    @Test func `solving ends every clock, reopening lets the solution's go on`() throws {
        let solved = try Self.clocks([Self.opened, ("2026-06-01 11:00", .status(.solved))])
        #expect(solved.values.allSatisfy { $0.endedAt != nil && $0.dueAt == nil })
        let reopened = try Self.clocks([
            Self.opened, ("2026-06-01 11:00", .reply), ("2026-06-01 11:00", .status(.solved)),
            ("2026-06-04 09:00", .customerMessage), ("2026-06-04 09:00", .status(.open)),
        ])
        #expect(reopened[.firstResponse]?.endedAt != nil)
        #expect(reopened[.nextResponse]?.dueAt == (try Samples.utc("2026-06-04 13:00")))
        #expect(reopened[.resolution]?.used == 3_600_000)
        #expect(reopened[.resolution]?.dueAt == (try Samples.utc("2026-06-05 16:00")))
    }

    @Test func `another priority has another limit, and none where the policy has none`() throws {
        let opened = try Self.clocks([Self.opened])
        let urgent = ClockSubject(ticket: Self.subject.ticket, priority: .urgent)
        let clocks = try Self.clockwork().clocks(
            Array(opened.values),
            after: .retargeted,
            of: urgent,
            at: try Samples.utc("2026-06-01 10:10")
        )
        #expect(clocks.map(\.target) == [.firstResponse])
        #expect(clocks.first?.dueAt == (try Samples.utc("2026-06-01 10:30")))
    }

    @Test func `a longer limit takes a breach back`() throws {
        let late = try Self.clocks([Self.opened, ("2026-06-01 13:00", .status(.pending))])
        let longer = try Self.clockwork([Self.policy(limits: [SLALimit(.firstResponse, .normal, minutes: 600)])])
        let clocks = longer.clocks(
            Array(late.values),
            after: .retargeted,
            of: Self.subject,
            at: try Samples.utc("2026-06-01 14:00")
        )
        #expect(clocks.first?.breachedAt == nil)
    }

    @Test func `the first policy that is on and fits holds`() throws {
        let incident = Self.policy(
            types: ["incident"],
            position: 0,
            limits: [SLALimit(.firstResponse, .normal, minutes: 15)]
        )
        let work = try Self.clockwork([Self.policy(position: 2), incident, Self.policy(enabled: false, position: 1)])
        #expect(work.policy(for: Self.subject)?.position == 2)
        let typed = ClockSubject(ticket: Self.subject.ticket, priority: .normal, type: "incident")
        #expect(work.policy(for: typed) == incident)
        #expect(
            work.firstAnswerDue(typed, openedAt: try Samples.utc("2026-06-06 10:00"))
                == (try Samples.utc("2026-06-08 09:15"))
        )
    }

    @Test func `without a policy there is no clock, and those under way are dropped`() throws {
        let opened = try Self.clocks([Self.opened, ("2026-06-01 10:30", .reply)])
        let none = try Self.clockwork([Self.policy(enabled: false)])
        let left = none.clocks(
            Array(opened.values),
            after: .retargeted,
            of: Self.subject,
            at: try Samples.utc("2026-06-01 11:00")
        )
        #expect(left.map(\.target) == [.firstResponse])
        #expect(none.isEmpty)
    }

    @Test func `a merged ticket's clocks end without a verdict`() throws {
        #expect(try Self.clocks([Self.opened, ("2026-06-01 11:00", .dropped)]).isEmpty)
    }

    @Test func `an older ticket gets a clock with its customer's next message`() throws {
        let clocks = try Self.clocks([("2026-06-01 10:00", .customerMessage)])
        #expect(Array(clocks.keys) == [.nextResponse])
    }

    /// Whatever happens in whatever order, the clocks stay sound.
    @Test(arguments: 0..<40) func `clocks stay sound over any history`(_ seed: Int) throws {
        var chance = Chance(state: UInt64(seed) &+ 77)
        let work = try Self.clockwork()
        var clocks: [TicketClock] = []
        var now = try Samples.utc("2026-06-01 10:00")
        let events: [ClockEvent] = [
            .opened(byCustomer: true, .new), .customerMessage, .reply, .status(.open), .status(.pending),
            .status(.onHold), .status(.solved), .retargeted,
        ]
        for _ in 0..<60 {
            now = Timestamp(rawValue: now.rawValue + Int64.random(in: 0...40_000_000, using: &chance))
            let event = try #require(events.randomElement(using: &chance))
            let before = clocks
            clocks = work.clocks(clocks, after: event, of: Self.subject, at: now)
            for clock in clocks {
                #expect(clock.used >= 0)
                #expect((clock.runningSince == nil) == (clock.dueAt == nil))
                #expect(clock.endedAt == nil || clock.runningSince == nil)
                if let warnAt = clock.warnAt, let dueAt = clock.dueAt { #expect(warnAt <= dueAt) }
                let earlier = before.first { $0.target == clock.target && $0.startedAt == clock.startedAt }
                if let earlier { #expect(clock.used >= earlier.used) }
            }
        }
    }
}
