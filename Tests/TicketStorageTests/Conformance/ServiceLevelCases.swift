import ChannelKit
import DeskModel
import Logging
import Testing
import TicketFollowing
import TicketStorage

extension DeskFixture {
    /// Hours without end, stored.
    func hours(_ name: String = "Always") async throws -> BusinessHours {
        let hours = BusinessHours.always(id: ids.next(at: start), name: name)
        #expect(try await store.save(hours, actor: .operator, at: start) == .done)
        return hours
    }

    /// A policy of an hour to the first answer and eight to the solution, stored.
    @discardableResult
    func policy(
        _ hours: BusinessHours,
        name: String = "Standard",
        isEnabled: Bool = true,
        minutes: Int = 60
    ) async throws -> SLAPolicy {
        let policy = SLAPolicy(
            id: ids.next(at: start),
            name: name,
            isEnabled: isEnabled,
            hours: hours.id,
            warningPercent: 50,
            limits: [
                SLALimit(.firstResponse, .normal, minutes: minutes), SLALimit(.nextResponse, .normal, minutes: 120),
                SLALimit(.resolution, .normal, minutes: 480),
            ]
        )
        #expect(try await store.save(policy, actor: .operator, at: start) == .done)
        return policy
    }

    /// Brings all clocks up to date.
    func keepClocks() async throws {
        let keeping = ClockKeeping(store: store, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        while try await keeping.keep() {}
    }
}

extension TicketStoreConformance {
    static let serviceLevels: [StoreCase] = [
        StoreCase("business hours and policies are kept, renamed and removed, names once, hours in use stay") { desk in
            var hours = try await desk.hours()
            let other = BusinessHours.always(id: desk.ids.next(at: desk.start), name: "Always")
            #expect(try await desk.store.save(other, actor: .operator, at: desk.start) == .nameTaken)
            hours.name = "Never"
            hours.week = Array(repeating: [], count: 7)
            #expect(try await desk.store.save(hours, actor: .operator, at: desk.start) == .done)
            #expect(try await desk.store.businessHours() == [hours])
            let policy = try await desk.policy(hours, isEnabled: false)
            #expect(try await desk.store.policies() == [policy])
            let inUse = try await desk.store.removeBusinessHours(hours.id, actor: .operator, at: desk.start)
            #expect(inUse == .inUse)
            #expect(try await desk.store.removePolicy(policy.id, actor: .operator, at: desk.start) == .done)
            #expect(try await desk.store.removePolicy(policy.id, actor: .operator, at: desk.start) == .unknown)
            let removed = try await desk.store.removeBusinessHours(hours.id, actor: .operator, at: desk.start)
            #expect(removed == .done)
            #expect(try await desk.store.businessHours() == [])
        },
        StoreCase("a policy needs hours that are there") { desk in
            let policy = SLAPolicy(
                id: desk.ids.next(at: desk.start),
                name: "Loose",
                hours: BusinessHoursID(rawValue: 5),
                limits: []
            )
            let result = try await desk.store.save(policy, actor: .operator, at: desk.start)
            #expect(result == .unknown)
        },
        StoreCase("without a policy in force there is nothing to do, and nothing is due") { desk in
            try await desk.policy(try await desk.hours(), isEnabled: false)
            let result = try await desk.receive(desk.envelope("a"))
            #expect(try await desk.store.clockWork(limit: 100) == nil)
            #expect(try await desk.thread(result)?.clocks == [])
            #expect(try await desk.store.duePage(after: nil, limit: 10).items.isEmpty)
        },
        StoreCase("a ticket's clocks begin, warn, breach and end") { desk in
            try await desk.policy(try await desk.hours())
            let result = try await desk.receive(desk.envelope("a"))
            try await desk.keepClocks()
            let thread = try #require(try await desk.thread(result))
            #expect(thread.clocks.map(\.target) == [.firstResponse, .resolution])
            #expect(thread.clocks.first?.dueAt == desk.at(3_600))
            let line = try #require(try await desk.store.duePage(after: nil, limit: 10).items.first)
            #expect(line.due == TicketDue(target: .firstResponse, dueAt: desk.at(3_600), warnAt: desk.at(1_800)))
            #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.first?.due == line.due)
            #expect(try await desk.store.dueCounts(at: desk.at(1_799)) == DueCounts(breached: 0, warning: 0))
            #expect(try await desk.store.dueCounts(at: desk.at(1_800)) == DueCounts(breached: 0, warning: 1))
            #expect(try await desk.store.dueCounts(at: desk.at(3_600)) == DueCounts(breached: 1, warning: 1))
            try await desk.apply(.reply(try desk.reply(in: thread), status: .pending), at: 10)
            try await desk.keepClocks()
            let after = try #require(try await desk.thread(result))
            #expect(after.clocks.map { $0.standing(at: desk.at(20)) } == [.met, .paused])
            #expect(try await desk.store.duePage(after: nil, limit: 10).items.isEmpty)
            try await desk.receive(desk.envelope("b", answers: ["no"]), at: 30)
        },
        StoreCase("an automatic message begins no clock") { desk in
            try await desk.policy(try await desk.hours())
            let result = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            let thread = try #require(try await desk.thread(result))
            try await desk.apply(.reply(try desk.reply(in: thread), status: nil))
            var machine = desk.envelope("b", answers: ["m1@example.org"])
            machine.automatic = .autoReply
            try await desk.receive(machine, at: 20)
            try await desk.keepClocks()
            #expect(try await desk.thread(result)?.clocks.contains { $0.target == .nextResponse } == false)
        },
        StoreCase("what happened before the first policy begins no clock, the customer's next message does") { desk in
            let result = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            try await desk.policy(try await desk.hours())
            try await desk.keepClocks()
            #expect(try await desk.thread(result)?.clocks == [])
            try await desk.receive(desk.envelope("b", answers: ["m1@example.org"]), at: 60)
            try await desk.keepClocks()
            #expect(try await desk.thread(result)?.clocks.map(\.target) == [.nextResponse])
        },
        StoreCase("another limit, other hours and no policy reach the clocks that run") { desk in
            let hours = try await desk.hours()
            var policy = try await desk.policy(hours)
            let result = try await desk.receive(desk.envelope("a"))
            try await desk.keepClocks()
            policy.limits = [SLALimit(.firstResponse, .normal, minutes: 30)]
            #expect(try await desk.store.save(policy, actor: .operator, at: desk.at(60)) == .done)
            try await desk.keepClocks()
            #expect(try await desk.thread(result)?.clocks.map(\.dueAt) == [desk.at(1_800)])
            policy.isEnabled = false
            #expect(try await desk.store.save(policy, actor: .operator, at: desk.at(90)) == .done)
            try await desk.keepClocks()
            #expect(try await desk.thread(result)?.clocks == [])
            #expect(try await desk.store.clockWork(limit: 10) == nil)
        },
        StoreCase("work that was prepared for earlier policies is not stored") { desk in
            let policy = try await desk.policy(try await desk.hours())
            let result = try await desk.receive(desk.envelope("a"))
            let work = try #require(try await desk.store.clockWork(limit: 10))
            #expect(try await desk.store.save(policy, actor: .operator, at: desk.at(5)) == .done)
            #expect(try await desk.store.store([:], of: work) == false)
            try await desk.keepClocks()
            #expect(try await desk.thread(result)?.clocks.count == 2)
            #expect(try await desk.store.store([:], of: work) == false)
        },
        StoreCase("tickets that are due are paged, what ends first on top") { desk in
            try await desk.policy(try await desk.hours())
            for number in 0..<5 {
                try await desk.receive(
                    desk.envelope("m\(number)", from: "c\(number)@example.org"),
                    at: Int64(5 - number)
                )
            }
            try await desk.keepClocks()
            var found: [Int] = []
            var after: PageCursor?
            repeat {
                let page = try await desk.store.duePage(after: after, limit: 2)
                found += page.items.map(\.ticket.number)
                after = page.next
            } while after != nil
            #expect(found == [5, 4, 3, 2, 1])
        },
        StoreCase("a merged ticket is not due any more") { desk in
            try await desk.policy(try await desk.hours())
            let first = try await desk.receive(desk.envelope("a"))
            let second = try await desk.receive(desk.envelope("b", from: "bo@example.org"), at: 1)
            try await desk.keepClocks()
            let action: ActionID = desk.ids.next(at: desk.at(5))
            try await desk.apply(
                .merge(from: try #require(second.ticket), into: try #require(first.ticket), action: action)
            )
            try await desk.keepClocks()
            #expect(try await desk.store.duePage(after: nil, limit: 10).items.map(\.ticket.number) == [1])
        },
    ]
}
