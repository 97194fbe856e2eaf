import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Snoozing, changing many tickets at once, and notices over the API.
@Suite struct APIActionTests {
    @Test func `a ticket is snoozed until a time, told of it, and put back`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let path = "/tickets/\(ticket.number)"
        // The clock stands at 2026-05-28T20:26:40Z.
        let snoozed = try await desk.api(.patch, path, ["snoozed_until": "2026-06-01T11:00:00+02:00"], as: program)
        #expect(snoozed.status == 200)
        let read = try await desk.api(.get, path, as: program)
        #expect(read.json["snoozed_until"] == "2026-06-01T09:00:00.000Z" && read.json["spam"] == false)
        let working = try await desk.api(.get, "/tickets?view=unsolved", as: program)
        #expect(working.json["items"]?.elements.isEmpty == true)
        #expect(try await desk.api(.patch, path, ["snoozed_until": .null], as: program).status == 200)
        #expect(try await desk.api(.get, path, as: program).json["snoozed_until"] == .null)
        #expect(try await desk.api(.patch, path, ["spam": true], as: program).status == 200)
        #expect(try await desk.api(.get, path, as: program).json["spam"] == true)
    }

    @Test(arguments: ["2026-05-28T20:26:40Z", "2020-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "tomorrow", "2026-06-01"])
    func `a time that nobody can wait for is refused by name`(_ text: String) async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let answer = try await desk.api(
            .patch,
            "/tickets/\(ticket.number)",
            ["snoozed_until": .text(text), "priority": "urgent"],
            as: try await desk.program()
        )
        #expect(answer.status == 422 && answer.places == ["#/snoozed_until"])
        #expect(try await desk.thread(ticket).ticket.priority == .normal)
    }

    @Test func `many tickets are changed at once, each as a whole or not at all`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let first = try await desk.receive()
        let second = try await desk.receive(Letter(from: "bo@customer.example"))
        // What is solved cannot be snoozed.
        let solved = try await desk.receive(Letter(from: "cy@customer.example"))
        _ = try await desk.store.apply(DeskChange(.status(solved.id, .solved), actor: .operator, at: desk.clock.now))
        let body: JSON = [
            "tickets": [
                .integer(first.number), .integer(second.number), .integer(first.number), .integer(solved.number), 4711,
            ],
            "change": ["snoozed_until": "2026-06-01T09:00:00Z", "priority": "high", "add_tags": ["Rush Job"]],
        ]
        let named = ["Idempotency-Key": "many-1"]
        let done = try await desk.api(.post, "/tickets/bulk", body, as: program, headers: named)
        #expect(done.status == 200)
        #expect(done.json["changed"]?.elements.compactMap(\.integer) == [first.number, second.number])
        let unchanged = done.json["unchanged"]?.elements.compactMap { $0["ticket"]?.integer }
        #expect(unchanged == [4711, solved.number])
        for ticket in [first, second] {
            let read = try await desk.api(.get, "/tickets/\(ticket.number)", as: program).json
            #expect(read["snoozed_until"] != .null && read["priority"] == "high" && read["tags"] == ["rush-job"])
        }
        let whole = try await desk.api(.get, "/tickets/\(solved.number)", as: program).json
        #expect(whole["priority"] == "normal" && whole["tags"] == [])
        // Sent again it changes nothing, and is answered the same.
        _ = try await desk.api(.patch, "/tickets/\(first.number)", ["priority": "low"], as: program)
        let again = try await desk.api(.post, "/tickets/bulk", body, as: program, headers: named)
        #expect(again.json == done.json && again.answer.header("Idempotency-Replayed") == "true")
        #expect(try await desk.thread(first).ticket.priority == .low)
    }

    @Test func `a change of many that changes nothing, or too many, is refused`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let empty = try await desk.api(.post, "/tickets/bulk", ["tickets": [1], "change": [:]], as: program)
        #expect(empty.status == 422 && empty.places == ["#/change"])
        let many = JSON.array((1...101).map { .integer($0) })
        let refused = try await desk.api(
            .post,
            "/tickets/bulk",
            ["tickets": many, "change": ["spam": true]],
            as: program
        )
        #expect(refused.status == 422 && refused.places == ["#/tickets"])
    }

    @Test func `an agent limited to their teams changes no other ticket`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn(.agent).agent
        let ticket = try await desk.receive()
        let team = Team(id: desk.ids.next(at: desk.clock.now), name: "Other")
        try await desk.store.saveTeam(team, actor: .operator, at: desk.clock.now)
        _ = try await desk.store.apply(DeskChange(.team(ticket.id, team.id), actor: .operator, at: desk.clock.now))
        try await desk.store.setRole(agent.id, .agent, isLimited: true, actor: .operator, at: desk.clock.now)
        let program = try await desk.program(as: .agent(agent.id))
        let body: JSON = ["tickets": [.integer(ticket.number)], "change": ["priority": "urgent"]]
        let answer = try await desk.api(.post, "/tickets/bulk", body, as: program)
        #expect(answer.json["changed"]?.elements.isEmpty == true)
        #expect(answer.json["unchanged"]?.elements.count == 1)
        #expect(try await desk.thread(ticket).ticket.priority == .normal)
    }

    @Test func `an agent's program reads their notices and nobody else's`() async throws {
        let desk = try TestDesk()
        let (ann, bob) = (try await desk.signIn(name: "Ann").agent, try await desk.signIn(name: "Bob").agent)
        try await desk.store.beginNotices()
        let ticket = try await desk.receive()
        let work = try #require(try await desk.store.noticeWork(at: desk.clock.now, limit: 10))
        var outcome = NoticeOutcome()
        outcome.notices = [ann, ann, bob].enumerated().map { index, agent in
            Notice(
                id: desk.ids.next(at: desk.clock.now),
                agent: agent.id,
                kind: .assigned,
                ticket: ticket.id,
                cause: "event:\(index)",
                actor: .agent(bob.id),
                excerpt: "Look.",
                at: desk.clock.now
            )
        }
        _ = try await desk.store.keep(outcome, of: work)
        let program = try await desk.program(as: .agent(ann.id))
        let page = try await desk.api(.get, "/notices?limit=1", as: program)
        let newest = try #require(page.json["items"]?.elements.first)
        #expect(page.json["items"]?.elements.count == 1 && page.json["next"] != .null)
        #expect(newest["ticket"]?.integer == ticket.number && newest["actor"] == "Bob" && newest["read_at"] == .null)
        let other = outcome.notices[2].id
        #expect(try await desk.api(.post, "/notices/\(other)/read", as: program).status == 204)
        #expect(try await desk.store.unreadNotices(of: bob.id) == 1)
        #expect(try await desk.api(.post, "/notices/\(newest["id"]?.text ?? "")/read", as: program).status == 204)
        #expect(try await desk.store.unreadNotices(of: ann.id) == 1)
        #expect(try await desk.api(.post, "/notices/read", as: program).status == 204)
        #expect(try await desk.store.unreadNotices(of: ann.id) == 0)
        let service = try await desk.program()
        #expect(try await desk.api(.get, "/notices", as: service).json["items"]?.elements.isEmpty == true)
        #expect(try await desk.api(.post, "/notices/read", as: service).status == 409)
    }

    @Test(arguments: [
        ("2026-05-28T20:26:40Z", 1_780_000_000_000), ("2026-05-28t22:26:40.5+02:00", 1_780_000_000_500),
        ("2026-05-28T15:56:40.123456-04:30", 1_780_000_000_123), ("1970-01-01T00:00:00Z", 0),
        ("2016-12-31T23:59:60Z", 1_483_228_799_000),
    ])
    func `a time is read as it is written`(_ text: String, _ milliseconds: Int64) {
        #expect(WrittenTime.read(text)?.rawValue == milliseconds)
    }

    @Test(arguments: [
        "", "2026-05-28", "2026-05-28T20:26:40", "2026-05-28 20:26:40Z", "2026-02-30T00:00:00Z", "2026-05-28T24:00:00Z",
        "2026-05-28T20:60:00Z", "2026-05-28T20:26:61Z", "2026-05-28T20:26:40.Z", "2026-05-28T20:26:40+2:00",
        "2026-05-28T20:26:40+24:00", "2026-05-28T20:26:40ZZ", "２０２６-05-28T20:26:40Z",
    ])
    func `what is no time is none`(_ text: String) { #expect(WrittenTime.read(text) == nil) }
}
