import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let outbox: [StoreCase] = [
        StoreCase("a leg's deliveries leave one after the other") { desk in
            let thread = try await desk.ticketWithReplies(3)
            let epoch = try await desk.store.beginEpoch()
            var texts: [String] = []
            for _ in 0..<3 {
                let claimed = try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 10)
                #expect(claimed.count == 1)
                let delivery = try firstOf(claimed)
                texts.append(String(decoding: delivery.part.body, as: UTF8.self))
                #expect(delivery.state == .sending)
                #expect(delivery.attempts == 1)
                #expect(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 10).isEmpty)
                #expect(try await desk.store.record(desk.outcome(delivery, epoch, .sent, "sent")))
            }
            #expect(texts == ["reply 0 0", "reply 1 0", "reply 2 0"])
            #expect(try await desk.store.outboxCounts() == [.sent: 3])
            #expect(thread.ticket.number == 1)
        },
        StoreCase("a permanent failure releases the leg and is shown") { desk in
            _ = try await desk.ticketWithReplies(2)
            let epoch = try await desk.store.beginEpoch()
            let first = try firstOf(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 10))
            #expect(try await desk.store.record(desk.outcome(first, epoch, .failed, "never", "550 no such user")))
            let second = try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 10)
            #expect(second.count == 1)
            let thread = try #require(try await desk.store.thread(number: 1))
            #expect(thread.events.last?.kind == .delivery)
            #expect(thread.events.last?.to == "failed")
            #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.map(\.hasDeliveryProblem) == [true])
            let record = try #require(try await desk.store.delivery(first.id))
            #expect(record.delivery.reason == .verbatim("550 no such user"))
            #expect(record.attempts.map(\.outcome) == ["never"])
            #expect(try await desk.store.retry(first.id, actor: .operator, at: desk.at(101)) == .done)
            #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.map(\.hasDeliveryProblem) == [false])
        },
        StoreCase("why a delivery failed and a channel is held is kept in both languages") { desk in
            _ = try await desk.ticketWithReplies(1)
            let epoch = try await desk.store.beginEpoch()
            let first = try firstOf(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 10))
            let reason = Wording("Nobody lives there: [550] \"no\"", "查无此人：[550] \"no\"")
            var outcome = desk.outcome(first, epoch, .failed, "never")
            outcome.answer = reason
            #expect(try await desk.store.record(outcome))
            let record = try #require(try await desk.store.delivery(first.id))
            #expect(record.delivery.reason == reason && record.attempts.map(\.answer) == [reason])
            try await desk.store.setHold(reason, channel: desk.mail, at: desk.start)
            #expect(try await desk.store.holds() == [desk.mail: reason])
        },
        StoreCase("an uncertain or held delivery blocks its leg") { desk in
            for state in [DeliveryState.uncertain, .held] {
                let result = try await desk.receive(desk.envelope("m-\(state)", from: "\(state)@example.org"))
                let thread = try #require(try await desk.thread(result))
                for index in 0..<2 {
                    let reply = try desk.reply(in: thread, text: "\(index)", at: Int64(index))
                    try await desk.apply(.reply(reply, status: nil))
                }
                let epoch = try await desk.store.beginEpoch()
                let first = try firstOf(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(9), limit: 10))
                let word = state == .held ? "blocked" : "unknown"
                #expect(try await desk.store.record(desk.outcome(first, epoch, state, word)))
                #expect(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(9), limit: 10).isEmpty)
                #expect(try await desk.store.nextDueTime() == nil)
                #expect(try await desk.store.cancel(first.id, actor: .operator, at: desk.at(9)) == .done)
                let next = try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(9), limit: 10)
                #expect(next.count == 1)
                #expect(try await desk.store.record(desk.outcome(try firstOf(next), epoch, .sent, "sent")))
            }
        },
        StoreCase("a deferred delivery waits for its time") { desk in
            _ = try await desk.ticketWithReplies(1)
            let epoch = try await desk.store.beginEpoch()
            let first = try firstOf(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 1))
            var later = desk.outcome(first, epoch, .deferred, "later")
            later.notBefore = desk.at(160)
            #expect(try await desk.store.record(later))
            #expect(try await desk.store.nextDueTime() == desk.at(160))
            #expect(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(159), limit: 1).isEmpty)
            let again = try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(160), limit: 1)
            #expect(again.map(\.attempts) == [2])
            #expect(again.map(\.part) == [first.part])
        },
        StoreCase("results of another attempt or an earlier run are not taken") { desk in
            _ = try await desk.ticketWithReplies(1)
            let old = try await desk.store.beginEpoch()
            let first = try firstOf(try await desk.store.claimDeliveries(epoch: old, now: desk.at(100), limit: 1))
            var wrong = desk.outcome(first, old, .sent, "sent")
            wrong.attempt = 2
            #expect(try await desk.store.record(wrong) == false)
            let new = try await desk.store.beginEpoch()
            #expect(new > old)
            #expect(try await desk.store.record(desk.outcome(first, old, .sent, "sent")) == false)
            #expect(try await desk.store.claimDeliveries(epoch: old, now: desk.at(100), limit: 1).isEmpty)
            let taken = try await desk.store.takeOverInterrupted(epoch: new)
            #expect(taken.map(\.id) == [first.id])
            #expect(taken.map(\.state) == [.sending])
            #expect(try await desk.store.takeOverInterrupted(epoch: new).isEmpty)
            var interrupted = desk.outcome(first, new, .deferred, "interrupted")
            interrupted.mayRepeat = true
            interrupted.notBefore = desk.at(101)
            #expect(try await desk.store.record(interrupted))
            #expect(try await desk.store.record(interrupted) == false)
            let again = try firstOf(try await desk.store.claimDeliveries(epoch: new, now: desk.at(101), limit: 1))
            #expect(again.mayRepeat)
            let record = try #require(try await desk.store.delivery(first.id))
            #expect(record.attempts.map(\.outcome) == ["interrupted", nil])
        },
        StoreCase("a paused outbox and a held channel send nothing") { desk in
            _ = try await desk.ticketWithReplies(1)
            let epoch = try await desk.store.beginEpoch()
            try await desk.store.setOutboxPaused(true, actor: .operator, at: desk.start)
            #expect(try await desk.store.isOutboxPaused())
            #expect(try await desk.store.nextDueTime() == nil)
            #expect(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 1).isEmpty)
            try await desk.store.setOutboxPaused(false, actor: .operator, at: desk.start)
            try await desk.store.setHold(.verbatim("password refused"), channel: desk.mail, at: desk.start)
            #expect(try await desk.store.holds() == [desk.mail: .verbatim("password refused")])
            #expect(try await desk.store.nextDueTime() == nil)
            #expect(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 1).isEmpty)
            try await desk.store.setHold(nil, channel: desk.mail, at: desk.start)
            #expect(try await desk.store.nextDueTime() != nil)
            #expect(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 1).count == 1)
        },
        StoreCase("news moves a delivery forward only, and a late failure asks for attention") { desk in
            _ = try await desk.ticketWithReplies(1, messageID: "out@example.org")
            let epoch = try await desk.store.beginEpoch()
            let sent = try firstOf(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 1))
            var outcome = desk.outcome(sent, epoch, .sent, "sent")
            outcome.externalID = ExternalID(rawValue: "queue-77")
            #expect(try await desk.store.record(outcome))
            func news(_ state: DeliveryState) async throws -> DeliveryState? {
                let item = try await desk.item(desk.envelope("news-\(desk.ids.next(Delivery.self, at: desk.start))"))
                let update = DeliveryUpdate(
                    delivery: sent.id,
                    state: state,
                    reason: .verbatim("told"),
                    undeliverable: state == .failed ? IdentityKey(kind: .email, value: "ada@example.org") : nil
                )
                _ = try await desk.store.ingest([item]) { _, _ in
                    RoutingDecision(placement: .ignore, trace: DecisionTrace(rule: "news"), deliveryNews: [update])
                }
                return try await desk.store.delivery(sent.id)?.delivery.state
            }
            try await desk.ask { reads in
                let byPart = try reads.deliveries(externalID: "out@example.org")
                let byReceipt = try reads.deliveries(externalID: "queue-77")
                let byNothing = try reads.deliveries(externalID: "")
                #expect(byPart.map(\.id) == [sent.id])
                #expect(byReceipt.map(\.id) == [sent.id])
                #expect(byNothing.isEmpty)
                let known = try reads.messages(known: ["queue-77"])
                #expect(known.map(\.origin) == [.sent])
            }
            #expect(try await news(.delivered) == .delivered)
            #expect(try await news(.sent) == .delivered)
            #expect(try await news(.failed) == .failed)
            #expect(try await news(.read) == .failed)
            let line = try #require(try await desk.store.ticketPage(TicketQuery(view: .all)).items.first)
            #expect(line.hasDeliveryProblem)
            let thread = try #require(try await desk.store.thread(number: 1))
            #expect(thread.events.last?.kind == .delivery)
            #expect(thread.identities.first?.undeliverableSince != nil)
        },
        StoreCase("what was sent is neither retried nor canceled") { desk in
            _ = try await desk.ticketWithReplies(1)
            let epoch = try await desk.store.beginEpoch()
            let sent = try firstOf(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 1))
            #expect(
                try await desk.store.cancel(sent.id, actor: .operator, at: desk.at(1)) == .refused("it is being sent")
            )
            #expect(try await desk.store.record(desk.outcome(sent, epoch, .sent, "sent")))
            #expect(
                try await desk.store.cancel(sent.id, actor: .operator, at: desk.at(1)) == .refused("it is sent already")
            )
            #expect(
                try await desk.store.retry(sent.id, actor: .operator, at: desk.at(1)) == .refused("it was sent already")
            )
        },
        StoreCase("the outbox is paged by state, newest first") { desk in
            _ = try await desk.ticketWithReplies(5)
            let first = try await desk.store.outboxPage(states: [.queued, .failed], after: nil, limit: 3)
            #expect(first.items.count == 3)
            let second = try await desk.store.outboxPage(states: [.queued], after: first.next, limit: 3)
            #expect(second.items.count == 2)
            #expect(second.next == nil)
            let ids = (first.items + second.items).map(\.delivery.id)
            #expect(ids == ids.sorted(by: >))
            #expect(try await desk.store.outboxPage(states: [.sent], after: nil, limit: 3).items.isEmpty)
        },
        StoreCase("a large part is kept whole") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            var planned = try desk.reply(in: try #require(try await desk.thread(result)))
            planned.parts[0].body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 17) }
            try await desk.apply(.reply(planned, status: nil))
            let epoch = try await desk.store.beginEpoch()
            let claimed = try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 1)
            #expect(claimed.map(\.part) == planned.parts)
        },
    ]
}

extension DeskFixture {
    /// Ticket 1 with some replies queued.
    func ticketWithReplies(_ count: Int, messageID: String? = nil) async throws -> TicketThread {
        let result = try await receive(envelope("first"))
        guard let thread = try await thread(result) else { throw NothingThere() }
        for index in 0..<count {
            let reply = try reply(in: thread, text: "reply \(index)", messageID: messageID, at: Int64(10 + index))
            try await apply(.reply(reply, status: nil), at: Int64(10 + index))
        }
        return thread
    }

    /// The outcome of a delivery's current attempt.
    func outcome(
        _ delivery: Delivery,
        _ epoch: Int64,
        _ state: DeliveryState,
        _ word: String,
        _ answer: String = "250 ok"
    ) -> AttemptOutcome {
        AttemptOutcome(
            delivery: delivery.id,
            epoch: epoch,
            attempt: delivery.attempts,
            state: state,
            outcome: word,
            answer: .verbatim(answer),
            at: at(200)
        )
    }
}
