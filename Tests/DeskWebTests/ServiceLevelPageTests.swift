import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct ServiceLevelPageTests {
    private static let week = (0..<7).map { ("day\($0)", $0 < 5 ? "09:00-17:00" : "") }

    private func addHours(_ desk: TestDesk, _ admin: TestAgent) async throws -> BusinessHours {
        let form = [("name", "Office"), ("zone", "Europe/Berlin"), ("special", "2026-12-25 Christmas")] + Self.week
        let answer = try await desk.post("/admin/business-hours", form, as: admin)
        #expect(answer.status == 303)
        return try #require(try await desk.store.businessHours().first)
    }

    @Test func `business hours are added, shown and changed, with their audit`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let hours = try await addHours(desk, admin)
        #expect(hours.specialDays.map(\.name) == ["Christmas"])
        #expect(hours.week[0] == [try #require(DayInterval("09:00-17:00"))])
        let page = try await desk.get("/admin/business-hours/\(hours.id)", as: admin)
        #expect(page.body.contains("2026-12-25 Christmas"))
        let form = [("name", "Nights"), ("zone", "UTC"), ("day0", "22:00-06:00")]
        #expect(try await desk.post("/admin/business-hours/\(hours.id)", form, as: admin).status == 303)
        #expect(try await desk.store.businessHours().map(\.name) == ["Nights"])
        #expect(try await desk.post("/admin/business-hours/\(hours.id)/remove", as: admin).status == 303)
        #expect(try await desk.store.businessHours() == [])
    }

    @Test func `mistakes come back with what was typed, each at its field`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let form = [
            ("name", ""), ("zone", "Mars/Olympus"), ("day0", "9 to 5"), ("special", "2026-02-30 <b>None</b>"),
        ]
        let answer = try await desk.post("/admin/business-hours", form, as: admin)
        #expect(answer.status == 422)
        for field in ["name", "zone", "day0", "special"] {
            #expect(answer.body.contains("id=\"problem-\(field)\""), "\(field)")
            #expect(answer.body.contains("aria-describedby=\"problem-\(field)\""), "\(field)")
        }
        #expect(answer.body.contains("value=\"9 to 5\""))
        #expect(answer.body.contains("&lt;b&gt;None"))
        #expect(try await desk.store.businessHours() == [])
    }

    @Test func `a pasted notice is read into the list before anything is saved`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin, language: "zh-Hans")
        let form =
            [
                ("name", "工作时间"), ("zone", "Asia/Shanghai"), ("action", "read-notice"), ("year", "2026"),
                ("workday", "09:00-18:00"), ("notice", "七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。10月10日（周六）上班。"),
            ] + Self.week
        let answer = try await desk.post("/admin/business-hours", form, as: admin)
        #expect(answer.status == 200)
        #expect(answer.body.contains("2026-10-07 国庆节"))
        #expect(answer.body.contains("2026-10-10 09:00-18:00 国庆节"))
        #expect(try await desk.store.businessHours() == [])
    }

    @Test func `a policy comes with usual limits, switched off, previews and is turned on`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        #expect(try await desk.get("/admin/service-levels", as: admin).body.contains("/admin/business-hours/new"))
        let hours = try await addHours(desk, admin)
        let new = try await desk.get("/admin/service-levels/new", as: admin)
        #expect(new.body.contains("name=\"firstResponse-urgent\" value=\"1 h\""))
        #expect(!new.body.contains("checked"))
        var form = [
            ("name", "Standard"), ("hours", "\(hours.id)"), ("warning", "75"), ("position", "0"),
            ("firstResponse-normal", "4 小时"), ("resolution-normal", "1h 30min"),
        ]
        let preview = try await desk.post("/admin/service-levels", form + [("action", "preview")], as: admin)
        #expect(preview.status == 200 && preview.body.contains("role=\"status\""))
        #expect(try await desk.store.policies() == [])
        form.append(("enabled", "yes"))
        #expect(try await desk.post("/admin/service-levels", form, as: admin).status == 303)
        let policy = try #require(try await desk.store.policies().first)
        #expect(policy.isEnabled)
        #expect(policy.minutes(.firstResponse, .normal) == 240)
        #expect(policy.minutes(.resolution, .normal) == 90)
        #expect(policy.minutes(.nextResponse, .normal) == nil)
        let edited = try await desk.get("/admin/service-levels/\(policy.id)", as: admin)
        #expect(edited.body.contains("value=\"1 h 30 min\""))
        #expect(try await desk.post("/admin/service-levels/\(policy.id)/remove", as: admin).status == 303)
    }

    @Test(arguments: [
        ("firstResponse-normal", "soon"), ("firstResponse-normal", "0"), ("firstResponse-normal", "999999 h"),
        ("warning", "100"), ("position", "-1"), ("hours", "77"), ("name", ""),
    ]) func `a wrong value of a policy is told at its field`(_ field: String, _ value: String) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let hours = try await addHours(desk, admin)
        var form = [
            "name": "Standard", "hours": "\(hours.id)", "warning": "75", "position": "0",
            "firstResponse-normal": "1 h",
        ]
        form[field] = value
        let answer = try await desk.post("/admin/service-levels", form.map { ($0, $1) }, as: admin)
        #expect(answer.status == 422)
        #expect(answer.body.contains("id=\"problem-\(field)\""))
        #expect(try await desk.store.policies() == [])
    }

    @Test(arguments: [
        ("90", 90), ("30 min", 30), ("4h", 240), ("1 h 30 min", 90), ("2 小时", 120), ("1小时30分钟", 90),
    ]) func `times are read as people write them`(_ text: String, _ minutes: Int) {
        #expect(SLAPolicyForm.minutes(text) == minutes)
    }

    @Test(arguments: ["", "h", "1 d", "-5", "1.5 h", "99999999", "1 h x"])
    func `what is no time is none`(_ text: String) { #expect(SLAPolicyForm.minutes(text) == nil) }

    @Test func `what is due is said with words and a sign, in the list and in the ticket`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn(.agent)
        let frame = { (language: Language) in
            PageFrame(
                words: Words(language: language),
                clock: PageClock(now: desk.clock.now, zone: PageZone("UTC")),
                deskName: "Desk",
                signedIn: agent.signedIn,
                path: "/",
                links: desk.site.contentLinks,
                makeKey: { "key" }
            )
        }
        let due = TicketDue(
            target: .firstResponse,
            dueAt: desk.clock.now.advanced(by: .seconds(4_800)),
            warnAt: desk.clock.now
        )
        func text(_ html: HTML) -> String { String(decoding: html.octets, as: UTF8.self) }
        let english = text(DueChip.html(due, frame(.english)))
        #expect(english.contains("First answer in 1 h 20 min") && english.contains("▲") && english.contains("warn"))
        #expect(text(DueChip.html(due, frame(.chinese))).contains("首次回复剩余 1 小时 20 分钟"))
        desk.clock.advance(by: .seconds(12_000))
        let late = text(DueChip.html(due, frame(.english)))
        #expect(late.contains("First answer 2 h overdue") && late.contains("✕") && late.contains("bad"))
        #expect(DueChip.html(nil, frame(.english)).isEmpty)
    }

    @Test func `the list of what is due stands under headings`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn(.agent)
        #expect(try await desk.get("/desk/due", as: agent).body.contains("No clock runs."))
    }
}
