import ChannelKit
import DeskModel
import Testing
import TicketStorage

/// A decider's complaint.
private struct Indigestible: Error {}

extension TicketStoreConformance {
    static let routing: [StoreCase] = [
        StoreCase("a mail opens a ticket with everything in it") { desk in
            let result = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            #expect(result.outcome == .opened)
            #expect(result.ticketNumber == 1)
            let thread = try #require(try await desk.thread(result))
            #expect(thread.ticket.status == .new)
            #expect(thread.person.name == "Ada")
            #expect(thread.identities.map(\.address) == ["ada@example.org"])
            #expect(thread.legs.map(\.route.address) == ["ada@example.org"])
            #expect(thread.events.map(\.kind) == [.opened])
            let id = try #require(result.message)
            let message = try #require(try await desk.store.inboundMessage(id))
            #expect(thread.entries == [.inbound(message)])
            #expect(message.text == "It burns.")
            #expect(message.recipients.map(\.name) == ["The \"Desk\""])
            #expect(message.decision.rule == "new-matter")
            #expect(try await desk.store.results(of: result.arrival) == [result])
            #expect(try await desk.store.results(of: [result.arrival]) == [result.arrival: [result]])
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 10).isEmpty)
        },
        StoreCase("an answer joins its ticket and wakes it") { desk in
            let first = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            let ticket = try #require(first.ticket)
            try await desk.apply(.status(ticket, .solved), at: 5)
            let answer = desk.envelope("b", messageID: "m2@example.org", answers: ["m1@example.org"])
            let second = try await desk.receive(answer, at: 20)
            #expect(second.outcome == .appended)
            #expect(second.ticket == first.ticket)
            let thread = try #require(try await desk.thread(second))
            #expect(thread.ticket.status == .open)
            #expect(thread.ticket.updatedAt == desk.at(20))
            #expect(thread.entries.count == 2)
            #expect(thread.legs.count == 1)
            #expect(thread.legs.first?.lastInboundAt == desk.at(20))
        },
        StoreCase("a known envelope is a duplicate and is not decided") { desk in
            let first = try await desk.receive(desk.envelope("a"))
            let again = desk.arrival("batch-2")
            let acceptance = try await desk.store.journal([again], cursor: nil, channel: desk.mail)[0]
            var item = try await desk.item(desk.envelope("a"))
            item.arrival = ArrivalID(rawValue: acceptance.arrival)
            let result = try await desk.store.ingest([item]) { _, _ in throw Indigestible() }[0]
            #expect(result.outcome == .duplicate)
            #expect(result.ticketNumber == first.ticketNumber)
            #expect(result.message == first.message)
            #expect(try await desk.thread(first)?.entries.count == 1)
        },
        StoreCase("routing the same arrival again keeps its first outcome") { desk in
            let item = try await desk.item(desk.envelope("a"))
            let decider = SimpleDecider(ids: desk.ids)
            let first = try await desk.store.ingest([item]) { try decider.decide($0, $1) }
            let second = try await desk.store.ingest([item]) { try decider.decide($0, $1) }
            #expect(first == second)
            #expect(first.map(\.outcome) == [.opened])
        },
        StoreCase("a batch sees its own earlier items") { desk in
            let one = try await desk.item(desk.envelope("a", messageID: "m1@example.org"))
            let two = try await desk.item(desk.envelope("b", answers: ["m1@example.org"]), at: 1)
            let three = try await desk.item(desk.envelope("c", from: "bob@example.org", name: "Bob"), at: 2)
            let decider = SimpleDecider(ids: desk.ids)
            let results = try await desk.store.ingest([one, two, three]) { try decider.decide($0, $1) }
            #expect(results.map(\.outcome) == [.opened, .appended, .opened])
            #expect(results.map(\.ticketNumber) == [1, 1, 2])
        },
        StoreCase("a poison envelope never blocks its siblings") { desk in
            let items = [
                try await desk.item(desk.envelope("a")),
                try await desk.item(desk.envelope("poison")),
                try await desk.item(desk.envelope("c", from: "bob@example.org")),
            ]
            let decider = SimpleDecider(ids: desk.ids)
            let results = try await desk.store.ingest(items) { item, reads in
                if item.envelope.externalID.rawValue == "poison" { throw Indigestible() }
                return try decider.decide(item, reads)
            }
            #expect(results.map(\.outcome) == [.opened, .quarantined, .opened])
            let page = try await desk.store.intakePage(IntakeQuery(outcome: .quarantined))
            #expect(page.items.map(\.id) == [items[1].arrival])
            #expect(page.items.first?.reason?.said.english.isEmpty == false)
        },
        StoreCase("an envelope that cannot be stored is quarantined alone and leaves nothing behind") { desk in
            let items = [
                try await desk.item(desk.envelope("a")),
                try await desk.item(desk.envelope("bad", from: "bob@example.org")),
                try await desk.item(desk.envelope("c", from: "cid@example.org")),
            ]
            let decider = SimpleDecider(ids: desk.ids)
            let results = try await desk.store.ingest(items) { item, reads in
                var decision = try decider.decide(item, reads)
                guard item.envelope.externalID.rawValue == "bad" else { return decision }
                // An attachment whose bytes nobody handed in.
                guard case .open(let ticket, var message) = decision.placement else { return decision }
                message.attachments = [
                    AttachmentRecord(
                        id: desk.ids.next(at: item.receivedAt),
                        name: "x",
                        contentType: "text/plain",
                        size: 1,
                        blob: BlobDigest(rawValue: String(repeating: "0", count: 64))
                    )
                ]
                decision.placement = .open(ticket, message)
                return decision
            }
            #expect(results.map(\.outcome) == [.opened, .quarantined, .opened])
            #expect(results.map(\.ticketNumber) == [1, nil, 2])
            let bob = IdentityKey(kind: .email, value: "bob@example.org")
            #expect(try await desk.store.contact(holding: bob) == nil)
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("an arrival is routed when all of its envelopes are") { desk in
            let acceptance = try await desk.store.journal([desk.arrival("many")], cursor: nil, channel: desk.mail)
            let arrival = ArrivalID(rawValue: acceptance[0].arrival)
            let decider = SimpleDecider(ids: desk.ids)
            func item(_ index: Int) -> RoutingItem {
                RoutingItem(
                    arrival: arrival,
                    index: index,
                    count: 2,
                    channel: desk.mail,
                    receivedAt: desk.start,
                    envelope: desk.envelope("many/\(index)", from: "n\(index)@example.org")
                )
            }
            _ = try await desk.store.ingest([item(0)]) { try decider.decide($0, $1) }
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 1).map(\.id) == [arrival])
            _ = try await desk.store.ingest([item(1)]) { _, _ in
                let reason = Evidence.blockedDomain("odd.example")
                return RoutingDecision(placement: .quarantine(reason: reason), trace: DecisionTrace(rule: "odd"))
            }
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 1).isEmpty)
            let aside = try await desk.store.intakePage(IntakeQuery()).items
            #expect(aside.map(\.outcome) == [.quarantined] && aside.map(\.reason) == [.blockedDomain("odd.example")])
            try await desk.store.requeue(arrival)
            let results = try await desk.store.ingest([item(0), item(1)]) { try decider.decide($0, $1) }
            #expect(results.map(\.outcome) == [.opened, .opened])
            #expect(try await desk.store.intakePage(IntakeQuery()).items.map(\.outcome) == [.opened])
        },
        StoreCase("an ignored envelope is taken once") { desk in
            let item = try await desk.item(desk.envelope("bounce"))
            let ignore = RoutingDecision(placement: .ignore, trace: DecisionTrace(rule: "bounce"))
            #expect(try await desk.store.ingest([item]) { _, _ in ignore }.map(\.outcome) == [.ignored])
            var again = item
            let acceptance = try await desk.store.journal([desk.arrival("x")], cursor: nil, channel: desk.mail)
            again.arrival = ArrivalID(rawValue: acceptance[0].arrival)
            let second = try await desk.store.ingest([again]) { _, _ in throw Indigestible() }
            #expect(second.map(\.outcome) == [.duplicate])
        },
        StoreCase("a rehearsal stores nothing") { desk in
            let item = try await desk.item(desk.envelope("a"))
            let decider = SimpleDecider(ids: desk.ids)
            let decision = try await desk.store.rehearse(item) { try decider.decide($0, $1) }
            guard case .open(let ticket, _) = decision.placement else {
                Issue.record("it would open a ticket")
                return
            }
            #expect(ticket.number == 1)
            #expect(try await desk.store.thread(number: 1) == nil)
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 1).count == 1)
        },
        StoreCase("a new reading replaces a message's words and nothing else") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let id = try #require(result.message)
            var reading = try #require(try await desk.store.inboundMessage(id))
            let before = try await desk.thread(result)
            reading.text = "It burns brightly."
            reading.newText = "brightly"
            reading.html = "<p>brightly</p>"
            try await desk.store.revise(id, reading: reading, blobs: [])
            let after = try await desk.thread(result)
            #expect(after?.ticket == before?.ticket)
            #expect(after?.entries == [.inbound(reading)])
            let found = try await desk.store.search("brightly", after: nil, limit: 10)
            #expect(found.items.map(\.ticket.ticket.number) == [1])
        },
        StoreCase("an automatic message changes neither order nor preview") { desk in
            let first = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            var away = desk.envelope("b", text: "I am away.", answers: ["m1@example.org"])
            away.automatic = .autoReply
            let item = try await desk.item(away, at: 30)
            let decider = SimpleDecider(ids: desk.ids)
            _ = try await desk.store.ingest([item]) { item, reads in
                var decision = try decider.decide(item, reads)
                if case .append(let message, _) = decision.placement {
                    decision.placement = .append(message, status: nil)
                }
                return decision
            }
            let line = try #require(try await desk.store.ticketPage(TicketQuery(view: .all)).items.first)
            #expect(line.preview == "It burns.")
            #expect(line.messageCount == 2)
            #expect(line.ticket.updatedAt == desk.at(0))
            #expect(try await desk.thread(first)?.entries.count == 2)
        },
        StoreCase("a sender who is not proven but claims a proven address is marked") { desk in
            let first = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            var forged = desk.envelope("b", answers: ["m1@example.org"])
            forged.sender.authenticity = .unverified(reason: "no proof")
            try await desk.receive(forged, at: 1)
            let line = try #require(try await desk.store.ticketPage(TicketQuery(view: .all)).items.first)
            #expect(line.hasUnverifiedSender)
            let proven = desk.envelope("c", answers: ["m1@example.org"])
            try await desk.receive(proven, at: 2)
            #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.first?.hasUnverifiedSender == false)
            #expect(first.ticketNumber == 1)
        },
    ]
}
