import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Programs make tokens no stronger than their own, and look after the endpoints that are told what happens.
@Suite struct APIProgramTests {
    @Test func `a token is made, shown once, and revoked`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let key = ["Idempotency-Key": "token-1"]
        let new: JSON = ["name": "Shop", "scopes": ["tickets:read"], "days": 30]
        let made = try await desk.api(.post, "/tokens", new, as: program, headers: key)
        #expect(made.status == 201 && made.json["scopes"] == ["tickets:read"] && made.json["agent"] == .null)
        let text = try #require(made.json["secret"]?.text)
        #expect(text.wholeMatch(of: /trib_[A-Za-z0-9_-]{43}/) != nil)
        let again = try await desk.api(.post, "/tokens", new, as: program, headers: key)
        #expect(again.status == 201 && again.json["id"] == made.json["id"] && again.json["secret"] == .null)
        let path = "/tokens/\(made.json["id"]?.text ?? "")"
        let read = try await desk.api(.get, path, as: program)
        #expect(read.json["name"] == "Shop" && !read.answer.body.contains(text))
        let list = try await desk.api(.get, "/tokens", as: program)
        #expect(list.json["items"]?.elements.count == 2 && !list.answer.body.contains(text))

        let token = try #require(try await desk.store.apiTokens().first { $0.name == "Shop" })
        #expect(token.expiresAt == desk.clock.now.advanced(by: .seconds(30 * 86_400)))
        let shop = TestProgram(token: token, text: text)
        #expect(try await desk.api(.get, "/me", as: shop).status == 200)
        #expect(try await desk.api(.post, "/tokens", new, as: shop).status == 403)
        #expect(try await desk.api(.post, "\(path)/revoke", as: program).status == 204)
        #expect(try await desk.api(.post, "\(path)/revoke", as: program).status == 409)
        #expect(try await desk.api(.get, "/me", as: shop).status == 401)
        #expect(try await desk.api(.get, path, as: program).json["revoked_at"] != .null)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(actions.count { $0 == "token.added" } == 2 && actions.count { $0 == "token.revoked" } == 1)
    }

    @Test func `a token gives no more than it has: no scope, no longer life, nobody else's name`() async throws {
        let desk = try TestDesk()
        let some = try await desk.program([.admin, .readDesk])
        let wanted: JSON = ["name": "More", "scopes": ["admin", "tickets:write", "contacts:read"]]
        let refused = try await desk.api(.post, "/tokens", wanted, as: some)
        #expect(refused.status == 403)
        #expect(refused.json["detail"]?.text?.contains("lacks contacts:read, tickets:write") == true)
        #expect(try await desk.store.apiTokens().count == 1)
        let none: JSON = ["name": "None", "scopes": []]
        #expect(try await desk.api(.post, "/tokens", none, as: some).places == ["#/scopes"])

        // A token of an agent makes tokens of that agent only, which end with the account; and none that outlives it.
        let admin = try await desk.signIn(.admin).agent
        let brief = try await desk.program(as: .agent(admin.id), for: .seconds(3_600))
        for days in [nil, 365] as [Int?] {
            var body: JSON = ["name": "Next", "scopes": ["desk:read"]]
            if let days { body = body.adding([("days", .integer(days))]) }
            let made = try await desk.api(.post, "/tokens", body, as: brief)
            #expect(made.status == 201 && made.json["agent"]?.text == admin.id.description)
            #expect(made.json["expires_at"] == .time(desk.clock.now.advanced(by: .seconds(3_600))))
        }
    }

    @Test func `what was made with a token ends with it, and everybody is told which one made it`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let program = try await desk.program()
        let leaked = try await desk.program()
        func make(_ name: String, with maker: TestProgram) async throws -> TestProgram {
            let new: JSON = ["name": .text(name), "scopes": ["admin"]]
            let made = try await desk.api(.post, "/tokens", new, as: maker)
            #expect(made.status == 201 && made.json["maker"]?.text == maker.token.id.description)
            let token = try #require(try await desk.store.apiTokens().first { $0.name == name })
            return TestProgram(token: token, text: try #require(made.json["secret"]?.text))
        }
        let second = try await make("Second", with: leaked)
        let third = try await make("Third", with: second)
        let entry = try #require(try await desk.store.auditPage(AuditQuery(action: "token.added")).items.first)
        #expect(entry.detail == "admin, made with token:\(second.token.id) Second")
        let page = try await desk.get("/admin/tokens", as: admin).body
        #expect(page.contains("made with Second (\(second.token.prefix)…)"))
        #expect(try await desk.api(.get, "/tokens/\(leaked.token.id)", as: program).json["maker"] == .null)
        #expect(try await desk.api(.post, "/tokens/\(leaked.token.id)/revoke", as: program).status == 204)
        for gone in [leaked, second, third] {
            #expect(try await desk.api(.get, "/me", as: gone).status == 401)
        }
        #expect(try await desk.api(.get, "/me", as: program).status == 200)
    }

    @Test func `no more tokens than a desk needs are in force at once`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let program = try await desk.program()
        // What has expired or was revoked counts no more.
        _ = try await desk.program(for: .seconds(1))
        let revoked = try await desk.program().token.id
        #expect(try await desk.store.revokeToken(revoked, actor: .operator, at: desk.clock.now))
        desk.clock.advance(by: .seconds(1))
        for _ in 1..<APIToken.maximumCount { _ = try await desk.program([.readTickets]) }
        let new: JSON = ["name": "Shop", "scopes": ["tickets:read"]]
        let refused = try await desk.api(.post, "/tokens", new, as: program)
        #expect(refused.status == 409 && refused.json["detail"] == "200 tokens are in force already.")
        let form = [("name", "Shop"), ("holder", "service"), ("days", "30"), ("scope", "tickets:read")]
        let page = try await desk.post("/admin/tokens", form, as: admin)
        #expect(page.status == 422 && page.body.contains("200 tokens are in force already. Revoke one first."))
        let last = try #require(try await desk.store.apiTokens().first)
        #expect(try await desk.store.revokeToken(last.id, actor: .operator, at: desk.clock.now))
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 { group.addTask { try await desk.api(.post, "/tokens", new, as: program).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.sorted() == [201, 409, 409, 409, 409, 409])
        #expect(try await desk.api(.post, "/tokens", new, as: program).status == 409)
    }

    @Test func `endpoints are added, changed, tried, renewed and removed`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let key = ["Idempotency-Key": "hook-1"]
        let new: JSON = ["url": "https://example.org/hooks?key=canary", "types": ["ticket.opened"]]
        let made = try await desk.api(.post, "/webhooks", new, as: program, headers: key)
        let secret = try #require(made.json["secret"]?.text)
        #expect(made.status == 201 && secret.hasPrefix("whsec_") && made.json["enabled"] == true)
        #expect(try await desk.api(.post, "/webhooks", new, as: program, headers: key).json["secret"] == .null)
        let path = "/webhooks/\(made.json["id"]?.text ?? "")"
        let change: JSON = ["url": "https://example.org/new", "note": "Shop", "types": [], "enabled": false]
        let changed = try await desk.api(.patch, path, change, as: program)
        #expect(changed.json["url"] == "https://example.org/new" && changed.json["note"] == "Shop")
        #expect(changed.json["enabled"] == false && changed.json["types"] == [])
        #expect(try await desk.api(.get, "/webhooks", as: program).json["items"]?.elements == [changed.json])
        for wrong in ["ftp://example.org/", "https://user:pass@example.org/", "https://example.org/#x", "hello"] {
            let answer = try await desk.api(.patch, path, ["url": .text(wrong)], as: program)
            #expect(answer.status == 422 && answer.places == ["#/url"], "\(wrong)")
        }
        let unknown = try await desk.api(.patch, path, ["types": ["ticket.eaten"]], as: program)
        #expect(unknown.places == ["#/types/0"])

        let renewed = try await desk.api(.post, "\(path)/secret", as: program)
        let newer = try #require(renewed.json["secret"]?.text)
        #expect(newer.hasPrefix("whsec_") && newer != secret && renewed.json["older_secret"] == true)
        let endpoint = try #require(try await desk.store.webhookEndpoints().first)
        #expect(newer == desk.site.webhookSecrets.text(endpoint.id, endpoint.secret) && endpoint.olderSecret == 1)
        #expect(try await desk.api(.post, "\(path)/secret/retire", as: program).status == 204)
        #expect(try await desk.api(.get, path, as: program).json["older_secret"] == false)

        #expect(try await desk.api(.post, "\(path)/trial", as: program).status == 204)
        let log = try await desk.api(.get, "\(path)/deliveries", as: program).json["items"]?.elements ?? []
        #expect(log.count == 1 && log.first?["type"] == "webhook.trial" && log.first?["state"] == "pending")
        #expect(try await desk.api(.delete, path, as: program).status == 204)
        #expect(try await desk.api(.get, "\(path)/deliveries", as: program).status == 404)
        let actions = Set(try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action))
        #expect(
            actions.isSuperset(of: [
                "webhook.added", "webhook.changed", "webhook.disabled", "webhook.secret-renewed",
                "webhook.secret-retired", "webhook.tried", "webhook.removed",
            ])
        )
    }

    @Test func `of an endpoint only that is changed which a program changes`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let new: JSON = ["url": "https://example.org/hooks", "note": "Shop", "types": ["ticket.opened"]]
        let path = try await "/webhooks/\(desk.api(.post, "/webhooks", new, as: program).json["id"]?.text ?? "")"
        func actions() async throws -> [String] {
            let all = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
            return all.filter { $0.hasPrefix("webhook.") }
        }
        for body in [["enabled": false], ["enabled": false], ["note": "Shop"]] as [JSON] {
            #expect(try await desk.api(.patch, path, body, as: program).status == 200)
        }
        #expect(try await actions() == ["webhook.disabled", "webhook.added"])
        #expect(try await desk.api(.patch, path, ["note": "Store"], as: program).status == 200)
        #expect(try await actions() == ["webhook.changed", "webhook.disabled", "webhook.added"])
        let endpoint = try #require(try await desk.store.webhookEndpoints().first)
        // What was left out is as it is now, not as it was read.
        for change in [.describe(url: "https://example.org/new"), .describe(types: [])] as [WebhookEndpointChange] {
            _ = try await desk.store.changeWebhookEndpoint(endpoint.id, change, actor: .operator, at: desk.clock.now)
        }
        let now = try await desk.api(.get, path, as: program).json
        #expect(now["url"] == "https://example.org/new" && now["note"] == "Store" && now["types"] == [])
        #expect(now["enabled"] == false)
    }

    @Test func `a change of an endpoint is answered with what is stored`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let made = try await desk.api(.post, "/webhooks", ["url": "https://example.org/hooks"], as: program)
        let path = "/webhooks/\(made.json["id"]?.text ?? "")"
        for round in 0..<10 {
            let changes: [JSON] = [
                ["note": .text("Shop \(round)")], ["url": .text("https://example.org/\(round)")],
                ["enabled": .boolean(round.isMultiple(of: 2))],
            ]
            let answers = try await withThrowingTaskGroup(of: APIAnswer.self) { group in
                for change in changes { group.addTask { try await desk.api(.patch, path, change, as: program) } }
                return try await group.reduce(into: [APIAnswer]()) { $0.append($1) }
            }
            let now = try await desk.api(.get, path, as: program)
            // Whichever was made last was answered with all three.
            #expect(answers.contains { $0.json == now.json && $0.entityTag == now.entityTag })
        }
    }

    @Test func `a delivery that failed is in the log with its attempts, and is sent again`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let made = try await desk.api(.post, "/webhooks", ["url": "https://example.org/hooks"], as: program)
        let ticket = try await desk.receive()
        _ = try await desk.store.fillWebhookQueues(at: desk.clock.now, limit: 100)
        let due = try #require(try await desk.store.dueWebhookDeliveries(at: desk.clock.now, limit: 10).first)
        let attempt = WebhookAttempt(
            number: 1,
            startedAt: desk.clock.now,
            endedAt: desk.clock.now,
            status: 500,
            detail: "no"
        )
        try await desk.store.record(
            WebhookDeliveryOutcome(delivery: due.delivery.id, attempt: attempt, consequence: .givenUp)
        )
        let path = "/webhooks/\(made.json["id"]?.text ?? "")/deliveries"
        func entry() async throws -> JSON {
            let items = try await desk.api(.get, path, as: program).json["items"]?.elements ?? []
            return try #require(items.first { $0["id"]?.text == due.delivery.id.description })
        }
        let failed = try await entry()
        #expect(failed["state"] == "failed" && failed["ticket"]?.integer == ticket.number)
        #expect(failed["attempts"]?.elements.first?["status"] == 500)
        let resend = "/webhook-deliveries/\(due.delivery.id)/resend"
        #expect(try await desk.api(.post, resend, as: program).status == 204)
        #expect(try await entry()["state"] == "pending")
        #expect(try await desk.api(.post, "/webhook-deliveries/99/resend", as: program).status == 404)
    }
}
