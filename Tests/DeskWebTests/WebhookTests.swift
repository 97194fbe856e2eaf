import ChannelKit
import DeskModel
import Foundation
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Programs are told what happens, signed, in order, and again until they have it.
@Suite struct WebhookTests {
    @Test func `a message is signed as the standard's own example`() throws {
        let secret = try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = WebhookMessage.signature(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Timestamp(seconds: 1_614_265_330),
            Array(#"{"test": 2432232314}"#.utf8),
            secret: Array(secret)
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    private func desk(
        _ endpoint: ScriptedEndpoint,
        types: Set<String> = []
    ) async throws -> (TestDesk, WebhookEndpoint) {
        let desk = try TestDesk(webhookTransport: endpoint)
        let added = WebhookEndpoint(
            id: desk.ids.next(at: desk.clock.now),
            url: "https://example.org/hooks?key=canary",
            note: "Shop",
            types: types,
            createdAt: desk.clock.now
        )
        try await desk.store.addWebhookEndpoint(added, actor: .operator, at: desk.clock.now)
        return (desk, added)
    }

    /// Lets the worker run until something holds.
    private func work(_ desk: TestDesk, until isDone: @escaping @Sendable () async throws -> Bool) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await desk.site.webhooks.run() }
            let end = ContinuousClock.now.advanced(by: .seconds(60))
            while try await !isDone() {
                try #require(ContinuousClock.now < end, "waited a minute in vain")
                try await Task.sleep(for: .milliseconds(20))
            }
            group.cancelAll()
        }
    }

    @Test func `what happens is sent in order, with a signature of each live secret`() async throws {
        let endpoint = ScriptedEndpoint()
        let (desk, added) = try await desk(endpoint)
        _ = try await desk.store.changeWebhookEndpoint(added.id, .renewSecret, actor: .operator, at: desk.clock.now)
        let ticket = try await desk.receive()
        let program = try await desk.program()
        _ = try await desk.api(.patch, "/tickets/\(ticket.number)", ["status": "pending"], as: program)
        let count = try await desk.store.eventPage(after: nil, limit: 100).events.count
        try await work(desk) { endpoint.requests.count >= count }
        let bodies = try endpoint.requests.map { try JSON(reading: $0.body) }
        let expected = try await desk.store.eventPage(after: nil, limit: 100).events
        #expect(bodies.compactMap { $0["data"]?["id"]?.text } == expected.map(\.event.id.description))
        #expect(bodies.last?["type"] == "ticket.status")
        #expect(bodies.last?["data"]?["to"] == "pending")
        #expect(bodies.last?["data"]?["actor"]?["name"] == "Order system")
        let request = try #require(endpoint.requests.last)
        func field(_ name: String) -> String { request.headers.first { $0.name == name }?.value ?? "" }
        #expect(field("webhook-id") == "evt_\(try #require(expected.last).event.id)")
        let at = Timestamp(seconds: try #require(Int64(field("webhook-timestamp"))))
        let signatures = [2, 1].map { making in
            WebhookMessage.signature(
                field("webhook-id"),
                at,
                request.body,
                secret: desk.site.webhookSecrets.octets(added.id, making)
            )
        }
        #expect(field("webhook-signature") == signatures.joined(separator: " "))
        // Nobody's words travel along.
        #expect(!endpoint.requests.contains { String(decoding: $0.body, as: UTF8.self).contains("pump") })
    }

    @Test func `only the chosen types are sent, and nothing from before the endpoint was added`() async throws {
        let endpoint = ScriptedEndpoint()
        let desk = try TestDesk(webhookTransport: endpoint)
        let ticket = try await desk.receive()
        let added = WebhookEndpoint(
            id: desk.ids.next(at: desk.clock.now),
            url: "https://example.org/",
            note: "",
            types: ["ticket.priority"],
            createdAt: desk.clock.now
        )
        try await desk.store.addWebhookEndpoint(added, actor: .operator, at: desk.clock.now)
        let program = try await desk.program()
        let change: JSON = ["status": "pending", "priority": "high"]
        _ = try await desk.api(.patch, "/tickets/\(ticket.number)", change, as: program)
        try await work(desk) { !endpoint.requests.isEmpty }
        let page = try await desk.store.webhookDeliveryPage(of: added.id, after: nil, limit: 10)
        #expect(page.items.count == 1)
        #expect(try JSON(reading: try #require(endpoint.requests.first).body)["type"] == "ticket.priority")
    }

    @Test func `what was not taken comes again with the same id and body, and the log shows each attempt`() async throws
    {
        let endpoint = ScriptedEndpoint()
        endpoint.answer([
            ProviderAnswer(status: 500, body: Array("down\nfor now".utf8)), ProviderAnswer(status: 302),
        ])
        let (desk, added) = try await desk(endpoint, types: ["ticket.opened"])
        try await desk.receive()
        for attempts in 1...3 {
            try await work(desk) {
                try await desk.store.webhookDeliveryPage(of: added.id, after: nil, limit: 10).items.first?.attempts
                    .count
                    == attempts
            }
            desk.clock.advance(by: .seconds(3_600))
        }
        let record = try #require(
            try await desk.store.webhookDeliveryPage(of: added.id, after: nil, limit: 10).items.first
        )
        #expect(record.delivery.state == .delivered)
        #expect(record.attempts.map(\.status) == [500, 302, 200])
        #expect(record.attempts.first?.detail == "down for now")
        #expect(Set(endpoint.requests.map(\.body)).count == 1)
        #expect(Set(endpoint.requests.map { $0.headers.first { $0.name == "webhook-id" }?.value }).count == 1)
        let admin = try await desk.signIn(.admin)
        let page = try await desk.get("/admin/webhooks/\(added.id)", as: admin)
        #expect(page.body.contains("down for now"))
        #expect(try await desk.post("/admin/webhook-deliveries/\(record.delivery.id)/resend", as: admin).status == 303)
        try await work(desk) { endpoint.requests.count == 4 }
    }

