import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let feed: [StoreCase] = [
        StoreCase("who listens hears every event once it can be read, in order") { desk in
            var heard = desk.store.feed.subscribe().makeAsyncIterator()
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            try await desk.apply(.status(ticket, .pending))
            var news: [DeskNews] = []
            while news.count < 2, let next = await heard.next() { news += next }
            let stored = try await desk.store.events(after: nil, limit: 10)
            #expect(news == stored.map(DeskNews.event))
            #expect(news.map(\.ticket) == [ticket, ticket])
        },
        StoreCase("what was refused or rolled back is not told") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            var heard = desk.store.feed.subscribe().makeAsyncIterator()
            try await desk.apply(.undo(desk.ids.next(at: desk.at(3))))
            try await desk.apply(.priority(ticket, .high))
            let first = await heard.next()
            guard case .event(let event) = first?.first else {
                Issue.record("\(String(describing: first))")
                return
            }
            #expect(event.kind == .priority)
        },
        StoreCase("a delivery's progress is told without an event") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let thread = try #require(try await desk.thread(result))
            try await desk.apply(.reply(try desk.reply(in: thread), status: nil))
            let epoch = try await desk.store.beginEpoch()
            let claimed = try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(20), limit: 1)
            let delivery = try #require(claimed.first)
            var heard = desk.store.feed.subscribe().makeAsyncIterator()
            let isRecorded = try await desk.store.record(
                AttemptOutcome(
                    delivery: delivery.id,
                    epoch: epoch,
                    attempt: delivery.attempts,
                    state: .sent,
                    outcome: "sent",
                    answer: .verbatim("250 OK"),
                    at: desk.at(21)
                )
            )
            #expect(isRecorded)
            #expect(await heard.next() == [.delivery(thread.ticket.id, .sent)])
            #expect(try await desk.store.events(after: nil, limit: 10).allSatisfy { $0.kind != .delivery })
        },
        StoreCase("a listener that falls behind is let go") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            let slow = desk.store.feed.subscribe()
            for round in 0...DeskFeed.waitingLimit {
                try await desk.apply(.priority(ticket, round.isMultiple(of: 2) ? .high : .low))
            }
            var count = 0
            for await _ in slow { count += 1 }
            #expect(count <= DeskFeed.waitingLimit)
            #expect(desk.store.feed.listenerCount == 0)
        },
    ]
}
