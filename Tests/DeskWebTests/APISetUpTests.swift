import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Business hours, service levels, request forms, types and tags over the API.
@Suite struct APISetUpTests {
    private static let workday: JSON = ["09:00-12:00", "13:00-18:00"]
    private static let hours: JSON = [
        "name": "Office", "time_zone": "Asia/Shanghai",
        "week": [workday, workday, workday, workday, workday, [], []],
        "special_days": [
            ["date": "2026-10-10", "name": "Make-up workday", "hours": workday],
            ["date": "2026-10-01", "name": "National Day"],
        ],
    ]

    @Test func `business hours and service levels are written, read and removed`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let hours = try await desk.api(.post, "/business-hours", Self.hours, as: program)
        #expect(hours.status == 201 && hours.json["week"] == Self.hours["week"])
        #expect(hours.json["special_days"]?.elements.map { $0["date"]?.text } == ["2026-10-01", "2026-10-10"])
        #expect(try await desk.api(.post, "/business-hours", Self.hours, as: program).status == 409)
        let hoursPath = "/business-hours/\(hours.json["id"]?.text ?? "")"
        let renamed = try await desk.api(.patch, hoursPath, ["name": "Desk"], as: program)
        #expect(renamed.json["name"] == "Desk" && renamed.json["special_days"] == hours.json["special_days"])
        #expect(try await desk.api(.get, hoursPath, as: program).json == renamed.json)

