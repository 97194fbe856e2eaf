import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let maintenance: [StoreCase] = [
        StoreCase("values of the installation are set and taken away") { desk in
            #expect(try await desk.store.value(named: "x") == nil)
            try await desk.store.setValue("1", named: "x")
            try await desk.store.setValue("2", named: "x")
            #expect(try await desk.store.value(named: "x") == "2")
            try await desk.store.setValue(nil, named: "x")
            #expect(try await desk.store.value(named: "x") == nil)
        },
        StoreCase("a desk in use is found sound") { desk in
            let (first, second) = try await desk.twoPeopleInOneTicket()
            try await desk.apply(.reply(try desk.reply(in: first), status: nil))
            let new = desk.newTicket(like: first, subject: "x")
            try await desk.apply(
                .split(from: first.ticket.id, messages: [second], into: new, action: desk.ids.next(at: desk.start))
            )
            let epoch = try await desk.store.beginEpoch()
            let claimed = try firstOf(try await desk.store.claimDeliveries(epoch: epoch, now: desk.at(100), limit: 1))
            #expect(try await desk.store.record(desk.outcome(claimed, epoch, .failed, "never")))
            _ = try await desk.store.indexPending(limit: 1_000)
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("bytes that nothing refers to are let go after a day, others stay") { desk in
            let kept = BlobBytes.made([UInt8](repeating: 1, count: 50_000))
            let lost = BlobBytes.made([UInt8](repeating: 2, count: 50_000))
            let fresh = BlobBytes.made([3])
            try await desk.store.keep([kept, lost], at: desk.start)
            try await desk.store.keep([fresh], at: desk.at(90_000))
            let result = try await desk.receive(desk.envelope("a"))
            var planned = try desk.reply(in: try #require(try await desk.thread(result)))
            planned.reply.attachments = [
                AttachmentRecord(
                    id: desk.ids.next(at: desk.start),
                    name: "a.bin",
                    contentType: "application/octet-stream",
                    size: kept.bytes.count,
                    blob: kept.digest
                )
            ]
            try await desk.apply(.reply(planned, status: nil))
            try await desk.store.tidy(now: desk.at(100_000))
            #expect(try await desk.store.blob(kept.digest) == kept.bytes)
            #expect(try await desk.store.blob(fresh.digest) == fresh.bytes)
            #expect(try await desk.store.blob(lost.digest) == nil)
            var again = try desk.reply(in: try #require(try await desk.thread(result)))
            again.reply.attachments = planned.reply.attachments
            again.reply.attachments[0].id = desk.ids.next(at: desk.start)
            again.reply.attachments[0].blob = lost.digest
            let change = try await desk.apply(.reply(again, status: nil))
            #expect(change == .refused("the file a.bin is no longer kept; attach it again"))
        },
        StoreCase("the newest id is behind every id in use") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            #expect(try await desk.store.newestID() >= (try #require(result.message)).rawValue)
        },
    ]
}
