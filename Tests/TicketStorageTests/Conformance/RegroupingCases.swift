import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    /// Splits, merges, moves, and taking them back.
    static let regrouping: [StoreCase] = [
        StoreCase("a split takes messages, their ids and their leg along") { desk in
            let (first, second) = try await desk.twoPeopleInOneTicket()
            let new = desk.newTicket(like: first, subject: "Something else")
            let change = try await desk.apply(
                .split(from: first.ticket.id, messages: [second], into: new, action: desk.ids.next(at: desk.start))
            )
            guard case .done(let made) = change else {
                Issue.record("\(change)")
                return
            }
            #expect(made.number == 2)
            let whole = try #require(try await desk.store.thread(number: 1))
            let part = try #require(try await desk.store.thread(number: 2))
            #expect(whole.entries.count == 1)
            #expect(part.entries.count == 1)
            // Nobody in the old ticket can answer Bob any more, and nobody in the new one Ada.
            #expect(whole.legs.map(\.route.address) == ["ada@example.org"])
            #expect(part.legs.map(\.route.address) == ["bob@example.org"])
            #expect(part.links.map(\.link.kind) == [.split])
            let answer = try await desk.receive(
                desk.envelope("c", from: "bob@example.org", answers: ["m2@example.org"]),
                at: 30
            )
            #expect(answer.ticketNumber == 2)
            try await desk.ask { reads in
                let whole = try reads.ticket(number: 1)
                let part = try reads.ticket(number: 2)
                #expect(whole?.participants.map(\.value) == ["ada@example.org"])
                #expect(part?.participants.map(\.value) == ["bob@example.org"])
            }
        },
        StoreCase("nobody replies by mistake to somebody who was split off") { desk in
            let (first, second) = try await desk.twoPeopleInOneTicket()
            let new = desk.newTicket(like: first, subject: "Something else")
            try await desk.apply(
                .split(from: first.ticket.id, messages: [second], into: new, action: desk.ids.next(at: desk.start))
            )
            // The page was opened before the split: its newest leg is Bob's.
            let change = try await desk.apply(.reply(try desk.reply(in: first), status: nil))
            #expect(change == .refused("bob@example.org is no longer part of ticket 1"))
            #expect(try await desk.store.outboxCounts().isEmpty)
        },
        StoreCase("undoing a split leaves what came later") { desk in
            let (first, second) = try await desk.twoPeopleInOneTicket()
            let action = desk.ids.next(UndoableAction.self, at: desk.start)
            let new = desk.newTicket(like: first, subject: "Something else")
            try await desk.apply(.split(from: first.ticket.id, messages: [second], into: new, action: action))
            try await desk.receive(
                desk.envelope("c", from: "bob@example.org", messageID: "m3@example.org", answers: ["m2@example.org"]),
                at: 30
            )
            try await desk.apply(.undo(action))
            #expect(try await desk.store.thread(number: 1)?.entries.count == 2)
            let later = try #require(try await desk.store.thread(number: 2))
            #expect(later.ticket.number == 2)
            #expect(later.entries.count == 1)
            #expect(later.legs.map(\.route.address) == ["bob@example.org"])
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("undoing a split that nothing was added to leaves no empty ticket") { desk in
            let (first, second) = try await desk.twoPeopleInOneTicket()
            let action = desk.ids.next(UndoableAction.self, at: desk.start)
            let new = desk.newTicket(like: first, subject: "Something else")
            try await desk.apply(.split(from: first.ticket.id, messages: [second], into: new, action: action))
            try await desk.apply(.undo(action))
            let back = try #require(try await desk.store.thread(number: 2))
            #expect(back.ticket.number == 1)
            #expect(back.entries.count == 2)
            #expect(back.undoable.isEmpty)
            #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.count == 1)
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("a split leaves at least one message and takes only its own") { desk in
            let (first, second) = try await desk.twoPeopleInOneTicket()
            let messages = first.entries.map(\.messageID)
            let new = desk.newTicket(like: first, subject: "x")
            for chosen in [messages, [], [second, MessageID(rawValue: 99)]] {
                let change = try await desk.apply(
                    .split(from: first.ticket.id, messages: chosen, into: new, action: desk.ids.next(at: desk.start))
                )
                guard case .refused = change else {
                    Issue.record("\(change)")
                    return
                }
            }
            #expect(try await desk.store.thread(number: 2) == nil)
        },
        StoreCase("a merge moves everything, and both numbers lead to it") { desk in
            let one = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            let two = try await desk.receive(
                desk.envelope("b", from: "bob@example.org", messageID: "m2@example.org"),
                at: 1
            )
            let from = try #require(two.ticket)
            let into = try #require(one.ticket)
            let second = try #require(try await desk.store.thread(number: 2))
            try await desk.apply(.reply(try desk.reply(in: second, messageID: "r2@example.org"), status: nil))
            try await desk.apply(.merge(from: from, into: into, action: desk.ids.next(at: desk.start)))
            let thread = try #require(try await desk.store.thread(number: 2))
            #expect(thread.ticket.number == 1)
            #expect(thread.entries.count == 3)
            #expect(Set(thread.legs.map(\.route.address)) == ["ada@example.org", "bob@example.org"])
            let line = try await desk.store.ticketPage(TicketQuery(view: .all)).items
            #expect(line.map(\.messageCount) == [3])
            for id in ["m2@example.org", "r2@example.org"] {
                let answer = try await desk.receive(
                    desk.envelope("after-\(id)", from: "bob@example.org", answers: [id]),
                    at: 40
                )
                #expect(answer.ticketNumber == 1)
            }
            let change = try await desk.apply(.status(from, .open))
            #expect(change == .refused("ticket 2 was merged into ticket 1"))
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("undoing a merge gives back what it took and keeps what came later") { desk in
            let one = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            let two = try await desk.receive(
                desk.envelope("b", from: "bob@example.org", messageID: "m2@example.org"),
                at: 1
            )
            let from = try #require(two.ticket)
            let into = try #require(one.ticket)
            try await desk.apply(.status(from, .pending))
            let action = desk.ids.next(UndoableAction.self, at: desk.start)
            try await desk.apply(.merge(from: from, into: into, action: action))
            try await desk.receive(
                desk.envelope("c", from: "bob@example.org", answers: ["m2@example.org"]),
                at: 30
            )
            #expect(try await desk.store.thread(number: 1)?.undoable.map(\.id) == [action])
            try await desk.apply(.undo(action))
            let back = try #require(try await desk.store.thread(number: 2))
            #expect(back.ticket.status == .pending)
            #expect(back.ticket.mergedInto == nil)
            #expect(back.entries.map(\.messageID) == [two.message])
            #expect(try await desk.store.thread(number: 1)?.entries.count == 2)
            let again = try await desk.apply(.undo(action))
            #expect(again == .refused("there is nothing to undo, or it was undone already"))
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("merges are undone in any order") { desk in
            var tickets: [TicketID] = []
            for index in 0..<3 {
                let result = try await desk.receive(
                    desk.envelope("m\(index)", from: "n\(index)@example.org"),
                    at: Int64(index)
                )
                tickets.append(try #require(result.ticket))
            }
            let first = desk.ids.next(UndoableAction.self, at: desk.start)
            let second = desk.ids.next(UndoableAction.self, at: desk.start)
            try await desk.apply(.merge(from: tickets[0], into: tickets[1], action: first))
            try await desk.apply(.merge(from: tickets[1], into: tickets[2], action: second))
            #expect(try await desk.store.thread(number: 1)?.ticket.number == 3)
            try await desk.apply(.undo(first))
            #expect(try await desk.store.thread(number: 1)?.entries.count == 1)
            #expect(try await desk.store.thread(number: 2)?.entries.count == 2)
            try await desk.apply(.undo(second))
            for number in 1...3 {
                let thread = try #require(try await desk.store.thread(number: number))
                #expect(thread.ticket.number == number)
                #expect(thread.entries.count == 1)
            }
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("a moved reply keeps leaving, by the leg of its new ticket") { desk in
            let (first, second) = try await desk.twoPeopleInOneTicket()
            let third = try await desk.receive(desk.envelope("x", from: "cid@example.org"), at: 5)
            let planned = try desk.reply(in: first)
            try await desk.apply(.reply(planned, status: nil))
            let action = desk.ids.next(UndoableAction.self, at: desk.start)
            try await desk.apply(
                .move(
                    from: first.ticket.id,
                    messages: [planned.reply.id, second],
                    into: try #require(third.ticket),
                    action: action
                )
            )
            let epoch = try await desk.store.beginEpoch()
            let claimed = try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 10)
            #expect(claimed.map(\.ticket) == [third.ticket])
            let thread = try #require(try await desk.thread(third))
            #expect(thread.legs.map(\.id).contains(try firstOf(claimed).leg))
            #expect(try await desk.store.verify() == [])
            try await desk.apply(.undo(action))
            #expect(try await desk.store.thread(number: 1)?.entries.count == 3)
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("tickets merged as suggested settle the suggestion") { desk in
            let one = try #require(try await desk.receive(desk.envelope("a")).ticket)
            let two = try #require(try await desk.receive(desk.envelope("b"), at: 1).ticket)
            let suggestion = Suggestion(
                id: desk.ids.next(at: desk.start),
                proposal: .mergeTickets(from: two, into: one),
                score: 1,
                evidence: [],
                at: desk.start
            )
            try await desk.store.suggest([suggestion])
            try await desk.apply(.merge(from: two, into: one, action: desk.ids.next(at: desk.start)))
            #expect(try await desk.store.suggestions(ticket: one, person: nil).isEmpty)
        },
    ]
}

extension ThreadEntry {
    /// The id of whatever it is.
    var messageID: MessageID {
        switch self {
        case .inbound(let message): message.id
        case .reply(let reply, _): reply.id
        case .note(let note): note.id
        }
    }
}

extension DeskFixture {
    /// Ticket 1 with a message of Ada's and one of Bob's, and the id of Bob's.
    func twoPeopleInOneTicket() async throws -> (TicketThread, MessageID) {
        let first = try await receive(envelope("a", messageID: "m1@example.org"))
        let second = try await receive(
            envelope(
                "b",
                from: "bob@example.org",
                name: "Bob",
                messageID: "m2@example.org",
                answers: ["m1@example.org"]
            ),
            at: 1
        )
        guard let thread = try await thread(first), let message = second.message else { throw NothingThere() }
        return (thread, message)
    }

    /// A ticket for the same contact.
    func newTicket(like thread: TicketThread, subject: String) -> Ticket {
        Ticket(
            id: ids.next(at: start),
            number: 0,
            subject: subject,
            status: .open,
            contact: thread.ticket.contact,
            channel: thread.ticket.channel,
            createdAt: start
        )
    }
}
