import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension DeskFixture {
    /// Takes a change of a message as a decision would.
    @discardableResult
    func change(
        _ message: MessageID,
        _ kind: MessageChange.Kind,
        _ name: String,
        in ticket: TicketID,
        at seconds: Int64
    )
        async throws -> RoutingResult
    {
        let item = try await item(envelope(name), at: seconds)
        let time = at(seconds)
        return try await store.ingest([item]) { item, _ in
            let trace = DecisionTrace(rule: "edit", evidence: [.words("because"), .changed])
            let change = MessageChange(
                message: message,
                kind: kind,
                arrival: item.arrival,
                madeBy: "",
                madeAt: time,
                at: time,
                decision: trace
            )
            return RoutingDecision(placement: .change(change, in: ticket), trace: trace)
        }[0]
    }
}

extension DeskFixture {
    /// The changes that wait for a message, as deciders see them.
    func waiting(_ id: String, on channel: ChannelID, _ item: RoutingItem) async throws -> [WaitingChange] {
        try await store.rehearse(item) { _, reads in
            let early = try reads.waitingChanges(channel: channel, messageID: id)
            guard let change = early.first else {
                return RoutingDecision(placement: .ignore, trace: DecisionTrace(rule: "none"))
            }
            return RoutingDecision(placement: .ignore, trace: DecisionTrace(rule: "one"), waitingChange: change)
        }.waitingChange.map { [$0] } ?? []
    }
}

extension TicketStoreConformance {
    static let changes: [StoreCase] = [
        StoreCase("an edit puts its words in force, keeps the old ones and moves no clock") { desk in
            let result = try await desk.receive(desk.envelope("a", text: "first", messageID: "m1"))
            let (ticket, id) = (try #require(result.ticket), try #require(result.message))
            try await desk.apply(.status(ticket, .solved), at: 5)
            let words = MessageWords(text: "second", newText: "second")
            let changed = try await desk.change(id, .edit(words), "e1", in: ticket, at: 60)
            #expect(changed.outcome == .appended && changed.message == nil && changed.ticket == ticket)
            let message = try #require(try await desk.store.inboundMessage(id))
            #expect(message.text == "second" && message.editedAt == desk.at(60))
            #expect(message.versions.map(\.text) == ["first"])
            #expect(message.changes == [DecisionTrace(rule: "edit", evidence: [.words("because"), .changed])])
            let thread = try #require(try await desk.thread(result))
            #expect(
                thread.entries.count == 1 && thread.ticket.status == .solved && thread.ticket.updatedAt == desk.at(5)
            )
            let line = try await desk.store.ticketPage(TicketQuery(view: .all)).items.first
            #expect(line?.preview == "second" && line?.messageCount == 1)
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("an edit that is told again is a duplicate") { desk in
            let result = try await desk.receive(desk.envelope("a", text: "first", messageID: "m1"))
            let (ticket, id) = (try #require(result.ticket), try #require(result.message))
            let words = MessageWords(text: "second", newText: "second")
            try await desk.change(id, .edit(words), "e1", in: ticket, at: 60)
            var again = try await desk.item(desk.envelope("e1"))
            let batch = try await desk.store.journal([desk.arrival("batch-2")], cursor: nil, channel: desk.mail)[0]
            again.arrival = ArrivalID(rawValue: batch.arrival)
            let outcome = try await desk.store.ingest([again]) { _, _ in throw StorageError.closed }[0].outcome
            #expect(outcome == .duplicate)
        },
        StoreCase("words that came late become a version in their place") { desk in
            let result = try await desk.receive(desk.envelope("a", text: "first", messageID: "m1"))
            let (ticket, id) = (try #require(result.ticket), try #require(result.message))
            let (second, third) = (MessageWords(text: "2", newText: "2"), MessageWords(text: "3", newText: "3"))
            try await desk.change(id, .edit(third), "e3", in: ticket, at: 90)
            try await desk.change(id, .lateEdit(second), "e2", in: ticket, at: 60)
            let message = try #require(try await desk.store.inboundMessage(id))
            #expect(message.text == "3" && message.versions.map(\.text) == ["first", "2"])
        },
        StoreCase("a message that was taken back keeps its words for agents and loses its line") { desk in
            let result = try await desk.receive(desk.envelope("a", text: "secret", messageID: "m1"))
            let (ticket, id) = (try #require(result.ticket), try #require(result.message))
            try await desk.change(id, .deletion, "d1", in: ticket, at: 60)
            let message = try #require(try await desk.store.inboundMessage(id))
            #expect(message.text == "secret" && message.deletion == MessageDeletion(at: desk.at(60), by: ""))
            #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.first?.preview == "…")
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("a change waits for its message, and is found by its channel and id only") { desk in
            let item = try await desk.item(desk.envelope("e1"), at: 10)
            let waiting = WaitingChange(
                channel: desk.mail,
                messageID: "m1",
                arrival: item.arrival,
                envelope: 0,
                sender: item.envelope.sender,
                words: MessageWords(text: "second", newText: "second"),
                occurredAt: nil,
                receivedAt: desk.at(10)
            )
            let trace = DecisionTrace(rule: "edit-of-unknown")
            let outcome = try await desk.store.ingest([item]) { _, _ in
                RoutingDecision(placement: .ignore, trace: trace, waitingChange: waiting)
            }[0].outcome
            #expect(outcome == .ignored)
            #expect(try await desk.waiting("m1", on: desk.mail, item) == [waiting])
            #expect(try await desk.waiting("m1", on: ChannelID(rawValue: "chat"), item) == [])
            // A week later nobody waits any more.
            var late = try await desk.item(desk.envelope("e2"), at: 8 * 24 * 3600)
            late.receivedAt = desk.at(8 * 24 * 3600)
            var second = waiting
            second.messageID = "m2"
            second.receivedAt = late.receivedAt
            let kept = second
            _ = try await desk.store.ingest([late]) { _, _ in
                RoutingDecision(placement: .ignore, trace: trace, waitingChange: kept)
            }
            #expect(try await desk.waiting("m1", on: desk.mail, late) == [])
            #expect(try await desk.waiting("m2", on: desk.mail, late) == [kept])
        },
    ]
}
