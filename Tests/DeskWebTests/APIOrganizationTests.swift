import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Organizations over the API.
@Suite struct APIOrganizationTests {
    @Test func `organizations are written, read page by page and removed, once each`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let new: JSON = ["name": "Acme", "domains": ["@ACME.example", "acme.test"], "vip": true]
        let key = ["Idempotency-Key": "organization-1"]
        let made = try await desk.api(.post, "/organizations", new, as: program, headers: key)
        let again = try await desk.api(.post, "/organizations", new, as: program, headers: key)
        #expect(made.status == 201 && again.json == made.json)
        #expect(made.json["domains"] == ["acme.example", "acme.test"] && made.json["vip"] == true)
        let path = "/organizations/\(made.json["id"]?.text ?? "")"
        #expect(made.answer.location == "/api/v1\(path)")
        for name in ["Beta", "Gamma"] {
            #expect(try await desk.api(.post, "/organizations", ["name": .text(name)], as: program).status == 201)
        }
        var names: [String?] = []
        var next: String? = "/api/v1/organizations?limit=2"
        while let place = next {
            let page = try await desk.api(.get, String(place.dropFirst("/api/v1".count)), as: program)
            names += page.json["items"]?.elements.map { $0["name"]?.text } ?? []
            next = page.json["next"]?.text
        }
        #expect(names == ["Acme", "Beta", "Gamma"])
        let changed = try await desk.api(.patch, path, ["vip": false], as: program)
        #expect(changed.json["vip"] == false && changed.json["domains"] == made.json["domains"])
        #expect(try await desk.api(.get, path, as: program).json == changed.json)
        #expect(try await desk.api(.patch, path, [:], as: program).status == 422)
        #expect(try await desk.api(.delete, path, as: program).status == 204)
        #expect(try await desk.api(.get, path, as: program).status == 404)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(
            actions.count { $0 == "organization.saved" } == 4 && actions.count { $0 == "organization.removed" } == 1
        )
    }

    @Test func `whoever writes from a domain is a member`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        try await desk.receive(Letter(from: "ada@acme.example", name: "Ada"))
        try await desk.receive(Letter(from: "bo@other.example", name: "Bo"))
        let made = try await desk.api(
            .post,
            "/organizations",
            ["name": "Acme", "domains": ["acme.example"]],
            as: program
        )
        let path = "/organizations/\(made.json["id"]?.text ?? "")/members"
        let members = try await desk.api(.get, path, as: program).json["items"]?.elements ?? []
        #expect(members.map { $0["address"]?.text } == ["ada@acme.example"])
        let of = "/contacts/\(members.first?["person"]?.text ?? "")/organization"
        #expect(try await desk.api(.get, of, as: program).json == made.json)
        let others = try await desk.api(.get, "/contacts?address=bo@other.example", as: program).json["items"]?.elements
        let other = "/contacts/\(others?.first?["id"]?.text ?? "")/organization"
        #expect(try await desk.api(.get, other, as: program).status == 404)
    }

    @Test(
        arguments: [
            (["name": "Beta", "domains": ["acme.example"]], 409, []), (["name": "Acme"], 409, []),
            (["name": "Beta", "domains": ["gmail.com"]], 422, ["#/domains/0"]),
            (["name": "Beta", "domains": ["beta.example", "no domain"]], 422, ["#/domains/1"]),
            (["domains": []], 422, ["#/name"]), (["name": "Beta", "boss": "Bo"], 422, ["#/boss"]),
        ] as [(JSON, Int, [String])]
    )
    func `what cannot be is refused by name, and nothing is kept`(
        _ body: JSON,
        _ status: Int,
        _ places: [String]
    ) async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let known: JSON = ["name": "Acme", "domains": ["acme.example"]]
        #expect(try await desk.api(.post, "/organizations", known, as: program).status == 201)
        let answer = try await desk.api(.post, "/organizations", body, as: program)
        #expect(answer.status == status && answer.places == places)
        #expect(try await desk.store.organizationPage(after: nil, limit: 10).items.count == 1)
    }
}
