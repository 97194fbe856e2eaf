import ChannelKit
import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

/// Teams, organizations and the audit log.
@Suite struct AdministrationTests {
    private static let mark = "<canary a='\"&>"

    @Test func `every page of the administration is in its navigation and answers`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        for page in AdminPages.all {
            let answer = try await desk.get(page.path, as: admin)
            #expect(answer.status == 200, "\(page.path)")
            #expect(answer.body.contains("href=\"\(page.path)\" aria-current=\"page\""), "\(page.path)")
            let section = try #require(AdminPages.sections.first { $0.pages.contains(page) })
            let near = AdminPages.sections.map { $0.pages[0] } + section.pages
            #expect(near.allSatisfy { answer.body.contains("href=\"\($0.path)\"") }, "\(page.path)")
        }
    }

    @Test func `a team is made, given members and a parent, and refused as a part of itself`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let agent = try await desk.signIn(.agent, name: "Bo")
        #expect(try await desk.post("/admin/teams", [("name", "Support")], as: admin).status == 303)
        let top = try #require(try await desk.store.teams().first)
        let fields = [("name", "Asia"), ("parent", "\(top.id)"), ("member", "\(agent.agent.id)"), ("member", "7")]
        #expect(try await desk.post("/admin/teams", fields, as: admin).status == 303)
        let below = try #require(try await desk.store.teams().first { $0.name == "Asia" })
        #expect(below.parent == top.id)
        #expect(try await desk.store.teamMembers() == [below.id: [agent.agent.id]])
        let circular = [("id", "\(top.id)"), ("name", "Support"), ("parent", "\(below.id)")]
        let refused = try await desk.post("/admin/teams", circular, as: admin)
        #expect(refused.status == 422 && refused.body.contains("cannot be part of itself"))
        #expect(try await desk.post("/admin/teams", [("name", "Asia")], as: admin).status == 422)
        #expect(try await desk.post("/admin/teams", [("name", "")], as: admin).status == 422)
        #expect(try await desk.post("/admin/teams", [("id", "7"), ("name", "X")], as: admin).status == 404)
        let page = try await desk.get("/admin/teams", as: admin)
        #expect(page.body.contains("1 member, part of Support"))
    }

    @Test func `a team is removed once it is said what happens, and its tickets go where it was said`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let agent = try await desk.signIn(.agent, name: "Bo")
        for (name, fields) in [("Support", []), ("Asia", [("member", "\(agent.agent.id)")]), ("Sales", [])] {
            #expect(try await desk.post("/admin/teams", [("name", name)] + fields, as: admin).status == 303)
        }
        let teams = Dictionary(uniqueKeysWithValues: try await desk.store.teams().map { ($0.name, $0.id) })
        let (support, asia) = (try #require(teams["Support"]), try #require(teams["Asia"]))
        let sales = try #require(teams["Sales"])
        for (name, id, parent) in [("Asia", asia, support), ("Sales", sales, asia)] {
            var fields = [("id", "\(id)"), ("name", name), ("parent", "\(parent)")]
            if name == "Asia" { fields.append(("member", "\(agent.agent.id)")) }
            #expect(try await desk.post("/admin/teams", fields, as: admin).status == 303)
        }
        var tickets: [Ticket] = []
        for index in 0..<3 {
            let ticket = try await desk.receive(Letter(from: "p\(index)@customer.example"))
            _ = try await desk.store.apply(DeskChange(.team(ticket.id, asia), actor: .operator, at: desk.clock.now))
            tickets.append(ticket)
        }
        for status in [TicketStatus.solved, .closed] {
            _ = try await desk.store.apply(
                DeskChange(.status(tickets[2].id, status), actor: .operator, at: desk.clock.now)
            )
        }
        let page = try await desk.get("/admin/teams/\(asia)/remove", as: admin)
        #expect(page.body.contains("2 unsolved and 1 solved tickets") && page.body.contains("Its members (1) leave it"))
        #expect(page.body.contains("Teams below it move up: Sales."))
        #expect(try await desk.post("/admin/teams/\(asia)/remove", [("to", "\(asia)")], as: admin).status == 404)
        #expect(try await desk.post("/admin/teams/\(asia)/remove", [("to", "7")], as: admin).status == 404)
        #expect(try await desk.store.teams().count == 3)
        let done = try await desk.post("/admin/teams/\(asia)/remove", [("to", "\(support)")], as: admin)
        #expect(done.status == 303 && done.location == "/admin/teams")
        #expect(try await desk.store.teams().map(\.name) == ["Sales", "Support"])
        #expect(try await desk.store.teams().first { $0.name == "Sales" }?.parent == support)
        #expect(try await desk.store.teamMembers().isEmpty)
        for ticket in tickets {
            let thread = try await desk.thread(ticket)
            #expect(thread.ticket.team == support)
            let last = try #require(thread.events.last { $0.kind == .team })
            #expect(last.from == asia.description && last.to == support.description)
        }
        #expect(try await desk.store.verify().isEmpty)
        #expect(try await desk.get("/admin/teams/\(asia)/remove", as: admin).status == 404)
        let last = try await desk.post("/admin/teams/\(support)/remove", [("to", "")], as: admin)
        #expect(last.status == 303)
        #expect(try await desk.thread(tickets[0]).ticket.team == nil)
        #expect(try await desk.get("/admin/audit", as: admin).body.contains("team.removed"))
    }

    @Test(arguments: [
        ([("name", "")], "1 to 120"),
        ([("name", "Brook"), ("domains", "not a domain")], "is no mail domain"),
        ([("name", "Brook"), ("domains", "a@brook.example")], "is no mail domain"),
        ([("name", "Brook"), ("domains", "brook.example GMail.com")], "gmail.com is used by everybody"),
        ([("name", "Brook"), ("domains", (0...50).map { "b\($0).example" }.joined(separator: " "))], "these are 51"),
    ])
    func `an organization that cannot be is refused with the reason`(
        _ fields: [(String, String)],
        _ reason: String
    ) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let answer = try await desk.post("/admin/organizations", fields, as: admin)
        #expect(answer.status == 422 && answer.body.contains(reason))
        #expect(try await desk.store.organizationPage(after: nil, limit: 5).items.isEmpty)
    }

    @Test func `an organization has its people, and a person shows theirs`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        try await desk.receive()
        let fields = [("name", "Customer Ltd"), ("domains", "@CUSTOMER.example\nother.example"), ("vip", "yes")]
        let made = try await desk.post("/admin/organizations", fields, as: admin)
        let path = try #require(made.location)
        let page = try await desk.get(path, as: admin)
        #expect(page.body.contains("grace@customer.example") && page.body.contains("VIP"))
        let contact = try await desk.identity("grace@customer.example").contact
        #expect(try await desk.get("/desk/contacts/\(contact)", as: admin).body.contains("Customer Ltd</a> <span"))
        let agent = try await desk.signIn(.agent)
        let seen = try await desk.get("/desk/contacts/\(contact)", as: agent)
        #expect(seen.body.contains("Customer Ltd") && !seen.body.contains("/admin/organizations"))
        #expect(try await desk.post(path, [("name", "Other"), ("domains", "")], as: admin).status == 303)
        #expect(try await desk.get("/desk/contacts/\(contact)", as: admin).body.contains("Other") == false)
        #expect(try await desk.post("\(path)/remove", as: admin).status == 303)
        #expect(try await desk.get(path, as: admin).status == 404)
    }

    @Test func `the audit log is filtered by who, what and day, and pages on`() async throws {
        let desk = try TestDesk()
        for index in 0..<60 {
            try await desk.store.audit(
                AuditEntry(actor: .operator, action: .macroSaved, object: "object-\(index)", at: desk.clock.now)
            )
        }
        desk.clock.advance(by: .seconds(2 * 86_400))
        let admin = try await desk.signIn(.admin, name: "Root")
        _ = try await desk.post("/admin/teams", [("name", "Support")], as: admin)
        let all = try await desk.get("/admin/audit", as: admin)
        #expect(
            all.body.contains("team saved") && all.body.contains(">Team Support<") && all.body.contains("object-59")
        )
        let next = try #require(all.body.firstMatch(of: /rel="next" href="([^"]+)"/)).output.1.replacing(
            "&amp;",
            with: "&"
        )
        let second = try await desk.get(String(next), as: admin)
        #expect(second.body.contains("object-0<") && !second.body.contains("object-59"))
        let own = try await desk.get("/admin/audit?actor=agent:\(admin.agent.id)", as: admin)
        #expect(own.body.contains(">Team Support<") && !own.body.contains("object-59"))
        let many = try await desk.get("/admin/audit?action=macro.saved", as: admin)
        #expect(many.body.contains("object-59") && !many.body.contains(">Team Support<"))
        // The clock began on 28 May 2026 and went on for two days.
        let day = try await desk.get("/admin/audit?from=2026-05-30&until=2026-05-30", as: admin)
        #expect(day.body.contains(">Team Support<") && !day.body.contains("object-59"))
        let before = try await desk.get("/admin/audit?until=2026-05-29", as: admin)
        #expect(!before.body.contains(">Team Support<") && before.body.contains("object-59"))
    }

    @Test(arguments: [("1970-01-01", 0), ("2000-02-29", 951_782_400), ("2026-03-31", 1_774_915_200)])
    func `a day begins when it does`(_ text: String, _ seconds: Int64) {
        let query = AuditFilter(FormValues([("from", text), ("until", text)]))
            .query(PageClock(now: TestDesk.start, zone: PageZone("Africa/Lagos")))
        #expect(query.from?.seconds == seconds - 3_600 && query.until?.seconds == seconds + 86_400 - 3_600)
    }

    @Test(arguments: ["", "2026", "2026-13-01", "2026-02-30", "26-01-01", "2026-1-1", "x-y-z", "2026-01-01-"])
    func `what is no day is none`(_ text: String) {
        #expect(AuditFilter(FormValues([("from", text)])).query(PageClock(now: TestDesk.start, zone: nil)).from == nil)
    }

    @Test(arguments: ["en", "zh-Hans"])
    func `nothing in names becomes markup`(_ language: String) async throws {
        let desk = try TestDesk()
        let mark = Self.mark
        let admin = try await desk.signIn(.admin, name: mark, language: language)
        _ = try await desk.post("/admin/teams", [("name", mark), ("member", "\(admin.agent.id)")], as: admin)
        let made = try await desk.post("/admin/organizations", [("name", mark), ("domains", "b.example")], as: admin)
        _ = try await desk.post("/admin/branding", [("name", mark), ("do", "save")], as: admin)
        let encoded = PercentCoding.encode(mark)
        let pages = [
            "/admin/teams", "/admin/organizations", try #require(made.location), "/admin/audit", "/admin/branding",
            "/admin/audit?actor=\(encoded)&action=\(encoded)&from=\(encoded)&until=\(encoded)&after=\(encoded)",
            "/help",
            "/admin/organizations?after=\(encoded)",
        ]
        for path in pages {
            let answer = try await desk.get(path, as: admin)
            #expect(answer.status == 200, "\(path)")
            #expect(!answer.body.contains("<canary") && !answer.body.contains("a='\""), "\(path)")
        }
        let refused = try await desk.post("/admin/organizations", [("name", "x"), ("domains", mark)], as: admin)
        #expect(refused.status == 422 && !refused.body.contains("<canary"))
    }
}
