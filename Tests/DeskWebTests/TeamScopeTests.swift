import ChannelKit
import DeskModel
import HTTPTypes
import NIOCore
import Testing
import TicketStorage

@testable import DeskWeb

/// An account that is limited to its teams sees their tickets, and of others not even that they are there.
@Suite struct TeamScopeTests {
    /// A desk with two teams, one of them with a team below, and an agent who is limited to it.
    private struct Scene {
        let agent: TestAgent
        let admin: TestAgent
        /// By where they are: `none`, `own`, `below`, `foreign`, `assigned`, `followed`, `asked`.
        let tickets: [String: Ticket]

        var seen: Set<String> { ["none", "own", "below", "assigned", "followed", "asked"] }
        var foreign: Ticket { get throws { try #require(tickets["foreign"]) } }
    }

    private func scene(_ desk: TestDesk, _ role: AgentRole = .agent) async throws -> Scene {
        let admin = try await desk.signIn(.admin, name: "Root")
        let agent = try await desk.signIn(role, name: "Lim Ited")
        let now = desk.clock.now
        var teams: [String: TeamID] = [:]
        for (name, parent) in [("Pumps", nil), ("Small pumps", "Pumps"), ("Billing", nil)] as [(String, String?)] {
            let team = Team(id: desk.ids.next(at: now), name: name, parent: parent.flatMap { teams[$0] })
            teams[name] = team.id
            let members = name == "Pumps" ? [agent.agent.id] : []
            #expect(try await desk.store.saveTeam(team, members: members, actor: .operator, at: now) == .done)
        }
        let form = [("role", role.rawValue), ("limited", "yes")]
        #expect(try await desk.post("/admin/users/\(agent.agent.id)/role", form, as: admin).status == 303)
        var tickets: [String: Ticket] = [:]
        for (index, name) in ["none", "own", "below", "foreign", "assigned", "followed", "asked"].enumerated() {
            desk.clock.advance(by: .seconds(1))
            let ticket = try await desk.receive(
                Letter(
                    from: "c\(index)@customer.example",
                    name: "Customer \(name)",
                    subject: "Matter \(name)",
                    text: "Flotsam \(name)."
                )
            )
            tickets[name] = ticket
            let team = ["none": nil, "own": teams["Pumps"], "below": teams["Small pumps"]][name] ?? teams["Billing"]
            guard let team else { continue }
            try await apply(.team(ticket.id, team), desk)
        }
        let assigned = try #require(tickets["assigned"])
        try await apply(.assign(assigned.id, agent.agent.id), desk)
        let followed = try #require(tickets["followed"])
        try await apply(.mark(followed.id, .follower(agent.agent.id, isFollowing: true)), desk)
        let asked = try #require(tickets["asked"])
        let message = try await desk.thread(asked).entries.compactMap { entry -> MessageID? in
            if case .inbound(let message) = entry { message.id } else { nil }
        }.first
        guard let message else { throw CancellationError() }
        try await apply(.mark(asked.id, .mention(agent.agent.id, in: message)), desk)
        while try await desk.store.indexPending(limit: 100) > 0 {}
        return Scene(agent: agent, admin: admin, tickets: tickets)
    }

    private func apply(_ action: DeskChange.Action, _ desk: TestDesk) async throws {
        let result = try await desk.store.apply(DeskChange(action, actor: .operator, at: desk.clock.now))
        guard case .done = result else {
            Issue.record("\(result)")
            return
        }
    }

    /// The matters that a page names.
    private func matters(_ body: String) -> Set<String> {
        Set(body.matches(of: /Matter (none|own|below|foreign|assigned|followed|asked)/).map { String($0.1) })
    }

    @Test(arguments: [AgentRole.agent, .supervisor, .readOnly])
    func `lists, counts, search and people hold their tickets and no others`(_ role: AgentRole) async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk, role)
        for path in ["/desk/tickets?view=all", "/desk/tickets?view=unsolved", "/desk/search?q=flotsam", "/desk/team"] {
            #expect(matters(try await desk.get(path, as: scene.agent).body) == scene.seen, "\(path)")
            #expect(matters(try await desk.get(path, as: scene.admin).body).contains("foreign"), "\(path)")
        }
        #expect(
            matters(try await desk.get("/desk/tickets?view=unassigned", as: scene.agent).body)
                == scene.seen.subtracting(["assigned"])
        )
        #expect(matters(try await desk.get("/desk/tickets?view=all&sort=newest", as: scene.agent).body) == scene.seen)
        let found = try await desk.get("/desk/search?q=%23\(scene.foreign.number)", as: scene.agent).body
        #expect(matters(found).isEmpty)
        let counts = try await TicketViewer.$current.withValue(scene.agent.agent.id) {
            try await desk.store.viewCounts(for: scene.agent.agent.id)
        }
        #expect(counts[.all] == 6 && counts[.unsolved] == 6 && counts[.unassigned] == 5 && counts[.mine] == 1)
        #expect(try await desk.store.viewCounts(for: scene.agent.agent.id)[.all] == 7)
        let contact = try scene.foreign.contact
        let person = try await desk.get("/desk/contacts/\(contact)", as: scene.agent)
        #expect(person.status == 200 && matters(person.body).isEmpty)
        #expect(matters(try await desk.get("/desk/contacts/\(contact)", as: scene.admin).body) == ["foreign"])
    }

    @Test(arguments: [AgentRole.agent, .supervisor, .readOnly])
    func `a foreign team's ticket is as absent as one that never was, at every address`(_ role: AgentRole) async throws
    {
        let desk = try TestDesk(apiRequestsPerMinute: 100_000)
        let scene = try await scene(desk, role)
        let foreign = try scene.foreign
        let before = try await desk.thread(foreign)
        let bearer = ["Authorization": "Bearer \(try await desk.program(as: .agent(scene.agent.agent.id)).text)"]
        func ask(_ method: HTTPRequest.Method, _ path: String, _ key: String) async throws -> Answer {
            if path.hasPrefix("/api/") {
                return try await desk.send(
                    method,
                    path,
                    headers: bearer.merging(["Content-Type": "application/json"]) { $1 },
                    body: Array("{}".utf8)
                )
            }
            if method == .get { return try await desk.get(path, as: scene.agent) }
            let form = [
                ("text", "x"), ("note", "x"), ("title", "x"), ("status", "open"), ("doing", "looking"), ("add", "x"),
                ("key", key),
            ]
            return try await desk.post(path, form, as: scene.agent)
        }
        var asked = 0
        let pages = DeskRoutes.main.filter { $0.access != .customer }.map { ($0.method, $0.path, Character(":")) }
        let calls = APIRoutes.all.map { ($0.method, "/api/v1" + $0.path, Character("{")) }
        for (method, pattern, mark) in pages + calls where pattern.contains("\(mark)number") {
            func path(_ number: Int) -> String {
                "/"
                    + pattern.split(separator: "/").map { part in
                        part.first == mark ? (part.contains("number") ? String(number) : "99") : String(part)
                    }.joined(separator: "/")
            }
            let absent = try await ask(method, path(4_711), "key-of-one-form")
            let other = try await ask(method, path(foreign.number), "key-of-another-form")
            #expect(other.status == absent.status, "\(method) \(pattern): \(other.status), absent \(absent.status)")
            // Each API problem names the address that was asked for.
            let places = [
                absent.body.replacing("/4711", with: "/N"), other.body.replacing("/\(foreign.number)", with: "/N"),
            ]
            #expect(places[0] == places[1], "\(method) \(pattern)")
            asked += 1
        }
        #expect(asked >= 30)
        let after = try await desk.thread(foreign)
        #expect(after.ticket == before.ticket && after.entries.count == before.entries.count)
        let below = try #require(scene.tickets["below"]).number
        #expect(try await desk.get("/desk/tickets/\(below)", as: scene.agent).status == 200)
    }

    @Test func `a change that names a foreign ticket beside an own one is refused`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        let own = try #require(scene.tickets["own"])
        let foreign = try scene.foreign
        let path = "/desk/tickets/\(own.number)"
        for (place, form) in [
            ("merge", [("into", "\(foreign.number)"), ("confirm", "yes")]),
            ("links", [("number", "\(foreign.number)")]),
        ] {
            _ = try await desk.post("\(path)/\(place)", form, as: scene.agent)
        }
        _ = try await desk.post("/desk/bulk", [("ticket", "\(foreign.number)"), ("status", "solved")], as: scene.agent)
        let thread = try await desk.thread(own)
        #expect(thread.links.isEmpty && thread.ticket.mergedInto == nil)
        #expect(try await desk.thread(foreign).ticket.status == .new)
        let result = try await TicketViewer.$current.withValue(scene.agent.agent.id) {
            try await desk.store.apply(DeskChange(.status(foreign.id, .solved), actor: .operator, at: desk.clock.now))
        }
        #expect(result == .refused("there is no such ticket"))
    }

    @Test func `handing a ticket to another team works, and it is gone then`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        let own = try #require(scene.tickets["own"])
        let team = try #require(try await desk.thread(try scene.foreign).ticket.team)
        let result = try await TicketViewer.$current.withValue(scene.agent.agent.id) {
            try await desk.store.apply(
                DeskChange(.team(own.id, team), actor: .agent(scene.agent.agent.id), at: desk.clock.now)
            )
        }
        guard case .done(let ticket) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(ticket.team == team)
        #expect(try await desk.get("/desk/tickets/\(own.number)", as: scene.agent).status == 404)
    }

    @Test func `live news, events, arrivals and the outbox keep to the same tickets`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        let foreign = try scene.foreign
        try await desk.receive(Letter(from: "c3@customer.example", text: "Flotsam again."), into: foreign)
        let reply = try await desk.post(
            "/desk/tickets/\(foreign.number)/replies",
            [("text", "We see.")],
            as: scene.admin
        )
        #expect(reply.status == 303)
        let own = try #require(scene.tickets["own"])
        var news = LiveNews()
        for event in try await desk.store.events(after: nil, limit: 1_000) { news.add(event) }
        let gathered = news
        let heard = try await TicketViewer.$current.withValue(scene.agent.agent.id) {
            try await desk.site.live.message(of: gathered)
        }
        let text = String(buffer: try #require(heard))
        #expect(text.contains("Matter own") && !text.contains("Matter foreign"))
        let events = try await TicketViewer.$current.withValue(scene.agent.agent.id) {
            try await desk.store.events(after: nil, limit: 1_000)
        }
        #expect(events.contains { $0.ticket == own.id } && !events.contains { $0.ticket == foreign.id })
        let message = try await desk.thread(foreign).entries.compactMap { entry -> InboundMessage? in
            if case .inbound(let message) = entry { message } else { nil }
        }.first
        let arrival = try #require(message).arrival
        #expect(try await desk.get("/desk/intake/\(arrival)", as: scene.admin).status == 200)
        #expect(try await desk.get("/desk/intake/\(arrival)", as: scene.agent).status == 404)
        #expect(try await !desk.get("/desk/intake", as: scene.agent).body.contains("/desk/intake/\(arrival)\""))
        #expect(
            try await !desk.get("/desk/outbox?view=all", as: scene.agent).body.contains(
                "/desk/tickets/\(foreign.number)"
            )
        )
        let delivery = try #require(try await desk.store.outboxPage(states: [], after: nil, limit: 10).items.first)
            .delivery
        _ = try await desk.post("/desk/outbox/\(delivery.id)/cancel", as: scene.agent)
        #expect(try await desk.store.delivery(delivery.id)?.delivery.state == delivery.state)
    }

    @Test func `a page of open tasks is as long as it should be`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        func add(_ title: String, to name: String, due: Int?) async throws {
            let task = TicketTask(
                id: desk.ids.next(at: desk.clock.now),
                ticket: try #require(scene.tickets[name]).id,
                kind: .toDo,
                title: title,
                dueAt: due.map { desk.clock.now.advanced(by: .seconds($0)) },
                createdBy: .operator,
                createdAt: desk.clock.now
            )
            try await apply(.addTask(task), desk)
        }
        for number in 1...5 { try await add("hidden", to: "foreign", due: number) }
        for name in ["own", "none", "assigned"] { try await add(name, to: name, due: 60) }
        for _ in 1...5 { try await add("hidden", to: "foreign", due: nil) }
        try await add("whenever", to: "below", due: nil)
        let program = try await desk.program(as: .agent(scene.agent.agent.id))
        var titles: [String] = []
        var path = "/tasks?limit=2"
        for _ in 0..<3 {
            let page = try await desk.api(.get, path, as: program).json
            let items = page["items"]?.elements ?? []
            titles += items.compactMap { $0["title"]?.text }
            guard let next = page["next"]?.text else { break }
            #expect(items.count == 2)
            path = String(next.dropFirst("/api/v1".count))
        }
        #expect(titles == ["own", "none", "assigned", "whenever"])
        let all = try await desk.api(.get, "/tasks", as: try await desk.program()).json
        #expect(all["items"]?.elements.count == 14)
        // Once a ticket is merged into one that is seen, its tasks are that one's.
        let own = try #require(scene.tickets["own"])
        try await apply(
            .merge(from: try scene.foreign.id, into: own.id, action: desk.ids.next(at: desk.clock.now)),
            desk
        )
        #expect(try await desk.api(.get, "/tasks", as: program).json["items"]?.elements.count == 14)
    }

    @Test func `an admin is never limited, and roles and teams count at once`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        let foreign = try scene.foreign
        let path = "/desk/tickets/\(foreign.number)"
        #expect(try await desk.get(path, as: scene.agent).status == 404)
        let team = try #require(try await desk.thread(foreign).ticket.team)
        let billing = try #require(try await desk.store.teams().first { $0.id == team })
        _ = try await desk.store.saveTeam(
            billing,
            members: [scene.agent.agent.id],
            actor: .operator,
            at: desk.clock.now
        )
        #expect(try await desk.get(path, as: scene.agent).status == 200)
        _ = try await desk.store.saveTeam(billing, members: [], actor: .operator, at: desk.clock.now)
        #expect(try await desk.get(path, as: scene.agent).status == 404)
        _ = try await desk.post("/admin/users/\(scene.agent.agent.id)/role", [("role", "agent")], as: scene.admin)
        #expect(try await desk.get(path, as: scene.agent).status == 200)
        let form = [("role", "admin"), ("limited", "yes")]
        _ = try await desk.post("/admin/users/\(scene.agent.agent.id)/role", form, as: scene.admin)
        #expect(try await desk.get(path, as: scene.agent).status == 200)
        let own = try await desk.post("/admin/users/\(scene.admin.agent.id)/role", [("role", "agent")], as: scene.admin)
        #expect(own.status == 422)
    }

    @Test func `a read-only account sees no composer and no form that changes a ticket`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let reader = try await desk.signIn(.readOnly)
        let page = try await desk.get("/desk/tickets/\(ticket.number)", as: reader).body
        #expect(!page.contains("class=\"compose") && !page.contains("action=\"/desk/tickets/\(ticket.number)/"))
        let allowed: Set<String> = [
            "/desk/logout", "/desk/notices/read", "/desk/notices/choices", "/desk/tickets/:number/presence",
        ]
        let own = DeskRoutes.main.filter { $0.method == .post && [.account, .reader].contains($0.access) }.map(\.path)
        #expect(own.allSatisfy { allowed.contains($0) || $0.hasPrefix("/desk/profile/") }, "\(own)")
    }
}
