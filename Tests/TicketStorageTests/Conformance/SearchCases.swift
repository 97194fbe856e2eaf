import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let search: [StoreCase] = [
        StoreCase("words are found before and after they are indexed") { desk in
            try await desk.receive(desk.envelope("a", text: "请帮我处理退款，谢谢"))
            try await desk.receive(
                desk.envelope("b", from: "bob@example.org", name: "Bob", text: "The refund is late."),
                at: 1
            )
            for round in 0..<2 {
                #expect(try await desk.found("退款") == [1], "round \(round)")
                #expect(try await desk.found("退") == [1], "round \(round)")
                #expect(try await desk.found("款退") == [], "round \(round)")
                #expect(try await desk.found("REFUND late") == [2], "round \(round)")
                #expect(try await desk.found("bob@example.org") == [2], "round \(round)")
                #expect(try await desk.found("printer") == [1, 2], "round \(round)")
                #expect(try await desk.found("#2") == [2], "round \(round)")
                #expect(try await desk.found("\" OR * NEAR(") == [], "round \(round)")
                _ = try await desk.store.indexPending(limit: 1_000)
            }
            #expect(try await desk.store.indexPending(limit: 1_000) == 0)
        },
        StoreCase("replies, notes, subjects and people lead to their tickets") { desk in
            let result = try await desk.receive(desk.envelope("a", name: "Ada Lovelace"))
            let thread = try #require(try await desk.thread(result))
            try await desk.apply(.reply(try desk.reply(in: thread, text: "Extinguisher sent"), status: nil))
            let note = Note(
                id: desk.ids.next(at: desk.start),
                ticket: thread.ticket.id,
                author: .operator,
                text: "arsonist",
                at: desk.start
            )
            try await desk.apply(.note(note))
            try await desk.apply(.subject(thread.ticket.id, "Conflagration"))
            for round in 0..<2 {
                for words in ["extinguisher", "arsonist", "conflagration", "lovelace"] {
                    #expect(try await desk.found(words) == [1], "\(words), round \(round)")
                }
                _ = try await desk.store.indexPending(limit: 1_000)
            }
            #expect(try await desk.found("firefighter") == [])
        },
        StoreCase("words follow their message into another ticket") { desk in
            let (first, second) = try await desk.twoPeopleInOneTicket()
            try await desk.receive(
                desk.envelope("c", text: "zebra", messageID: "m3@example.org", answers: ["m1@example.org"]),
                at: 2
            )
            _ = try await desk.store.indexPending(limit: 1_000)
            let zebra = try #require(try await desk.store.thread(number: 1)?.entries.last?.messageID)
            let new = desk.newTicket(like: first, subject: "Animals")
            try await desk.apply(
                .split(from: first.ticket.id, messages: [zebra], into: new, action: desk.ids.next(at: desk.start))
            )
            #expect(try await desk.found("zebra") == [2])
            #expect(try await desk.found("animals") == [2])
            #expect(second != zebra)
        },
        StoreCase("results are paged and name the place") { desk in
            for index in 0..<5 {
                try await desk.receive(
                    desk.envelope(
                        "m\(index)",
                        from: "n\(index)@example.org",
                        text: "Dear desk, my toaster fails. \(index)"
                    ),
                    at: Int64(index)
                )
            }
            let first = try await desk.store.search("toaster", after: nil, limit: 3)
            #expect(first.items.count == 3)
            #expect(first.items.allSatisfy { $0.excerpt.contains("toaster") })
            let second = try await desk.store.search("toaster", after: first.next, limit: 3)
            #expect(second.items.count == 2)
            #expect(second.next == nil)
            #expect(Set((first.items + second.items).map(\.ticket.ticket.number)) == [1, 2, 3, 4, 5])
        },
    ]
}

extension DeskFixture {
    /// The numbers of the tickets found, in order.
    func found(_ words: String) async throws -> [Int] {
        try await store.search(words, after: nil, limit: 50).items.map(\.ticket.ticket.number).sorted()
    }
}