        let new: JSON = [
            "name": "Standard", "hours": hours.json["id"] ?? .null, "enabled": true,
            "limits": [["target": "firstResponse", "priority": "urgent", "minutes": 60]],
        ]
        let level = try await desk.api(.post, "/service-levels", new, as: program)
        #expect(level.status == 201 && level.json["warning_percent"] == 75 && level.json["hours"] == hours.json["id"])
        let path = "/service-levels/\(level.json["id"]?.text ?? "")"
        let changed = try await desk.api(.patch, path, ["warning_percent": 50, "types": ["incident"]], as: program)
        #expect(changed.json["limits"] == level.json["limits"] && changed.json["types"] == ["incident"])
        #expect(try await desk.api(.get, "/service-levels", as: program).json["items"]?.elements == [changed.json])
        #expect(try await desk.api(.delete, hoursPath, as: program).status == 409)
        #expect(try await desk.api(.delete, path, as: program).status == 204)
        #expect(try await desk.api(.delete, hoursPath, as: program).status == 204)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(actions.count { $0 == "business-hours.saved" } == 2 && actions.count { $0 == "sla-policy.saved" } == 2)
    }

    @Test(
        arguments: [
            (["time_zone": "Mars/Base"], "#/time_zone"), (["week": []], "#/week"),
            (["week": [["9 to 5"], [], [], [], [], [], []]], "#/week/0/0"),
            (["special_days": [["date": "2026-13-01"]]], "#/special_days/0/date"),
        ] as [(JSON, String)]
    )
    func `hours that are none are refused by name`(_ change: JSON, _ place: String) async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let hours = try await desk.api(.post, "/business-hours", Self.hours, as: program)
        let path = "/business-hours/\(hours.json["id"]?.text ?? "")"
        let answer = try await desk.api(.patch, path, change, as: program)
        #expect(answer.status == 422 && answer.places == [place])
    }

    @Test func `fields are designed as on the admins' pages`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let product: JSON = [
            "name": ["en": "Product", "zh": "产品"], "kind": "select",
            "choices": [["value": "laser", "label": ["en": "Laser"]], ["value": "ink"]],
        ]
        let key = ["Idempotency-Key": "field-1"]
        let made = try await desk.api(.post, "/fields", product, as: program, headers: key)
        let again = try await desk.api(.post, "/fields", product, as: program, headers: key)
        #expect(made.status == 201 && made.json["key"] == "product" && again.json == made.json)
        #expect(try await desk.api(.post, "/fields", product, as: program).places == ["#/key"])
        let model: JSON = [
            "name": ["en": "Model"], "kind": "select", "parent": "product", "needed_to_solve": true,
            "choices": [["value": "l-1", "offered_when": ["laser"]]],
        ]
        let below = try await desk.api(.post, "/fields", model, as: program)
        #expect(below.status == 201 && below.json["choices"]?.elements.first?["offered_when"] == ["laser"])
        let changed = try await desk.api(
            .patch,
            "/fields/model",
            ["types": ["incident"], "help": ["en": "On the back."], "retired": true],
            as: program
        )
        #expect(changed.json["types"] == ["incident"] && changed.json["choices"] == below.json["choices"])
        #expect(changed.json["retired"] == true && changed.json["needed_to_solve"] == true)
        #expect(try await desk.api(.get, "/fields/model", as: program).json == changed.json)
        for (change, place) in [
            (["parent": "model"], "#/parent"), (["choices": []], "#/choices"), (["types": ["lost"]], "#/types/0"),
            (["choices": [["value": "x", "offered_when": ["lost"]]]], "#/choices"), (["name": [:]], "#/name"),
        ] as [(JSON, String)] {
            let answer = try await desk.api(.patch, "/fields/model", change, as: program)
            #expect(answer.status == 422 && answer.places.contains(place), "\(place)")
        }
        #expect(try await desk.api(.patch, "/fields/lost", ["retired": true], as: program).status == 404)
        let text: JSON = ["name": ["en": "Serial"], "kind": "text", "choices": [["value": "x"]]]
        #expect(try await desk.api(.post, "/fields", text, as: program).places == ["#/kind"])
    }

    @Test func `request forms ask for fields, and types and tags are brought into order`() async throws {
        let desk = try TestDesk()
        try await TicketFieldTests.design(desk, as: try await desk.signIn(.admin))
        let program = try await desk.program()
        let type = try await desk.api(.post, "/types", ["name": ["en": "Return", "zh": "退货"]], as: program)
        #expect(type.status == 201 && type.json["key"] == "return")
        #expect(try await desk.api(.post, "/types", ["name": ["en": "Incident"]], as: program).status == 409)
        let new: JSON = [
            "title": ["en": "Send it back"], "type": "return", "open": true,
            "fields": [["field": "product", "needed": true], ["field": "model"]],
        ]
        let form = try await desk.api(.post, "/forms", new, as: program)
        #expect(form.status == 201 && form.json["fields"]?.elements.count == 2)
        let path = "/forms/\(form.json["id"]?.text ?? "")"
        #expect(try await desk.get(form.json["path"]?.text ?? "").body.contains("Send it back"))
        let alone: JSON = ["fields": [["field": "model"]]]
        #expect(try await desk.api(.patch, path, alone, as: program).places == ["#/fields/0/field"])
        #expect(try await desk.api(.patch, path, ["type": "lost"], as: program).places == ["#/type"])
        let closed = try await desk.api(.patch, path, ["open": false], as: program)
        #expect(closed.json["open"] == false && closed.json["title"] == form.json["title"])
        let retired = try await desk.api(.patch, "/types/return", ["retired": true], as: program)
        #expect(retired.json["retired"] == true && retired.json["name"]?["zh"] == "退货")
        #expect(try await desk.api(.patch, "/types/incident", ["retired": true], as: program).status == 404)
        #expect(try await desk.api(.delete, path, as: program).status == 204)
        #expect(try await desk.api(.get, "/forms", as: program).json["items"]?.elements.isEmpty == true)

        let ticket = try await desk.receive()
        let ticketPath = "/tickets/\(ticket.number)"
        #expect(try await desk.api(.patch, ticketPath, ["tags": ["vipp", "rush"]], as: program).status == 200)
        let renamed = try await desk.api(.post, "/tags/rename", ["tag": "vipp", "to": "VIP"], as: program)
        #expect(renamed.json["tag"] == "vip" && renamed.json["tickets"] == 1)
        #expect(try await desk.api(.get, ticketPath, as: program).json["tags"] == ["rush", "vip"])
        let state: JSON = ["tag": "rush", "retired": true]
        #expect(try await desk.api(.post, "/tags/state", state, as: program).status == 204)
        #expect(try await desk.api(.post, "/tags/rename", ["tag": "vip", "to": "rush"], as: program).status == 409)
        // What a ticket has stays; what takes the place of all holds no retired tag that it had not.
        #expect(try await desk.api(.patch, ticketPath, ["tags": ["rush"]], as: program).status == 200)
        #expect(try await desk.api(.patch, ticketPath, ["tags": []], as: program).status == 200)
        #expect(try await desk.api(.patch, ticketPath, ["tags": ["rush"]], as: program).status == 409)
        #expect(try await desk.api(.get, ticketPath, as: program).json["tags"] == [])
    }
}
