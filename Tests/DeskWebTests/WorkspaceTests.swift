import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct WorkspaceTests {
    private func kinds(_ desk: TestDesk, _ ticket: Ticket) async throws -> [TicketEvent.Kind] {
        try await desk.thread(ticket).events.map(\.kind)
    }

    @Test func `a ticket sleeps until its time, and wakes once`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)"
        _ = try await desk.post("\(path)/properties", [("status", "pending")], as: agent)
        #expect(try await desk.post("\(path)/snooze", [("preset", "later")], as: agent).status == 303)
        #expect(try await !desk.get("/desk/tickets?view=unsolved", as: agent).body.contains("id=\"t\(ticket.number)\""))
        #expect(try await desk.get("/desk/tickets?view=snoozed", as: agent).body.contains("id=\"t\(ticket.number)\""))
        desk.clock.advance(by: .seconds(3 * 3_600 - 1))
        #expect(try await desk.store.wake(at: desk.clock.now, limit: 10) == 0)
        desk.clock.advance(by: .seconds(1))
        #expect(try await desk.store.wake(at: desk.clock.now, limit: 10) == 1)
        #expect(try await desk.store.wake(at: desk.clock.now, limit: 10) == 0)
        #expect(try await desk.thread(ticket).ticket.status == .open)
        #expect(try await kinds(desk, ticket).count { $0 == .snoozed } == 2)
        #expect(try await desk.store.verify().isEmpty)
    }

    @Test func `a customer who writes wakes their ticket`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        _ = try await desk.post("/desk/tickets/\(ticket.number)/snooze", [("preset", "week")], as: agent)
        #expect(try await desk.store.viewCounts(for: agent.agent.id)[.snoozed] == 1)
        desk.clock.advance(by: .seconds(60))
        try await desk.receive(Letter(text: "Any news?"), into: ticket)
        let counts = try await desk.store.viewCounts(for: agent.agent.id)
        #expect(counts[.snoozed] == 0 && counts[.unsolved] == 1)
        #expect(try await desk.store.verify().isEmpty)
    }

    @Test(arguments: ["", "2001-01-01T10:00", "2999-01-01T10:00", "tomorrow-ish"])
    func `a time that cannot be slept until is refused`(_ until: String) async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let answer = try await desk.post("/desk/tickets/\(ticket.number)/snooze", [("until", until)], as: agent)
        #expect(answer.status == 422)
        #expect(try await desk.store.state(number: ticket.number)?.marks.snoozedUntil == nil)
    }

    @Test func `a reminder fires once, and asks its agent to look`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)"
        let form = [("preset", "later"), ("text", "Call the <driver>")]
        #expect(try await desk.post("\(path)/reminders", form, as: agent).status == 303)
        #expect(try await desk.get(path, as: agent).body.contains("Call the &lt;driver&gt;"))
        desk.clock.advance(by: .seconds(3 * 3_600))
        #expect(try await desk.store.wake(at: desk.clock.now, limit: 10) == 1)
        #expect(try await desk.store.wake(at: desk.clock.now, limit: 10) == 0)
        #expect(try await kinds(desk, ticket).contains(.reminder))
        #expect(try await desk.store.viewCounts(for: agent.agent.id)[.mentions] == 1)
        // The session has run out meanwhile; what it would show is what the store lists.
        let listed = try await desk.store.ticketPage(TicketQuery(view: .mentions, agent: agent.agent.id)).items
        #expect(listed.map(\.ticket.number) == [ticket.number])
        try await desk.store.see(ticket.id, by: agent.agent.id, at: desk.clock.now)
        #expect(try await desk.store.viewCounts(for: agent.agent.id)[.mentions] == 0)
    }

    @Test func `tags are kept in one spelling, listed, and taken away`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)/tags"
        _ = try await desk.post(path, [("add", "VIP, spare part，退款")], as: agent)
        #expect(try await desk.store.state(number: ticket.number)?.marks.tags == ["spare-part", "vip", "退款"])
        #expect(try await desk.store.ticketChoices().tags == ["spare-part", "vip", "退款"])
        let found = try await desk.get("/desk/tickets?view=all&tag=%E9%80%80%E6%AC%BE", as: agent).body
        #expect(found.contains("id=\"t\(ticket.number)\""))
        #expect(
            try await !desk.get("/desk/tickets?view=all&tag=none", as: agent).body.contains("id=\"t\(ticket.number)\"")
        )
        _ = try await desk.post(path, [("remove", "vip")], as: agent)
        #expect(try await desk.store.state(number: ticket.number)?.marks.tags == ["spare-part", "退款"])
        #expect(try await desk.store.ticketChoices().tags == ["spare-part", "退款"])
    }

    @Test func `spam leaves every list, blocks its sender, and can be released`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)"
        _ = try await desk.post("\(path)/spam", [("spam", "yes")], as: agent)
        #expect(try await desk.thread(ticket).identities.allSatisfy(\.isBlocked))
        var counts = try await desk.store.viewCounts(for: agent.agent.id)
        #expect(counts[.spam] == 1 && counts[.all] == 0 && counts[.unsolved] == 0)
        #expect(try await desk.get("/desk/tickets?view=spam", as: agent).body.contains("id=\"t\(ticket.number)\""))
        #expect(try await !desk.get("/desk/tickets?view=all", as: agent).body.contains("id=\"t\(ticket.number)\""))
        _ = try await desk.post("\(path)/spam", [("spam", "no")], as: agent)
        #expect(try await desk.thread(ticket).identities.allSatisfy { !$0.isBlocked })
        counts = try await desk.store.viewCounts(for: agent.agent.id)
        #expect(counts[.spam] == 0 && counts[.unsolved] == 1)
        #expect(try await kinds(desk, ticket).count { $0 == .spam } == 2)
        #expect(try await desk.store.verify().isEmpty)
    }

    @Test func `many tickets are changed at once, and given back what they had`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        var tickets: [Ticket] = []
        for _ in 0..<20 { tickets.append(try await desk.receive()) }
        _ = try await desk.post("/desk/tickets/2/properties", [("status", "on-hold")], as: agent)
        let picked = tickets.map { ("ticket", "\($0.number)") }
        let wishes = [
            ("status", "pending"), ("priority", "high"), ("tag", "Recall"), ("back", "/desk/tickets?view=all"),
        ]
        let answer = try await desk.post("/desk/bulk", picked + wishes, as: agent)
        let location = try #require(answer.location)
        #expect(location.hasPrefix("/desk/tickets?view=all&done=") && location.hasSuffix("-20"))
        for ticket in tickets {
            let state = try #require(try await desk.store.state(number: ticket.number))
            #expect(state.ticket.status == .pending && state.ticket.priority == .high && state.marks.tags == ["recall"])
        }
        #expect(try await desk.get(location, as: agent).body.contains("20 tickets changed."))
        // Somebody goes on with one of them; that stays.
        _ = try await desk.post("/desk/tickets/1/properties", [("status", "solved")], as: agent)
        let bulk = try #require(location.split(separator: "done=").last?.split(separator: "-").first)
        let other = try await desk.signIn(.agent, name: "Bo Becker")
        #expect(try await desk.post("/desk/bulk/\(bulk)/undo", as: other).status == 404)
        #expect(try await desk.post("/desk/bulk/\(bulk)/undo", as: agent).status == 303)
        #expect(try await desk.post("/desk/bulk/\(bulk)/undo", as: agent).status == 404)
        let after = try await tickets.asyncMap { try #require(try await desk.store.state(number: $0.number)) }
        #expect(after[0].ticket.status == .solved && after[1].ticket.status == .onHold)
        #expect(after[2...].allSatisfy { $0.ticket.status == .new && $0.ticket.priority == .normal })
        #expect(after.allSatisfy { $0.marks.tags.isEmpty })
        #expect(try await desk.store.verify().isEmpty)
    }

    @Test func `all of a colleague's tickets are handed over, sleeping ones too`() async throws {
        let desk = try TestDesk()
        let ada = try await desk.signIn()
        let bo = try await desk.signIn(.agent, name: "Bo Becker")
        for _ in 0..<3 {
            let ticket = try await desk.receive()
            let path = "/desk/tickets/\(ticket.number)"
            _ = try await desk.post("\(path)/properties", [("assignee", "\(ada.agent.id)")], as: ada)
            if ticket.number == 2 { _ = try await desk.post("\(path)/snooze", [("preset", "week")], as: ada) }
            if ticket.number == 3 { _ = try await desk.post("\(path)/properties", [("status", "solved")], as: ada) }
        }
        let form = [("from", "\(ada.agent.id)"), ("to", "\(bo.agent.id)"), ("back", "/desk/team")]
        let answer = try await desk.post("/desk/team/hand-over", form, as: bo)
        #expect(answer.location?.hasPrefix("/desk/team?done=") == true && answer.location?.hasSuffix("-2") == true)
        #expect(try await desk.store.state(number: 1)?.ticket.assignee == bo.agent.id)
        #expect(try await desk.store.state(number: 2)?.ticket.assignee == bo.agent.id)
        #expect(try await desk.store.state(number: 3)?.ticket.assignee == ada.agent.id)
        #expect(try await desk.get("/desk/team", as: bo).body.contains("Bo Becker"))
    }

    @Test func `what was typed is there again until it is sent`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let other = try await desk.signIn(.agent, name: "Bo Becker")
        let path = "/desk/tickets/\(ticket.number)"
        let draft = [("kind", "reply"), ("text", "Half an <answer>"), ("copies", "b@c.example")]
        #expect(try await desk.post("\(path)/draft", draft, as: agent).status == 204)
        _ = try await desk.post("\(path)/draft", [("kind", "note"), ("text", "Half a note")], as: agent)
        let page = try await desk.get(path, as: agent).body
        #expect(page.contains(">\nHalf an &lt;answer&gt;</textarea>") && page.contains("b@c.example"))
        #expect(page.contains(">\nHalf a note</textarea>"))
        #expect(try await !desk.get(path, as: other).body.contains("Half a note"))
        _ = try await desk.post("\(path)/replies", [("text", "A whole answer")], as: agent)
        let after = try await desk.get(path, as: agent).body
        #expect(!after.contains("Half an") && after.contains("Half a note"))
    }

    @Test func `a macro is filled for the ticket, and what it changes comes with sending`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let admin = try await desk.signIn(.admin, name: "Ada Agent")
        let form = [
            ("name", "Ask for the number"),
            ("text", "Hello {{contact.first_name}}, about #{{ticket.number}} {{nothing}}"),
            ("kind", "reply"), ("status", "pending"), ("priority", "high"), ("tags", "Waiting, serial number"),
        ]
        #expect(try await desk.post("/admin/macros", form, as: admin).status == 303)
        #expect(try await desk.post("/admin/macros", form, as: admin).status == 422)
        let macro = try #require(try await desk.store.macros().first)
        let path = "/desk/tickets/\(ticket.number)"
        let preview = try await desk.get("\(path)/macros/\(macro.id)", as: admin).body
        #expect(preview.contains("Hello Grace, about #1 {{nothing}}") && preview.contains("priority: High"))
        let page = try await desk.get("\(path)?macro=\(macro.id)", as: admin).body
        #expect(page.contains(">\nHello Grace, about #1"))
        _ = try await desk.post(
            "\(path)/replies",
            [("text", "Hello"), ("status", "pending"), ("macro", "\(macro.id)")],
            as: admin
        )
        let state = try #require(try await desk.store.state(number: ticket.number))
        #expect(state.ticket.status == .pending && state.ticket.priority == .high)
        #expect(state.marks.tags == ["serial-number", "waiting"])
    }

    @Test(
        arguments: [
            ("@ada please", ["Ada Agent"]), ("ask @Bo Becker and @ADA AGENT.", ["Ada Agent", "Bo Becker"]),
            ("mail ada@example.org", []), ("@adams", []), ("@li", []), ("@陈伟请看", ["陈伟"]), ("nobody", []),
            ("@wei2", []), ("@wei", ["陈伟"]),
        ] as [(String, [String])]
    )
    func `colleagues are mentioned by name`(_ text: String, _ names: [String]) {
        let people =
            [("Ada Agent", "a@d.example"), ("Bo Becker", "bb@d.example"), ("陈伟", "wei@d.example")]
            + [("Li Lee", "l1@d.example"), ("Li Long", "l2@d.example")]
        let agents = people.enumerated().map { index, person in
            Agent(
                id: AgentID(rawValue: Int64(index) + 1),
                email: person.1,
                name: person.0,
                role: .agent,
                createdAt: Timestamp(rawValue: 0)
            )
        }
        let found = Mentions.read(text, among: agents)
        #expect(agents.filter { found.contains($0.id) }.map(\.name) == names)
    }

    @Test func `conditions are kept as a view that colleagues see when it is everybody's`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let other = try await desk.signIn(.agent, name: "Bo Becker")
        _ = try await desk.post("/desk/tickets/\(ticket.number)/properties", [("priority", "urgent")], as: agent)
        try await desk.receive()
        let form = [
            ("name", "Fires"), ("view", "unsolved"), ("priority", "urgent"), ("sort", "priority"), ("shared", "yes"),
        ]
        let location = try #require(try await desk.post("/desk/views", form, as: agent).location)
        let page = try await desk.get(location, as: other).body
        #expect(page.contains("<h1>Fires</h1>"))
        #expect(page.contains("id=\"t\(ticket.number)\"") && !page.contains("id=\"t2\""))
        let view = try #require(try await desk.store.savedViews(for: other.agent.id).first)
        #expect(try await desk.post("/desk/views/\(view.id)/remove", as: other).status == 403)
        _ = try await desk.post("/desk/views", [("name", "Own"), ("view", "mine")], as: agent)
        #expect(try await desk.store.savedViews(for: other.agent.id).map(\.name) == ["Fires"])
    }

    @Test(arguments: TicketOrder.allCases)
    func `every order pages through every ticket once`(_ order: TicketOrder) async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        for index in 0..<23 {
            let ticket = try await desk.receive()
            let priority = TicketPriority.allCases[index % 4].rawValue
            _ = try await desk.post("/desk/tickets/\(ticket.number)/properties", [("priority", priority)], as: agent)
            desk.clock.advance(by: .seconds(index % 3 == 0 ? 0 : 1))
        }
        var numbers: [Int] = []
        var query = TicketQuery(view: .unsolved, agent: agent.agent.id, order: order, limit: 5)
        repeat {
            let page = try await desk.store.ticketPage(query)
            numbers += page.items.map(\.ticket.number)
            query.after = page.next
        } while query.after != nil
        #expect(numbers.count == 23 && Set(numbers).count == 23)
        if order == .newest { #expect(numbers.first == 23 && numbers.last == 1) }
        if order == .priority { #expect(try await desk.store.state(number: numbers[0])?.ticket.priority == .urgent) }
    }

    @Test(
        arguments: [
            ("pump", [1]), ("status:open", [2]), ("status:unsolved pump", [1]), ("from:grace", [1, 2]),
            ("from:nobody", []),
            ("assignee:me", [2]), ("assignee:nobody", [1]), ("tag:vip", [2]), ("channel:mail", [1, 2]),
            ("channel:form", []),
            ("before:2001-01-01", []), ("after:2001-01-01", [1, 2]), ("发票 tag:vip", [2]), ("status:nonsense", []),
        ] as [(String, Set<Int>)]
    )
    func `searches are narrowed by filters`(_ text: String, _ expected: Set<Int>) async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        try await desk.receive(Letter(subject: "The pump", text: "It hums."))
        try await desk.receive(Letter(subject: "发票抬头", text: "请更改"))
        _ = try await desk.post(
            "/desk/tickets/2/properties",
            [("status", "open"), ("assignee", "\(agent.agent.id)")],
            as: agent
        )
        _ = try await desk.post("/desk/tickets/2/tags", [("add", "vip")], as: agent)
        let query = PercentCoding.encode(text)
        let page = try await desk.get("/desk/search?q=\(query)", as: agent).body
        let found = Set([1, 2].filter { page.contains("href=\"/desk/tickets/\($0)\"") })
        #expect(found == expected)
    }

    @Test func `a filter whose value is none is named, and what is allowed with it`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        let page = try await desk.get("/desk/search?q=status:bogus%20after:foo%20before:2026-03-01", as: agent).body
        #expect(page.contains("“bogus” is no status") && page.contains("on-hold"))
        #expect(page.contains("“foo” is no date") && !page.contains("“2026-03-01” is no date"))
    }

    @Test func `a ticket on hold does not wait longest`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        let held = try await desk.receive()
        let waiting = try await desk.receive(Letter(subject: "Something else"))
        _ = try await desk.post("/desk/tickets/\(held.number)/properties", [("status", "on-hold")], as: agent)
        let oldest = try await desk.store.teamToday(at: desk.clock.now).oldest.map(\.ticket.number)
        #expect(oldest == [waiting.number])
    }

    @Test(
        arguments: [
            (ChosenTime.later, "2026-03-11T15:30:00Z"), (.tomorrow, "2026-03-12T01:00:00Z"),
            (.monday, "2026-03-16T01:00:00Z"), (.week, "2026-03-18T01:00:00Z"),
        ]
    )
    func `near times are those of the reader's zone`(_ time: ChosenTime, _ expected: String) {
        // Wednesday 2026-03-11 12:30 UTC, 20:30 in a zone eight hours ahead.
        let clock = PageClock(now: Timestamp(seconds: 1_773_232_200), zone: PageZone("Asia/Shanghai"))
        #expect(clock.iso(time.time(clock)) == expected)
        #expect(ChosenTime.typed("2026-03-12T09:00", clock) == ChosenTime.tomorrow.time(clock))
    }

    @Test func `a change comes back to the list that it was made beside`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)"
        let from = "http://127.0.0.1:8080\(path)?view=all&sort=waiting&tag=vip#newest"
        let answer = try await desk.post(
            "\(path)/properties",
            [("status", "open")],
            as: agent,
            headers: ["Referer": from]
        )
        #expect(answer.location == "\(path)?view=all&tag=vip&sort=waiting")
    }
}

extension Sequence {
    fileprivate func asyncMap<Output>(_ transform: (Element) async throws -> Output) async rethrows -> [Output] {
        var outputs: [Output] = []
        for element in self { outputs.append(try await transform(element)) }
        return outputs
    }
}
