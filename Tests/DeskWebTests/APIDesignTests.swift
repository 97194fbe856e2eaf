import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Fields, types, tags, macros, tasks and service levels over the API.
@Suite struct APIDesignTests {
    @Test func `a program reads the design and writes type, tags and fields of a ticket`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        try await TicketFieldTests.design(desk, as: admin, neededToSolve: true)
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let fields = try await desk.api(.get, "/fields", as: program).json["items"]?.elements ?? []
        #expect(fields.map { $0["key"]?.text } == ["product", "model"])
        #expect(fields.last?["choices"]?.elements.first?["offered_when"]?.elements == ["laser"])
        let types = try await desk.api(.get, "/types", as: program).json["items"]?.elements ?? []
        #expect(types.first?["name"]?["zh"] == "咨询")

        let path = "/tickets/\(ticket.number)"
        let early = try await desk.api(.patch, path, ["status": "solved"], as: program)
        #expect(early.status == 409)
        let changed = try await desk.api(
            .patch,
            path,
            [
                "status": "solved", "type": "incident", "tags": ["VIP", "printer"],
                "fields": [["key": "model", "value": "i-1"], ["key": "product", "value": "ink"]],
            ],
            as: program
        )
        #expect(changed.status == 200 && changed.json["status"] == "solved")
        let read = try await desk.api(.get, path, as: program).json
        #expect(read["type"] == "incident" && read["tags"]?.elements == ["printer", "vip"])
        #expect(read["fields"] == [["key": "product", "value": "ink"], ["key": "model", "value": "i-1"]])
        let found = try await desk.api(.get, "/tickets?field=product%3Dink", as: program).json["items"]?.elements
        #expect(found?.count == 1)
        #expect(try await desk.api(.get, "/tickets?field=product", as: program).status == 422)
        let emptied = try await desk.api(.patch, path, ["fields": [["key": "product", "value": .null]]], as: program)
        #expect(emptied.status == 200)
        #expect(try await desk.api(.get, path, as: program).json["fields"]?.elements.isEmpty == true)
        let tags = try await desk.api(.get, "/tags", as: program).json["items"]?.elements ?? []
        #expect(tags.map { $0["tag"]?.text } == ["printer", "vip"])
    }

    @Test(
        arguments: [
            (["fields": [["key": "absent", "value": "x"]]], 422), (["type": "absent"], 409), (["tags": [","]], 422),
            (["fields": [["key": "product", "value": "absent"]]], 409), (["fields": [["key": "product"]]], 422),
        ] as [(JSON, Int)]
    )
    func `what cannot be is refused, and nothing changes`(_ body: JSON, _ status: Int) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        try await TicketFieldTests.design(desk, as: admin)
        let ticket = try await desk.receive()
        let program = try await desk.program()
        #expect(try await desk.api(.patch, "/tickets/\(ticket.number)", body, as: program).status == status)
        #expect(try await desk.thread(ticket).ticket.version == ticket.version)
    }

    @Test func `macros are written, read and removed, once each`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let new: JSON = ["name": "Thanks", "text": "Thank you.", "status": "solved", "tags": ["Done"]]
        let key = ["Idempotency-Key": "macro-1"]
        let made = try await desk.api(.post, "/macros", new, as: program, headers: key)
        let again = try await desk.api(.post, "/macros", new, as: program, headers: key)
        #expect(made.status == 201 && again.json == made.json)
        let path = "/macros/\(made.json["id"]?.text ?? "")"
        #expect(made.answer.location == "/api/v1\(path)")
        #expect(try await desk.api(.post, "/macros", new, as: program).status == 409)
        let changed = try await desk.api(.patch, path, ["status": .null, "note": true], as: program)
        #expect(changed.json["status"] == .null && changed.json["note"] == true && changed.json["tags"] == ["done"])
        #expect(try await desk.api(.get, path, as: program).json == changed.json)
        #expect(try await desk.api(.delete, path, as: program).status == 204)
        #expect(try await desk.api(.get, path, as: program).status == 404)
        #expect(try await desk.api(.get, "/macros", as: program).json["items"]?.elements.isEmpty == true)
        let audited = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(audited.count { $0 == "macro.saved" } == 2 && audited.count { $0 == "macro.removed" } == 1)
    }

    @Test func `open tasks come by the time they are due, page by page`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let tasks: [(String, Int64?)] = [("Late", 5), ("Soon", 1), ("Never", nil), ("Between", 3), ("Sometime", nil)]
        for (title, hours) in tasks {
            let task = TicketTask(
                id: desk.ids.next(at: desk.clock.now),
                ticket: ticket.id,
                kind: .toDo,
                title: title,
                dueAt: hours.map { desk.clock.now.advanced(by: .seconds($0 * 3_600)) },
                createdBy: .operator,
                createdAt: desk.clock.now
            )
            _ = try await desk.store.apply(DeskChange(.addTask(task), actor: .operator, at: desk.clock.now))
        }
        var titles: [String?] = []
        var next: String? = "/api/v1/tasks?limit=2"
        while let path = next {
            let page = try await desk.api(.get, String(path.dropFirst("/api/v1".count)), as: program)
            titles += page.json["items"]?.elements.map { $0["title"]?.text } ?? []
            next = page.json["next"]?.text
        }
        #expect(titles == ["Soon", "Between", "Late", "Never", "Sometime"])
        let all = try await desk.api(.get, "/tickets/\(ticket.number)/tasks", as: program).json["items"]?.elements
        #expect(all?.count == 5 && all?.last?["due_at"] == .null)
        #expect(try await desk.api(.get, "/service-levels", as: program).json["items"]?.elements.isEmpty == true)
    }
}
