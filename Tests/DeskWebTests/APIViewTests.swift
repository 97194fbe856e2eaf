import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Saved views over the API.
@Suite struct APIViewTests {
    @Test func `a view is kept, lists its tickets, is changed and removed`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let tagged = try await desk.receive()
        let other = try await desk.receive(Letter(from: "bo@customer.example"))
        for (ticket, tag) in [(tagged, "rush"), (other, "calm")] {
            let body: JSON = ["tags": [.text(tag)]]
            #expect(try await desk.api(.patch, "/tickets/\(ticket.number)", body, as: program).status == 200)
        }
        let new: JSON = [
            "name": "Rush jobs", "view": "unsolved", "order": "newest",
            "conditions": ["tag": "Rush", "priorities": ["normal", "high"]],
        ]
        let key = ["Idempotency-Key": "view-1"]
        let made = try await desk.api(.post, "/views", new, as: program, headers: key)
        let again = try await desk.api(.post, "/views", new, as: program, headers: key)
        #expect(made.status == 201 && again.json == made.json && made.json["shared"] == true)
        #expect(made.json["conditions"]?["tag"] == "rush")
        let id = made.json["id"]?.text ?? ""
        let listed = try await desk.api(.get, "/tickets?saved_view=\(id)", as: program)
        #expect(listed.json["items"]?.elements.map { $0["number"]?.integer } == [tagged.number])
        let both = try await desk.api(.get, "/tickets?saved_view=\(id)&tag=calm", as: program)
        #expect(both.status == 422 && both.places == ["tag"])
        #expect(try await desk.api(.get, "/tickets?saved_view=99", as: program).places == ["saved_view"])
        let changed = try await desk.api(.patch, "/views/\(id)", ["conditions": ["tag": "calm"]], as: program)
        #expect(changed.json["name"] == "Rush jobs" && changed.json["conditions"]?["priorities"] == [])
        let now = try await desk.api(.get, "/tickets?saved_view=\(id)", as: program)
        #expect(now.json["items"]?.elements.map { $0["number"]?.integer } == [other.number])
        #expect(try await desk.api(.delete, "/views/\(id)", as: program).status == 204)
        #expect(try await desk.api(.get, "/views/\(id)", as: program).status == 404)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(actions.count { $0 == "view.saved" } == 2 && actions.count { $0 == "view.removed" } == 1)
    }

    @Test func `one's own views are nobody else's, and everybody's are changed by those who lead`() async throws {
        let desk = try TestDesk()
        let ada = try await desk.program(as: .agent(try await desk.signIn(.agent).agent.id))
        let bo = try await desk.program(as: .agent(try await desk.signIn(.agent, name: "Bo").agent.id))
        let lead = try await desk.program(as: .agent(try await desk.signIn(.supervisor).agent.id))
        let own = try await desk.api(.post, "/views", ["name": "Mine", "view": "mine", "shared": false], as: ada)
        let shared = try await desk.api(.post, "/views", ["name": "Ours", "view": "all", "shared": true], as: ada)
        #expect(own.status == 201 && own.json["shared"] == false && shared.json["shared"] == true)
        let ownPath = "/views/\(own.json["id"]?.text ?? "")"
        let sharedPath = "/views/\(shared.json["id"]?.text ?? "")"
        let seen = try await desk.api(.get, "/views", as: bo).json["items"]?.elements ?? []
        #expect(seen.map { $0["name"]?.text } == ["Ours"])
        #expect(try await desk.api(.get, ownPath, as: bo).status == 404)
        #expect(try await desk.api(.delete, ownPath, as: lead).status == 404)
        #expect(try await desk.api(.patch, sharedPath, ["name": "Theirs"], as: bo).status == 403)
        #expect(try await desk.api(.patch, sharedPath, ["name": "Theirs"], as: lead).status == 200)
        #expect(try await desk.api(.delete, ownPath, as: ada).status == 204)
        // A service without the scope admin keeps views and changes none.
        let service = try await desk.program([.readTickets, .writeTickets])
        #expect(try await desk.api(.delete, sharedPath, as: service).status == 403)
        let none = try await desk.api(.post, "/views", ["name": "x", "view": "all", "shared": false], as: service)
        #expect(none.places == ["#/shared"])
        let mine = try await desk.api(.post, "/views", ["name": "Mine", "view": "mine"], as: service)
        let list = try await desk.api(.get, "/tickets?saved_view=\(mine.json["id"]?.text ?? "")", as: service)
        #expect(list.status == 422 && list.places == ["saved_view"])
    }

    @Test(
        arguments: [
            (["assignee": "boss"], "#/conditions/assignee"),
            (["team": "9999999999999999999"], "#/conditions/team"), (["tag": ",,"], "#/conditions/tag"),
            (["fields": ["product"]], "#/conditions/fields/0"), (["quiet_days": 0], "#/conditions/quiet_days"),
            (["statuses": ["lost"]], "#/conditions/statuses/0"),
        ] as [(JSON, String)]
    )
    func `conditions that cannot be are refused by name`(_ conditions: JSON, _ place: String) async throws {
        let desk = try TestDesk()
        let body: JSON = ["name": "x", "view": "all", "conditions": conditions]
        let answer = try await desk.api(.post, "/views", body, as: try await desk.program())
        #expect(answer.status == 422 && answer.places == [place])
    }
}
