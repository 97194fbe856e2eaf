import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let desk: [StoreCase] = [
        StoreCase("a reply opens a new ticket, is queued, and is shown with its delivery") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let thread = try #require(try await desk.thread(result))
            let planned = try desk.reply(in: thread, parts: 2)
            let change = try await desk.apply(.reply(planned, status: nil))
            guard case .done(let ticket) = change else {
                Issue.record("\(change)")
                return
            }
            #expect(ticket.status == .open)
            #expect(ticket.version > thread.ticket.version)
            let after = try #require(try await desk.thread(result))
            guard case .reply(let reply, let deliveries) = after.entries.last else {
                Issue.record("the reply is last")
                return
            }
            #expect(reply == planned.reply)
            #expect(deliveries.map(\.delivery.state) == [.queued, .queued])
            #expect(after.events.map(\.kind) == [.opened, .reply, .status])
            #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.map(\.preview) == [reply.text])
        },
        StoreCase("a reply may set the status itself") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let thread = try #require(try await desk.thread(result))
            try await desk.apply(.reply(try desk.reply(in: thread), status: .pending))
            #expect(try await desk.thread(result)?.ticket.status == .pending)
        },
        StoreCase("a closed ticket takes no reply") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let thread = try #require(try await desk.thread(result))
            try await desk.apply(.status(thread.ticket.id, .closed))
            let change = try await desk.apply(.reply(try desk.reply(in: thread), status: nil))
            guard case .refused = change else {
                Issue.record("\(change)")
                return
            }
            #expect(try await desk.store.outboxCounts().isEmpty)
        },
        StoreCase("a note never reaches the outbox") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            let note = Note(
                id: desk.ids.next(at: desk.at(5)),
                ticket: ticket,
                author: .operator,
                text: "Rude!",
                at: desk.at(5)
            )
            try await desk.apply(.note(note))
            let thread = try #require(try await desk.thread(result))
            #expect(thread.entries.last == .note(note))
            #expect(try await desk.store.outboxPage(states: [], after: nil, limit: 10).items.isEmpty)
            #expect(try await desk.store.nextDueTime() == nil)
        },
        StoreCase("a stale version changes nothing and tells the version now") { desk in
            let result = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            let thread = try #require(try await desk.thread(result))
            let seen = thread.ticket.version
            try await desk.receive(desk.envelope("b", answers: ["m1@example.org"]), at: 1)
            let change = try await desk.apply(.reply(try desk.reply(in: thread), status: nil), expecting: seen)
            let now = try #require(try await desk.thread(result)).ticket.version
            #expect(change == .stale(current: now))
            #expect(try await desk.store.outboxCounts().isEmpty)
        },
        StoreCase("the same request again gives the first result and changes nothing") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let thread = try #require(try await desk.thread(result))
            let first = try await desk.apply(.reply(try desk.reply(in: thread), status: nil), key: "k1")
            let again = try await desk.apply(.reply(try desk.reply(in: thread), status: nil), key: "k1")
            #expect(first == again)
            #expect(try await desk.thread(result)?.entries.count == 2)
        },
        StoreCase("every change of a property is an event with both values") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            let agent = try await desk.store.addAgent(
                Agent(
                    id: desk.ids.next(at: desk.start),
                    email: "eve@example.org",
                    name: "Eve",
                    role: .agent,
                    createdAt: desk.start
                )
            )
            let team = Team(id: desk.ids.next(at: desk.start), name: "Second level")
            try await desk.store.saveTeam(team, actor: .operator, at: desk.start)
            try await desk.apply(.assign(ticket, agent.id))
            try await desk.apply(.team(ticket, team.id))
            try await desk.apply(.priority(ticket, .urgent))
            try await desk.apply(.subject(ticket, "Fire"))
            try await desk.apply(.status(ticket, .pending))
            try await desk.apply(.status(ticket, .pending))
            let thread = try #require(try await desk.thread(result))
            #expect(thread.events.map(\.kind) == [.opened, .assignee, .team, .priority, .subject, .status])
            #expect(thread.events.last?.from == "new")
            #expect(thread.events.last?.to == "pending")
            #expect(thread.ticket.assignee == agent.id)
            #expect(thread.agents[agent.id]?.name == "Eve")
            let events = try await desk.store.events(after: thread.events.first?.id, limit: 2)
            #expect(events.map(\.kind) == [.assignee, .team])
        },
        StoreCase("an agent that does not exist is refused") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let change = try await desk.apply(.assign(try #require(result.ticket), AgentID(rawValue: 99)))
            #expect(change == .refused("there is no such agent, or the account is disabled"))
        },
        StoreCase("an agent opens a ticket with a first message out") { desk in
            let contact = Contact(id: desk.ids.next(at: desk.start), name: "Zoe", createdAt: desk.start)
            let key = IdentityKey(kind: .email, value: "zoe@example.org")
            let identity = Identity(
                id: desk.ids.next(at: desk.start),
                key: key,
                address: "zoe@example.org",
                contact: contact.id,
                createdAt: desk.start
            )
            let ticket = Ticket(
                id: desk.ids.next(at: desk.start),
                number: 0,
                subject: "Your order",
                contact: contact.id,
                channel: desk.mail,
                createdAt: desk.start
            )
            let leg = Leg(
                id: desk.ids.next(at: desk.start),
                ticket: ticket.id,
                channel: desk.mail,
                route: ReplyRoute(target: key, address: "zoe@example.org"),
                recipientName: "Zoe",
                lastInboundAt: desk.start
            )
            let reply = Reply(
                id: desk.ids.next(at: desk.start),
                ticket: ticket.id,
                purpose: .reply,
                author: .operator,
                leg: leg.id,
                channel: desk.mail,
                text: "It is late.",
                messageID: "o1@example.org",
                at: desk.start
            )
            let part = OutboundPart(index: 0, destinations: ["zoe@example.org"], mediaType: "text/plain", body: [1])
            let planned = PlannedReply(reply: reply, leg: leg, parts: [part], notBefore: desk.start)
            struct Unplannable: Error {}
            await #expect(throws: Unplannable.self) {
                try await desk.apply(
                    .open(
                        ticket,
                        newContact: contact,
                        newIdentity: identity,
                        first: { _ in throw Unplannable() },
                        note: nil
                    )
                )
            }
            #expect(try await desk.store.contact(holding: key) == nil)
            let change = try await desk.apply(
                .open(
                    ticket,
                    newContact: contact,
                    newIdentity: identity,
                    first: { opened in
                        guard opened.number == 1 else { throw Unplannable() }
                        return planned
                    },
                    note: nil
                )
            )
            guard case .done(let opened) = change else {
                Issue.record("\(change)")
                return
            }
            #expect(opened.number == 1)
            #expect(opened.status == .open)
            let answer = try await desk.receive(
                desk.envelope("a", from: "zoe@example.org", answers: ["o1@example.org"]),
                at: 60
            )
            #expect(answer.ticketNumber == 1)
            #expect(answer.contact == contact.id)
        },
        StoreCase("views hold what they say, last change first, page by page") { desk in
            let agent = try await desk.store.addAgent(
                Agent(
                    id: desk.ids.next(at: desk.start),
                    email: "eve@example.org",
                    name: "Eve",
                    role: .agent,
                    createdAt: desk.start
                )
            )
            var tickets: [TicketID] = []
            for index in 0..<6 {
                let result = try await desk.receive(
                    desk.envelope("m\(index)", from: "n\(index)@example.org", name: "N\(index)"),
                    at: Int64(index)
                )
                tickets.append(try #require(result.ticket))
            }
            try await desk.apply(.assign(tickets[0], agent.id), at: 10)
            try await desk.apply(.status(tickets[1], .pending), at: 11)
            try await desk.apply(.status(tickets[2], .solved), at: 12)
            func numbers(_ view: TicketView) async throws -> [Int] {
                var found: [Int] = []
                var after: PageCursor?
                repeat {
                    let page = try await desk.store.ticketPage(
                        TicketQuery(view: view, agent: agent.id, after: after, limit: 2)
                    )
                    found += page.items.map(\.ticket.number)
                    after = page.next
                } while after != nil
                return found
            }
            #expect(try await numbers(.all) == [3, 2, 1, 6, 5, 4])
            #expect(try await numbers(.unsolved) == [2, 1, 6, 5, 4])
            #expect(try await numbers(.unassigned) == [2, 6, 5, 4])
            #expect(try await numbers(.mine) == [1])
            #expect(try await numbers(.pending) == [2])
            #expect(try await numbers(.solved) == [3])
            let counts = try await desk.store.viewCounts(for: agent.id)
            #expect(
                counts.filter { $0.value > 0 } == [
                    .mine: 1, .unassigned: 4, .unsolved: 5, .pending: 1, .solved: 1, .all: 6,
                ]
            )
            let line = try #require(
                try await desk.store.ticketPage(TicketQuery(view: .mine, agent: agent.id)).items.first
            )
            #expect(line.assigneeName == "Eve")
            #expect(line.contactName == "N0")
        },
        StoreCase("a person's tickets are listed over merged contacts") { desk in
            let one = try await desk.receive(desk.envelope("a"))
            let two = try await desk.receive(desk.envelope("b", from: "ada@example.net"), at: 1)
            try await desk.receive(desk.envelope("c", from: "bob@example.org"), at: 2)
            let ada = try #require(one.contact)
            _ = try await desk.store.merge(desk.mergeEdge(try #require(two.contact), ada))
            let page = try await desk.store.ticketPage(TicketQuery(view: .all, person: ada, limit: 1))
            #expect(page.items.map(\.ticket.number) == [2])
            let rest = try await desk.store.ticketPage(
                TicketQuery(view: .all, person: ada, after: page.next, limit: 1)
            )
            #expect(rest.items.map(\.ticket.number) == [1])
            #expect(rest.next == nil)
        },
        StoreCase("tickets are linked and unlinked") { desk in
            let one = try #require(try await desk.receive(desk.envelope("a")).ticket)
            let two = try #require(try await desk.receive(desk.envelope("b"), at: 1).ticket)
            let link = TicketLink(from: one, to: two, kind: .related)
            try await desk.apply(.link(link))
            try await desk.apply(.link(link))
            #expect(try await desk.store.thread(number: 2)?.links.map(\.ticket.id) == [one])
            #expect(try await desk.store.thread(number: 1)?.events.filter { $0.kind == .linked }.count == 1)
            try await desk.apply(.unlink(link))
            #expect(try await desk.store.thread(number: 2)?.links.isEmpty == true)
        },
        StoreCase("a suggestion comes once and is dismissed for good") { desk in
            let one = try #require(try await desk.receive(desk.envelope("a")).ticket)
            let two = try #require(try await desk.receive(desk.envelope("b"), at: 1).ticket)
            func suggestion() -> Suggestion {
                Suggestion(
                    id: desk.ids.next(at: desk.start),
                    proposal: .mergeTickets(from: two, into: one),
                    score: 0.7,
                    evidence: [.words("alike"), .names(.same)],
                    at: desk.start
                )
            }
            try await desk.store.suggest([suggestion(), suggestion()])
            let open = try await desk.store.suggestions(ticket: one, person: nil)
            #expect(open.map(\.evidence) == [[.words("alike"), .names(.same)]])
            #expect(try await desk.store.thread(number: 2)?.suggestions == open)
            let id = try firstOf(open).id
            #expect(try await desk.store.dismiss(id, actor: .operator, at: desk.start))
            #expect(try await desk.store.dismiss(id, actor: .operator, at: desk.start) == false)
            try await desk.store.suggest([suggestion()])
            #expect(try await desk.store.suggestions(ticket: one, person: nil).isEmpty)
        },
        StoreCase("kept bytes come back, small and large, and are shared") { desk in
            let small = BlobBytes.made([1, 2, 3])
            let large = BlobBytes.made((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            try await desk.store.keep([small, large, small, large], at: desk.start)
            #expect(try await desk.store.blob(small.digest) == small.bytes)
            #expect(try await desk.store.blob(large.digest) == large.bytes)
            #expect(try await desk.store.blob(BlobBytes.made([9]).digest) == nil)
            #expect(try await desk.store.blobDigests() == [large.digest])
        },
    ]
}