    @Test func `an endpoint that takes nothing for three days, or is gone, is switched off with the reason shown`()
        async throws
    {
        let endpoint = ScriptedEndpoint()
        endpoint.answer(Array(repeating: ProviderAnswer(status: 500), count: 2) + [ProviderAnswer(status: 410)])
        let (desk, added) = try await desk(endpoint, types: ["ticket.opened"])
        try await desk.receive()
        try await work(desk) { endpoint.requests.count == 1 }
        desk.clock.advance(by: WebhookSchedule.patience)
        @Sendable func now() async throws -> WebhookEndpoint {
            try #require(try await desk.store.webhookEndpoints().first)
        }
        try await work(desk) { try await !now().isEnabled }
        #expect(try await now().problem.contains("three days"))
        let admin = try await desk.signIn(.admin)
        #expect(try await desk.get("/admin/webhooks", as: admin).body.contains("three days"))
        #expect(try await desk.post("/admin/webhooks/\(added.id)/state", [("enabled", "yes")], as: admin).status == 303)
        #expect(try await now().problem.isEmpty)
        #expect(try await desk.post("/admin/webhooks/\(added.id)/trial", as: admin).status == 303)
        try await work(desk) { try await !now().isEnabled }
        #expect(try await now().problem.contains("410"))
    }

