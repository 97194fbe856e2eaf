import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let api: [StoreCase] = [
        StoreCase("a token is found by its beginning while it holds") { desk in
            let token = desk.token(expiresAt: desk.at(60))
            try await desk.store.addToken(token, digest: "d1", actor: .operator, at: desk.start)
            #expect(try await desk.store.apiTokens() == [token])
            let held = try await desk.store.apiTokens(beginning: token.prefix, at: desk.at(59))
            #expect(held == [HeldToken(token: token, digest: "d1", agent: nil)])
            #expect(try await desk.store.apiTokens(beginning: "trib_other", at: desk.at(1)).isEmpty)
            #expect(try await desk.store.apiTokens(beginning: token.prefix, at: desk.at(60)).isEmpty)
            #expect(try await desk.store.revokeToken(token.id, actor: .operator, at: desk.at(2)))
            #expect(try await desk.store.revokeToken(token.id, actor: .operator, at: desk.at(3)) == false)
            #expect(try await desk.store.apiTokens(beginning: token.prefix, at: desk.at(4)).isEmpty)
            #expect(try await desk.store.apiTokens().first?.revokedAt == desk.at(2))
        },
        StoreCase("a token ends with the one that made it") { desk in
            let first = desk.token()
            let second = desk.token(maker: first.id)
            let third = desk.token(maker: second.id)
            let other = desk.token()
            for (token, digest) in [(first, "d1"), (second, "d2"), (third, "d3"), (other, "d4")] {
                #expect(try await desk.store.addToken(token, digest: digest, actor: .operator, at: desk.start) == .done)
            }
            #expect(try await desk.store.apiTokens() == [other, third, second, first])
            #expect(try await desk.store.revokeToken(third.id, actor: .operator, at: desk.at(1)))
            #expect(try await desk.store.revokeToken(first.id, actor: .operator, at: desk.at(2)))
            let revoked = try await desk.store.apiTokens().map(\.revokedAt)
            #expect(revoked == [nil, desk.at(1), desk.at(2), desk.at(2)])
            let log = try await desk.store.auditPage(AuditQuery(limit: 50)).items
            let details = log.filter { $0.action == "token.revoked" }.map(\.detail)
            #expect(details == ["made with token:\(first.id) Shop", "", ""])
            // What was asked for before its maker was revoked, and comes behind that, is not made.
            let late = desk.token(maker: first.id)
            #expect(try await desk.store.addToken(late, digest: "d5", actor: .operator, at: desk.at(3)) == .unknown)
            #expect(try await desk.store.apiTokens().count == 4)
        },
        StoreCase("a change of an endpoint gives what is stored, and nothing where it is gone") { desk in
            let token = desk.token()
            try await desk.store.addToken(token, digest: "d1", actor: .operator, at: desk.start)
            let endpoint = desk.endpoint()
            try await desk.store.addWebhookEndpoint(endpoint, actor: .operator, at: desk.start)
            func change(_ changes: [WebhookEndpointChange], _ key: String) async throws -> NamedAnswer {
                try await desk.store.answer(
                    .administer(.programs(.changeWebhook(endpoint.id, changes)), actor: token.actor, at: desk.at(1)),
                    to: NamedRequest(token: token.id, key: key, fingerprint: key, at: desk.at(1))
                ) { outcome in
                    guard case .webhook(let stored) = outcome else { return ServiceAnswer(status: 409, body: "") }
                    return ServiceAnswer(status: 200, body: "\(stored.note) \(stored.isEnabled)")
                }
            }
            let both = ServiceAnswer(status: 200, body: "Shop false")
            #expect(try await change([.describe(note: "Shop"), .disable], "both") == .first(both))
            #expect(try await change([], "none") == .first(both))
            let gone = try await desk.store.changeWebhookEndpoint(
                endpoint.id,
                .remove,
                actor: .operator,
                at: desk.at(2)
            )
            #expect(gone?.note == "Shop")
            for (changes, key) in [([], "late"), ([.enable], "later")] as [([WebhookEndpointChange], String)] {
                #expect(try await change(changes, key) == .first(ServiceAnswer(status: 409, body: "")))
            }
        },
        StoreCase("a request that names itself is answered the first answer for a day") { desk in
            let token = desk.token()
            try await desk.store.addToken(token, digest: "d1", actor: .operator, at: desk.start)
            func ask(_ fingerprint: String, at seconds: Int64, _ body: String) async throws -> NamedAnswer {
                let request = NamedRequest(token: token.id, key: "k", fingerprint: fingerprint, at: desk.at(seconds))
                return try await desk.store.answer(
                    .pauseOutbox(true, actor: token.actor, at: desk.at(seconds)),
                    to: request
                ) { _ in ServiceAnswer(status: 200, location: "/x", entityTag: "\"1\"", body: body) }
            }
            let first = ServiceAnswer(status: 200, location: "/x", entityTag: "\"1\"", body: "first")
            #expect(try await ask("f", at: 0, "first") == .first(first))
            #expect(try await ask("f", at: 10, "second") == .again(first))
            #expect(try await ask("g", at: 20, "third") == .otherRequest)
            let known = NamedRequest(token: token.id, key: "k", fingerprint: "f", at: desk.at(30))
            #expect(try await desk.store.answer(to: known) == .again(first))
            try await desk.store.tidy(now: desk.at(86_399))
            #expect(try await ask("f", at: 86_399, "fourth") == .again(first))
            guard case .first = try await ask("f", at: 86_400, "fifth") else {
                Issue.record("a day later it is a new request")
                return
            }
        },
        StoreCase("events that somebody may not see are looked through once") { desk in
            try await desk.receive(desk.envelope("a1"))
            let newest = try await desk.store.newestEvent()
            let all = try await desk.store.eventPage(after: nil, limit: 100)
            #expect(!all.events.isEmpty)
            #expect(all.end == newest)
            // Of a full page nobody knows what is behind it.
            let first = try await desk.store.eventPage(after: nil, limit: 1)
            #expect(first.end == all.events.first?.event.id)
            let stranger: AgentID = desk.ids.next(at: desk.start)
            try await TicketViewer.$current.withValue(stranger) {
                let page = try await desk.store.eventPage(after: nil, limit: 100)
                #expect(page.events.isEmpty)
                #expect(page.end == newest)
                #expect(try await desk.store.eventPage(after: page.end, limit: 100) == page)
            }
            try await desk.receive(desk.envelope("a2", from: "bob@example.org"))
            let later = try await desk.store.eventPage(after: newest, limit: 100)
            #expect(Set(later.events.map(\.event.id)).isDisjoint(with: all.events.map(\.event.id)))
            #expect(!later.events.isEmpty)
        },
        StoreCase("events are put into an endpoint's queue once, and a ticket's are due one after the other") { desk in
            let endpoint = desk.endpoint()
            try await desk.store.addWebhookEndpoint(endpoint, actor: .operator, at: desk.start)
            #expect(try await desk.store.fillWebhookQueues(at: desk.start, limit: 10) == 0)
            let one = try #require(try await desk.receive(desk.envelope("a1")).ticketNumber)
            try await desk.receive(desk.envelope("a2", from: "bob@example.org"))
            let events = try await desk.store.eventPage(after: nil, limit: 100).events
            var filled = 0
            while true {
                let count = try await desk.store.fillWebhookQueues(at: desk.at(1), limit: 1)
                if count == 0 { break }
                filled += count
            }
            #expect(filled == events.count)
            let due = try await desk.store.dueWebhookDeliveries(at: desk.at(1), limit: 100)
            #expect(Set(due.compactMap { $0.delivery.event?.event.ticket }).count == due.count)
            let first = try #require(due.first { $0.delivery.event?.number == one })
            #expect(first.delivery.event?.event.id == events.first { $0.number == one }?.event.id)
            let attempt = WebhookAttempt(
                number: 1,
                startedAt: desk.at(1),
                endedAt: desk.at(2),
                status: 500,
                detail: "x"
            )
            try await desk.store.record(
                WebhookDeliveryOutcome(
                    delivery: first.delivery.id,
                    attempt: attempt,
                    consequence: .again(at: desk.at(30))
                )
            )
            // While it waits for its next attempt, what came after it in its ticket waits as well.
            let meanwhile = try await desk.store.dueWebhookDeliveries(at: desk.at(5), limit: 100)
            #expect(!meanwhile.contains { $0.delivery.event?.number == one })
            let last = WebhookAttempt(number: 2, startedAt: desk.at(30), endedAt: desk.at(31), status: 200, detail: "")
            try await desk.store.record(
                WebhookDeliveryOutcome(delivery: first.delivery.id, attempt: last, consequence: .delivered)
            )
            #expect(try await desk.store.webhookEndpoints().first?.lastSuccessAt == desk.at(31))
            let log = try await desk.store.webhookDeliveryPage(of: endpoint.id, after: nil, limit: 200)
            #expect(log.items.count == events.count)
            #expect(log.items.first { $0.delivery.id == first.delivery.id }?.attempts == [attempt, last])
        },
        StoreCase("an endpoint that was switched off is told nothing of what happened meanwhile") { desk in
            let endpoint = desk.endpoint()
            try await desk.store.addWebhookEndpoint(endpoint, actor: .operator, at: desk.start)
            _ = try await desk.store.changeWebhookEndpoint(endpoint.id, .disable, actor: .operator, at: desk.at(1))
            try await desk.receive(desk.envelope("b1"))
            #expect(try await desk.store.fillWebhookQueues(at: desk.at(2), limit: 100) == 0)
            _ = try await desk.store.changeWebhookEndpoint(endpoint.id, .enable, actor: .operator, at: desk.at(3))
            #expect(try await desk.store.fillWebhookQueues(at: desk.at(4), limit: 100) == 0)
            #expect(try await desk.store.nextWebhookTime() == nil)
            try await desk.store.tryWebhook(endpoint.id, actor: .operator, at: desk.at(5))
            #expect(try await desk.store.nextWebhookTime() == desk.at(5))
            _ = try await desk.store.changeWebhookEndpoint(endpoint.id, .remove, actor: .operator, at: desk.at(6))
            #expect(try await desk.store.webhookEndpoints().isEmpty)
            #expect(try await desk.store.nextWebhookTime() == nil)
        },
    ]
}

extension DeskFixture {
    fileprivate func token(maker: APITokenID? = nil, expiresAt: Timestamp? = nil) -> APIToken {
        APIToken(
            id: ids.next(at: start),
            name: "Shop",
            prefix: "trib_abcdef",
            scopes: [.readTickets, .admin],
            holder: .service,
            maker: maker,
            createdAt: start,
            expiresAt: expiresAt
        )
    }

    fileprivate func endpoint() -> WebhookEndpoint {
        WebhookEndpoint(
            id: ids.next(at: start),
            url: "https://example.org/",
            note: "",
            types: [],
            createdAt: start
        )
    }
}
