import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Agents and teams over the API.
@Suite struct APIStaffTests {
    @Test func `an account is added without a way in, and its standing changed`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let program = try await desk.program()
        let new: JSON = ["email": "Bo@Desk.example", "name": "Bo", "role": "agent", "limited": true]
        let key = ["Idempotency-Key": "agent-1"]
        let made = try await desk.api(.post, "/agents", new, as: program, headers: key)
        let again = try await desk.api(.post, "/agents", new, as: program, headers: key)
        #expect(made.status == 201 && again.json == made.json && made.json["limited"] == true)
        #expect(try await desk.api(.post, "/agents", new, as: program).status == 409)
        let wrong: JSON = ["email": "bo", "name": "Bo", "role": "agent"]
        #expect(try await desk.api(.post, "/agents", wrong, as: program).places == ["#/email"])
        let id = try #require(AgentID(made.json["id"]?.text ?? ""))
        let account = try #require(try await desk.store.account(email: "bo@desk.example"))
        #expect(account.agent.id == id && account.passwordHash == nil)

        let path = "/agents/\(id)"
        let changed = try await desk.api(.patch, path, ["role": "supervisor", "limited": false], as: program)
        #expect(changed.json["role"] == "supervisor" && changed.json["limited"] == false)
        #expect(try await desk.api(.get, path, as: program).json == changed.json)
        let session = try await desk.signIn(
            again: try #require(try await desk.store.account(email: "bo@desk.example")).agent,
            as: "bo"
        )
        #expect(try await desk.get("/desk/tickets", as: session).status == 200)
        #expect(try await desk.api(.post, "\(path)/sign-out", as: program).status == 204)
        #expect(try await desk.get("/desk/tickets", as: session).status == 303)
        #expect(try await desk.api(.patch, path, ["enabled": false], as: program).json["enabled"] == false)
        #expect(try await desk.get("/desk/tickets", as: session).status == 303)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        for action in ["agent.added", "agent.role", "agent.disabled"] {
            #expect(actions.count { $0 == action } == 1, "\(action)")
        }
        // Somebody has to be able to let others in.
        let last = try await desk.api(.patch, "/agents/\(admin.agent.id)", ["role": "agent"], as: program)
        #expect(last.status == 409)
        let own = try await desk.program(as: .agent(admin.agent.id))
        #expect(try await desk.api(.patch, "/agents/\(admin.agent.id)", ["limited": true], as: own).status == 409)
        #expect(try await desk.store.agents().first { $0.id == admin.agent.id } == admin.agent)
    }

    @Test func `teams are written with their members, and removed with their tickets given away`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn(.agent).agent
        let program = try await desk.program()
        let parent = try await desk.api(.post, "/teams", ["name": "Service"], as: program)
        let new: JSON = ["name": "Pumps", "parent": parent.json["id"] ?? .null, "members": [.id(agent.id)]]
        let made = try await desk.api(.post, "/teams", new, as: program)
        #expect(made.status == 201 && made.json["members"] == [.id(agent.id)])
        #expect(try await desk.api(.post, "/teams", new, as: program).status == 409)
        let (path, id) = ("/teams/\(made.json["id"]?.text ?? "")", made.json["id"] ?? .null)
        let renamed = try await desk.api(.patch, path, ["name": "Pumps and pipes"], as: program)
        #expect(renamed.json["members"] == [.id(agent.id)] && renamed.json["parent"] == parent.json["id"])
        let circle = try await desk.api(
            .patch,
            "/teams/\(parent.json["id"]?.text ?? "")",
            ["parent": id],
            as: program
        )
        #expect(circle.status == 409)
        #expect(try await desk.api(.patch, path, ["members": ["99"]], as: program).places == ["#/members/0"])
        #expect(try await desk.api(.patch, path, ["parent": "99"], as: program).places == ["#/parent"])

        let ticket = try await desk.receive()
        #expect(try await desk.api(.patch, "/tickets/\(ticket.number)", ["team": id], as: program).status == 200)
        for absent in ["99", "9999999999999999999"] {
            let refused = try await desk.api(.delete, "\(path)?tickets_to=\(absent)", as: program)
            #expect(refused.status == 422 && refused.places == ["tickets_to"])
        }
        let heir = parent.json["id"]?.text ?? ""
        #expect(try await desk.api(.delete, "\(path)?tickets_to=\(heir)", as: program).status == 204)
        #expect(try await desk.api(.get, path, as: program).status == 404)
        #expect(try await desk.thread(ticket).ticket.team == TeamID(heir))
        let left = try await desk.api(.get, "/teams", as: program).json["items"]?.elements ?? []
        #expect(left.map { $0["name"]?.text } == ["Service"])
    }
}