    @Test func `pauses grow with full jitter, keep what the endpoint asks for, and end after three days`() {
        let now = TestDesk.start
        let delivery = WebhookDelivery(
            id: WebhookDeliveryID(rawValue: 1),
            endpoint: WebhookEndpointID(rawValue: 2),
            event: nil,
            state: .pending,
            attempts: 0,
            notBefore: now,
            queuedAt: now
        )
        var endpoint = WebhookEndpoint(id: delivery.endpoint, url: "", note: "", types: [], createdAt: now)
        func next(
            _ attempt: Int,
            _ chance: Double,
            _ ending: WebhookSchedule.Ending,
            at: Timestamp = now
        )
            -> WebhookDeliveryOutcome
            .Consequence
        {
            WebhookSchedule.consequence(
                of: ending,
                DueWebhookDelivery(delivery: delivery, endpoint: endpoint),
                attempt: attempt,
                now: at,
                chance: chance
            )
        }
        for (attempt, seconds) in [(1, 5), (2, 20), (3, 80), (4, 320), (7, 20_480), (8, 28_800), (60, 28_800)] {
            #expect(next(attempt, 1, .unanswered) == .again(at: now.advanced(by: .seconds(seconds))))
            #expect(next(attempt, 0, .unanswered) == .again(at: now.advanced(by: .seconds(1))))
        }
        #expect(next(1, 1, .answered(503, retryAfter: 600)) == .again(at: now.advanced(by: .seconds(600))))
        #expect(next(1, 1, .answered(503, retryAfter: .max)) == .again(at: now.advanced(by: .seconds(86_400))))
        #expect(next(1, 1, .answered(204, retryAfter: nil)) == .delivered)
        let end = now.advanced(by: WebhookSchedule.patience)
        #expect(next(9, 1, .unanswered, at: end.advanced(by: .seconds(-60))) == .again(at: end))
        endpoint.lastSuccessAt = now.advanced(by: .seconds(5))
        #expect(next(9, 1, .unanswered, at: end) == .givenUp)
    }

    @Test func `a secret is shown when it is made and never again, and the address is shown to admins only`()
        async throws
    {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let form = [("url", "https://example.org/hooks?key=canary"), ("note", "Shop"), ("type", "ticket.opened")]
        let made = try await desk.post("/admin/webhooks", form, as: admin)
        let secret = try #require(made.body.firstMatch(of: /value="(whsec_[A-Za-z0-9+\/=]{44})"/)).1
        let endpoint = try #require(try await desk.store.webhookEndpoints().first)
        #expect(endpoint.types == ["ticket.opened"])
        let list = try await desk.get("/admin/webhooks", as: admin).body
        #expect(!list.contains(secret) && !list.contains("canary"))
        #expect(!(try await desk.get("/admin/webhooks/\(endpoint.id)", as: admin).body.contains(secret)))
        let renewed = try await desk.post("/admin/webhooks/\(endpoint.id)/secret", as: admin)
        let newer = try #require(renewed.body.firstMatch(of: /value="(whsec_[A-Za-z0-9+\/=]{44})"/)).1
        #expect(newer != secret)
        #expect(try await desk.store.webhookEndpoints().first?.olderSecret == 1)
        _ = try await desk.post("/admin/webhooks/\(endpoint.id)/secret/retire", as: admin)
        #expect(try await desk.store.webhookEndpoints().first?.olderSecret == nil)
        _ = try await desk.post("/admin/webhooks/\(endpoint.id)/remove", as: admin)
        #expect(try await desk.store.webhookEndpoints().isEmpty)
    }

    @Test func `a list names each host once, and the form says every event in words beside its code`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        _ = try await desk.post("/admin/webhooks", [("url", "https://plain.example/hooks")], as: admin)
        _ = try await desk.post("/admin/webhooks", [("url", "https://named.example/"), ("note", "Shop")], as: admin)
        let list = try await desk.get("/admin/webhooks", as: admin).body
        #expect(list.components(separatedBy: "plain.example").count == 2)
        #expect(list.components(separatedBy: "named.example").count == 2)
        for type in EventResource.types {
            #expect(list.components(separatedBy: "<code>\(type)</code>").count == 2)
        }
        #expect(list.contains("<span>A ticket is opened <code>ticket.opened</code></span>"))
        let reader = try await desk.signIn(.admin, name: "陈琳", language: "zh-Hans")
        let chinese = try await desk.get("/admin/webhooks", as: reader).body
        #expect(chinese.contains("<span>新建工单 <code>ticket.opened</code></span>"))
    }

    @Test(arguments: [
        "", "example.org", "ftp://example.org", "https://", "https://user:pass@example.org/", "https://example.org/a b",
        "https://example.org/#part", "https://example.org\\@evil.example/",
    ])
    func `an address that is none is refused`(_ url: String) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        #expect(try await desk.post("/admin/webhooks", [("url", url)], as: admin).status == 422)
        #expect(try await desk.store.webhookEndpoints().isEmpty)
    }
}
