import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    /// What deciders may ask.
    static let reads: [StoreCase] = [
        StoreCase("ids are known as sent, received and mentioned, empty ones never") { desk in
            var envelope = desk.envelope("a", messageID: "m1@example.org", answers: ["p1@example.org", ""])
            envelope.threading.ancestorIDs = ["p1@example.org", "p2@example.org"]
            let result = try await desk.receive(envelope)
            let thread = try #require(try await desk.thread(result))
            try await desk.apply(.reply(try desk.reply(in: thread, messageID: "r1@example.org"), status: nil))
            try await desk.ask { reads in
                let ids = ["r1@example.org", "", "m1@example.org", "x@example.org", "p2@example.org"]
                let known = try reads.messages(known: ids)
                #expect(known.map(\.id) == ["r1@example.org", "m1@example.org", "p2@example.org"])
                #expect(known.map(\.origin) == [.sent, .received, .mentioned])
                #expect(Set(known.map(\.ticket)) == [thread.ticket.id])
            }
        },
        StoreCase("no more than forty mentioned ids are kept") { desk in
            var envelope = desk.envelope("a")
            envelope.threading.ancestorIDs = (0..<100).map { "p\($0)@example.org" }
            try await desk.receive(envelope)
            try await desk.ask { reads in
                let known = try reads.messages(known: (0..<100).map { "p\($0)@example.org" })
                #expect(known.count == 40)
            }
        },
        StoreCase("a conversation leads to its newest ticket") { desk in
            let first = try await desk.receive(desk.envelope("a", conversation: "room-1"))
            let second = try await desk.receive(desk.envelope("b", conversation: "room-1"), at: 1)
            #expect(second.ticket == first.ticket)
            try await desk.ask { reads in
                let found = try reads.ticket(channel: desk.mail, conversation: "room-1")
                let nameless = try reads.ticket(channel: desk.mail, conversation: "")
                let elsewhere = try reads.ticket(channel: ChannelID(rawValue: "other"), conversation: "room-1")
                #expect(found?.ticket.id == first.ticket)
                #expect(nameless == nil)
                #expect(elsewhere == nil)
            }
        },
        StoreCase("unsolved tickets of a person are found over merges, newest first") { desk in
            let ada = try await desk.receive(desk.envelope("a"))
            let other = try await desk.receive(desk.envelope("b", from: "ada@example.net"), at: 1)
            let solved = try await desk.receive(desk.envelope("c"), at: 2)
            try await desk.apply(.status(try #require(solved.ticket), .solved))
            let edge = desk.mergeEdge(try #require(other.contact), try #require(ada.contact))
            #expect(try await desk.store.merge(edge) == .done)
            try await desk.ask { reads in
                let person = try #require(ada.contact)
                let tickets = try reads.unsolvedTickets(ofPerson: person, limit: 10)
                #expect(tickets.map(\.ticket.id) == [other.ticket, ada.ticket].compactMap { $0 })
                #expect(tickets.map(\.person) == [person, person])
                #expect(try reads.unsolvedTickets(ofPerson: person, limit: 1).count == 1)
            }
        },
        StoreCase("participants are who wrote and who was written to") { desk in
            let result = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            try await desk.receive(
                desk.envelope("b", from: "bob@example.org", answers: ["m1@example.org"]),
                at: 1
            )
            try await desk.ask { reads in
                let ticket = try #require(try reads.ticket(number: 1))
                #expect(Set(ticket.participants.map(\.value)) == ["ada@example.org", "bob@example.org"])
                #expect(ticket.lastInboundAt == desk.at(1))
                #expect(ticket.ticket.id == result.ticket)
            }
        },
        StoreCase("automatic replies are counted by address and ticket") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let thread = try #require(try await desk.thread(result))
            for seconds in [10, 20] as [Int64] {
                let reply = try desk.reply(in: thread, at: seconds, purpose: .acknowledgment)
                try await desk.apply(.reply(reply, status: nil), at: seconds)
            }
            let ada = IdentityKey(kind: .email, value: "ada@example.org")
            let bob = IdentityKey(kind: .email, value: "bob@example.org")
            try await desk.ask { reads in
                let all = try reads.automaticReplies(to: ada, since: desk.at(0))
                #expect(all == 2)
                let late = try reads.automaticReplies(to: ada, since: desk.at(15))
                #expect(late == 1)
                let none = try reads.automaticReplies(to: bob, since: desk.at(0))
                #expect(none == 0)
            }
        },
    ]
}

extension DeskFixture {
    /// Asks what a decider may ask.
    func ask(_ question: @escaping @Sendable (any RoutingReads) throws -> Void) async throws {
        let name = "asked-\(ids.next(DeskFixture.self, at: start))"
        let item = RoutingItem(
            arrival: ArrivalID(rawValue: 1),
            index: 0,
            count: 1,
            channel: mail,
            receivedAt: start,
            envelope: envelope(name)
        )
        _ = try await store.rehearse(item) { _, reads in
            try question(reads)
            return RoutingDecision(placement: .ignore, trace: DecisionTrace(rule: "asked"))
        }
    }
}
