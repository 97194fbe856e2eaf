import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// What is read comes with an entity tag; what the program has already is not sent again, and what others changed is not changed.
@Suite struct APIPreconditionTests {
    /// Something that is read and changed at one address.
    struct Resource: Sendable, CustomTestStringConvertible {
        /// Where it is added, and what is sent there; nil for what is always there.
        var new: (path: String, body: JSON)?
        var path = ""
        /// Adds what it needs, and gives the members of what is sent that name it.
        var prepare: (@Sendable (TestDesk, TestProgram) async throws -> [(String, JSON)])?
        /// Two changes after each other.
        let changes: (JSON, JSON)
        var isRemovable = true

        var testDescription: String { new?.path ?? path }
    }

    private static let week: JSON = [["09:00-17:00"], ["09:00-17:00"], [], [], [], [], []]

    static let resources: [Resource] = [
        Resource(new: ("/organizations", ["name": "River"]), changes: (["vip": true], ["name": "Rivers"])),
        Resource(
            new: ("/knowledge/categories", ["titles": [["language": "en", "title": "Pumps"]]]),
            changes: (["position": 5], ["position": 6])
        ),
        Resource(
            new: ("/macros", ["name": "Thanks", "text": "Thank you."]),
            changes: (["note": true], ["text": "Bye."])
        ),
        Resource(
            new: ("/business-hours", ["name": "Office", "time_zone": "Asia/Shanghai", "week": week]),
            changes: (["name": "Desk"], ["time_zone": "Europe/Berlin"])
        ),
        Resource(
            new: (
                "/service-levels",
                ["name": "Quick", "limits": [["target": "firstResponse", "priority": "normal", "minutes": 60]]]
            ),
            prepare: { desk, program in
                let hours: JSON = ["name": "Office", "time_zone": "Asia/Shanghai", "week": week]
                let made = try await desk.api(.post, "/business-hours", hours, as: program)
                return [("hours", try #require(made.json["id"]))]
            },
            changes: (["enabled": true], ["position": 3])
        ),
        Resource(
            new: ("/fields", ["name": ["en": "Serial"], "kind": "text"]),
            changes: (["help": ["en": "On the back."]], ["retired": true]),
            isRemovable: false
        ),
        Resource(
            new: ("/types", ["name": ["en": "Return"]]),
            changes: (["name": ["en": "Returns"]], ["retired": true]),
            isRemovable: false
        ),
        Resource(new: ("/forms", ["title": ["en": "Return"]]), changes: (["open": true], ["open": false])),
        Resource(new: ("/teams", ["name": "Pumps"]), changes: (["name": "Wells"], ["name": "Springs"])),
        Resource(
            new: ("/agents", ["email": "bo@desk.example", "name": "Bo", "role": "agent"]),
            changes: (["role": "read-only"], ["enabled": false]),
            isRemovable: false
        ),
        Resource(
            new: ("/views", ["name": "Open ones", "view": "unsolved"]),
            changes: (["name": "Open"], ["order": "newest"])
        ),
        Resource(
            new: (
                "/notice-rooms",
                [
                    "name": "Pumps", "provider": "slack", "kinds": ["assigned"],
                    "url": "https://hooks.slack.com/services/T00000000/B00000000",
                ]
            ),
            changes: (["enabled": false], ["kinds": ["mentioned", "assigned"]])
        ),
        Resource(
            new: ("/webhooks", ["url": "https://example.org/hooks"]),
            changes: (["note": "Shop"], ["types": ["ticket.opened"]])
        ),
        Resource(path: "/branding", changes: (["name": "River"], ["light_color": "#1f6f78"]), isRemovable: false),
        Resource(
            path: "/notice-settings",
            changes: (["tells_solved": true], ["mail_channel": "mail"]),
            isRemovable: false
        ),
    ]

    @Test(arguments: resources)
    func `a resource is sent once, and changed only while it is as the program knows it`(
        _ resource: Resource
    ) async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        var path = resource.path
        if let new = resource.new {
            let body = new.body.adding(try await resource.prepare?(desk, program) ?? [])
            let made = try await desk.api(.post, new.path, body, as: program)
            #expect(made.status == 201)
            path = String(try #require(made.answer.location).dropFirst("/api/v1".count))
        }
        func get(_ known: String? = nil) async throws -> APIAnswer {
            try await desk.api(.get, path, as: program, headers: known.map { ["If-None-Match": $0] } ?? [:])
        }
        func patch(_ body: JSON, _ tag: String) async throws -> APIAnswer {
            try await desk.api(.patch, path, body, as: program, headers: ["If-Match": tag])
        }
        let first = try #require(try await get().entityTag)
        for known in [first, "W/\(first)", "\"x\", \(first)", "*"] {
            let unchanged = try await get(known)
            #expect(unchanged.status == 304 && unchanged.answer.body.isEmpty && unchanged.entityTag == first)
        }
        for stale in ["\"x\"", "W/\(first)", "garbage"] {
            let refused = try await patch(resource.changes.0, stale)
            #expect(refused.status == 412 && refused.json["type"] == "/api/v1/docs#problem-stale", "\(stale)")
        }
        #expect(try await get().entityTag == first)
        let changed = try await patch(resource.changes.0, "\"x\", \(first)")
        #expect(changed.status == 200)
        let second = try #require(changed.entityTag)
        let read = try await get(first)
        #expect(read.status == 200 && read.json == changed.json && read.entityTag == second && second != first)
        #expect(try await patch(resource.changes.1, first).status == 412)
        #expect(try await patch(resource.changes.1, second).status == 200)
        let third = try #require(try await get(second).entityTag)
        #expect(third != second)
        guard resource.isRemovable else { return }
        let kept = try await desk.api(.delete, path, as: program, headers: ["If-Match": second])
        #expect(kept.status == 412)
        #expect(try await desk.api(.delete, path, as: program, headers: ["If-Match": third]).status == 204)
        #expect(try await get().status == 404)
    }

    @Test func `every change at an address that can be read is in the table above`() {
        for route in APIRoutes.all where route.read != nil {
            // What is added somewhere is changed at an address of its own below.
            let place = route.segments.prefix { $0.first != "{" }.map { "/\($0)" }.joined()
            let isTested = Self.resources.contains { resource in
                (resource.new?.path ?? resource.path) == place && (route.method != .delete || resource.isRemovable)
            }
            #expect(isTested, "\(route.method) \(route.path)")
        }
    }

    @Test(arguments: [
        ("/branding/logo", HTTPRequest.Method.delete), ("/blocked-senders/1", .delete), ("/tickets/1/links/2", .delete),
    ])
    func `a change of what cannot be read is refused when it is made for a tag`(
        _ path: String,
        _ method: HTTPRequest.Method
    ) async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        for tag in ["\"x\"", "*"] {
            let refused = try await desk.api(method, path, as: program, headers: ["If-Match": tag])
            #expect(refused.status == 412 && refused.json["type"] == "/api/v1/docs#problem-stale")
            #expect(refused.json["detail"] == "This address has no ETag; leave “If-Match” out.")
        }
    }

    @Test func `of two programs that change what both have read one is told`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let made = try await desk.api(.post, "/organizations", ["name": "River"], as: program)
        let path = "/organizations/\(made.json["id"]?.text ?? "")"
        let tag = try #require(try await desk.api(.get, path, as: program).entityTag)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let body: JSON = ["name": .text("River \(number)")]
                    return try await desk.api(.patch, path, body, as: program, headers: ["If-Match": tag]).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 412 } == 7, "\(statuses)")
    }

    @Test func `what rests on an older mark of the set-up is not made`() async throws {
        let desk = try TestDesk()
        let mark = try await desk.store.setUpMark()
        func remove(_ basis: SetUpMark) async throws -> NamedAnswer {
            try await desk.store.answer(
                .administer(.setTag("rush", isRetired: true), actor: .operator, at: desk.clock.now, basis: basis),
                to: nil
            ) { _ in ServiceAnswer(status: 204, body: "") }
        }
        #expect(try await remove(mark) == .first(ServiceAnswer(status: 204, body: "")))
        #expect(try await remove(mark) == .moved)
    }

    @Test func `tickets and articles count their versions, and their tags tell of everything they show`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let ticket = try await desk.receive()
        let path = "/tickets/\(ticket.number)"
        let tag = try #require(try await desk.api(.get, path, as: program).entityTag)
        #expect(try await desk.api(.get, path, as: program, headers: ["If-None-Match": tag]).status == 304)
        // The version alone is enough for a change, as the answer to a change names it.
        let done = try await desk.api(.patch, path, ["tags": ["rush"]], as: program, headers: ["If-Match": tag])
        let version = try #require(done.entityTag)
        let again = try await desk.api(.patch, path, ["tags": []], as: program, headers: ["If-Match": version])
        #expect(done.status == 200 && again.status == 200)
        #expect(try await desk.api(.get, path, as: program, headers: ["If-None-Match": tag]).status == 200)
        let article: JSON = ["texts": [["language": "en", "title": "Reset", "body": "Press."]]]
        let made = try await desk.api(.post, "/knowledge/articles", article, as: program)
        let place = "/knowledge/articles/\(made.json["id"]?.text ?? "")"
        let draft = try #require(try await desk.api(.get, place, as: program).entityTag)
        #expect(try await desk.api(.post, "\(place)/publish", [:], as: program).status == 204)
        let shown = try await desk.api(.get, place, as: program, headers: ["If-None-Match": draft])
        #expect(shown.status == 200 && shown.json["published"] == 1)
        let revised = try await desk.api(.patch, place, ["position": 3], as: program, headers: ["If-Match": draft])
        #expect(revised.status == 200)
    }

    @Test func `lists are tagged as well, and HEAD is as GET`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let tag = try #require(try await desk.api(.get, "/teams", as: program).entityTag)
        let head = try await desk.api(.head, "/teams", as: program)
        #expect(head.status == 200 && head.entityTag == tag)
        let unchanged = try await desk.api(.head, "/teams", as: program, headers: ["If-None-Match": tag])
        #expect(unchanged.status == 304)
        #expect(try await desk.api(.post, "/teams", ["name": "Pumps"], as: program).status == 201)
        #expect(try await desk.api(.get, "/teams", as: program, headers: ["If-None-Match": tag]).status == 200)
    }
}
