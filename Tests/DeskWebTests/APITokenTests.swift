import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Who gets in with a token, and how far.
@Suite struct APITokenTests {
    @Test func `a token is shown once and kept as a digest`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let form = [("name", "Shop"), ("holder", "service"), ("days", "30"), ("scope", "tickets:read")]
        let made = try await desk.post("/admin/tokens", form, as: admin)
        #expect(made.status == 200)
        let text = try #require(made.body.firstMatch(of: /value="(trib_[A-Za-z0-9_-]{43})"/)).1
        let page = try await desk.get("/admin/tokens", as: admin)
        #expect(!page.body.contains(text))
        #expect(page.body.contains(BearerToken.prefix(of: String(text))))
        let program = TestProgram(token: try #require(try await desk.store.apiTokens().first), text: String(text))
        let me = try await desk.api(.get, "/me", as: program)
        #expect(me.status == 200)
        #expect(me.json["scopes"] == ["tickets:read"])
        #expect(me.json["agent"] == .null)
    }

    @Test func `a token that is unknown, expired or revoked opens nothing`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program(for: .seconds(60))
        #expect(try await desk.api(.get, "/me", as: program).status == 200)
        let nobody = try await desk.api(.get, "/me", as: nil)
        #expect(nobody.status == 401)
        #expect(nobody.answer.header("WWW-Authenticate") == "Bearer realm=\"Tributary\"")
        let other = TestProgram(token: program.token, text: String(program.text.dropLast()) + "!")
        #expect(try await desk.api(.get, "/me", as: other).status == 401)
        desk.clock.advance(by: .seconds(60))
        #expect(try await desk.api(.get, "/me", as: program).status == 401)
        let admin = try await desk.signIn(.admin)
        let second = try await desk.program()
        #expect(try await desk.post("/admin/tokens/\(second.token.id)/revoke", as: admin).status == 303)
        let revoked = try await desk.api(.get, "/me", as: second)
        #expect(revoked.status == 401)
        #expect(revoked.answer.header("WWW-Authenticate")?.contains("invalid_token") == true)
        #expect(try await desk.post("/admin/tokens/\(second.token.id)/revoke", as: admin).status == 404)
    }

    @Test func `a cookie opens nothing, and a token opens no page`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        #expect(try await desk.get("/api/v1/me", as: admin).status == 401)
        let program = try await desk.program()
        let page = try await desk.get("/admin/tokens", headers: ["Authorization": "Bearer \(program.text)"])
        #expect(page.status == 303)
    }

    @Test func `a token of an agent can do no more than the agent, and nothing once the account is disabled`()
        async throws
    {
        let desk = try TestDesk()
        let reader = try await desk.signIn(.readOnly)
        let program = try await desk.program(as: .agent(reader.agent.id))
        let me = try await desk.api(.get, "/me", as: program)
        #expect(me.json["scopes"] == ["contacts:read", "desk:read", "tickets:read"])
        #expect(me.json["agent"]?["id"]?.text == reader.agent.id.description)
        try await desk.store.setEnabled(reader.agent.id, false, actor: .operator, at: desk.clock.now)
        #expect(try await desk.api(.get, "/me", as: program).status == 401)
    }

    @Test func `a token's use is noted once a minute`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        func lastUse() async throws -> Int64? { try await desk.store.apiTokens().first?.lastUsedAt?.seconds }
        #expect(try await lastUse() == nil)
        _ = try await desk.api(.get, "/me", as: program)
        let first = try await lastUse()
        desk.clock.advance(by: .seconds(30))
        _ = try await desk.api(.get, "/me", as: program)
        #expect(try await lastUse() == first)
        desk.clock.advance(by: .seconds(30))
        _ = try await desk.api(.get, "/me", as: program)
        #expect(try await lastUse() == desk.clock.now.seconds)
    }

    @Test(arguments: [
        [("name", ""), ("holder", "service"), ("days", "30"), ("scope", "admin")],
        [("name", "Shop"), ("holder", "service"), ("days", "30")],
        [("name", "Shop"), ("holder", "service"), ("days", "31"), ("scope", "admin")],
        [("name", "Shop"), ("holder", "service"), ("days", "30"), ("scope", "everything")],
    ])
    func `a token without name, scope or end is not made`(_ form: [(String, String)]) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        #expect(try await desk.post("/admin/tokens", form, as: admin).status == 422)
        #expect(try await desk.store.apiTokens().isEmpty)
    }

    @Test func `a token is told how many requests it has left, and is stopped for a while when it has none`()
        async throws
    {
        let desk = try TestDesk(apiRequestsPerMinute: 10)
        let program = try await desk.program()
        for left in (0..<10).reversed() {
            let answer = try await desk.api(.get, "/me", as: program).answer
            #expect(answer.status == 200)
            #expect(answer.header("RateLimit")?.hasPrefix("\"requests\";r=\(left);") == true)
            #expect(answer.header("RateLimit-Policy") == "\"requests\";q=10;w=60")
        }
        let refused = try await desk.api(.get, "/me", as: program)
        #expect(refused.status == 429)
        let wait = try #require(refused.answer.header("Retry-After").flatMap { Int($0) })
        #expect(wait == 6)
        // Another token has its own.
        #expect(try await desk.api(.get, "/me", as: try await desk.program()).status == 200)
        desk.clock.advance(by: .seconds(wait))
        #expect(try await desk.api(.get, "/me", as: program).status == 200)
        #expect(try await desk.api(.get, "/me", as: program).status == 429)
    }
}
