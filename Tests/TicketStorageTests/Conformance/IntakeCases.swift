import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let intake: [StoreCase] = [
        StoreCase("an arrival is journaled once and comes back as it was") { desk in
            let large = [UInt8](repeating: 7, count: 200_000)
            let arrivals = [desk.arrival("a"), desk.arrival("b", body: large), desk.arrival("a")]
            let taken = try await desk.store.journal(arrivals, cursor: nil, channel: desk.mail)
            #expect(taken.map(\.isDuplicate) == [false, false, true])
            #expect(taken[0].arrival == taken[2].arrival)
            let back = try await desk.store.arrival(ArrivalID(rawValue: taken[1].arrival))
            #expect(back?.raw == arrivals[1])
            #expect(
                try await desk.store.arrival(channel: desk.mail, externalID: ExternalID(rawValue: "b"))?.rawValue
                    == taken[1].arrival
            )
        },
        StoreCase("arrivals wait in the order they were journaled") { desk in
            for name in ["a", "b", "c"] {
                _ = try await desk.store.journal([desk.arrival(name)], cursor: nil, channel: desk.mail)
            }
            let waiting = try await desk.store.unroutedArrivals(after: nil, limit: 2)
            #expect(waiting.map(\.raw.externalID.rawValue) == ["a", "b"])
            let rest = try await desk.store.unroutedArrivals(after: waiting.last?.id, limit: 10)
            #expect(rest.map(\.raw.externalID.rawValue) == ["c"])
        },
        StoreCase("the same id on another channel is another arrival") { desk in
            let other = ChannelID(rawValue: "other")
            _ = try await desk.store.journal([desk.arrival("a")], cursor: nil, channel: desk.mail)
            let taken = try await desk.store.journal(
                [desk.arrival("a", channel: other)],
                cursor: nil,
                channel: other
            )
            #expect(taken.map(\.isDuplicate) == [false])
        },
        StoreCase("a cursor is stored with its arrivals") { desk in
            let cursor = IntakeCursor(channel: desk.mail, stream: "INBOX", value: #"{"uid":7}"#)
            _ = try await desk.store.journal([desk.arrival("a")], cursor: cursor, channel: desk.mail)
            #expect(try await desk.store.cursor(channel: desk.mail, stream: "INBOX") == cursor)
            let later = IntakeCursor(channel: desk.mail, stream: "INBOX", value: #"{"uid":8}"#)
            _ = try await desk.store.journal([], cursor: later, channel: desk.mail)
            #expect(try await desk.store.cursor(channel: desk.mail, stream: "INBOX") == later)
            #expect(try await desk.store.cursor(channel: desk.mail, stream: "Sent") == nil)
            #expect(try await desk.store.cursors(channel: desk.mail, beginning: "IN") == [later])
            #expect(try await desk.store.cursors(channel: desk.mail, beginning: "in").isEmpty)
            #expect(try await desk.store.cursors(channel: ChannelID(rawValue: "other"), beginning: "").isEmpty)
        },
        StoreCase("the same mail by another path adds its recipients") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let again = desk.arrival("a", recipients: ["desk@example.org", "sales@example.org"])
            _ = try await desk.store.journal([again], cursor: nil, channel: desk.mail)
            let stored = try await desk.store.arrival(result.arrival)
            #expect(stored?.raw.envelopeRecipients == ["desk@example.org", "sales@example.org"])
            let message = try #require(result.message)
            let recipients = try await desk.store.inboundMessage(message)?.recipients
            #expect(recipients?.map(\.address) == ["desk@example.org", "sales@example.org"])
            #expect(recipients?.last?.role == .envelope)
        },
        StoreCase("an arrival that holds nobody's words is passed over and waits for nobody") { desk in
            let taken = try await desk.store.journal([desk.arrival("a")], cursor: nil, channel: desk.mail)
            let id = ArrivalID(rawValue: try #require(taken.first).arrival)
            try await desk.store.passOver(id, rule: "nothing-said")
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 10).isEmpty)
            #expect(try await desk.store.results(of: id).map(\.rule) == ["nothing-said"])
            #expect(try await desk.store.results(of: id).map(\.outcome) == [.ignored])
            #expect(try await desk.store.intakeCounts()[desk.mail]?.quarantined == 0)
        },
        StoreCase("quarantine, crash count and return to the queue") { desk in
            let taken = try await desk.store.journal([desk.arrival("a")], cursor: nil, channel: desk.mail)
            let id = ArrivalID(rawValue: taken[0].arrival)
            #expect(try await desk.store.countCrash(id) == 1)
            #expect(try await desk.store.countCrash(id) == 2)
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 1).first?.crashes == 2)
            try await desk.store.quarantine(id, reason: Wording("it bites", "它咬人"))
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 1).isEmpty)
            #expect(try await desk.store.results(of: id).map(\.outcome) == [.quarantined])
            let page = try await desk.store.intakePage(IntakeQuery(outcome: .quarantined))
            #expect(page.items.map(\.reason) == [.wording(Wording("it bites", "它咬人"))])
            #expect(try await desk.store.intakeCounts()[desk.mail]?.quarantined == 1)
            #expect(try await desk.store.arrival(id)?.isReleased == false)
            try await desk.store.requeue(id)
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 1).map(\.crashes) == [0])
            #expect(try await desk.store.arrival(id)?.isReleased == true)
            #expect(try await desk.store.results(of: id).isEmpty)
            #expect(try await desk.store.results(of: [id]).isEmpty)
        },
        StoreCase("the journal is paged from the newest") { desk in
            for index in 0..<5 {
                _ = try await desk.store.journal(
                    [desk.arrival("\(index)", at: Int64(index))],
                    cursor: nil,
                    channel: desk.mail
                )
            }
            let first = try await desk.store.intakePage(IntakeQuery(limit: 3))
            #expect(first.items.map(\.externalID.rawValue) == ["4", "3", "2"])
            let second = try await desk.store.intakePage(IntakeQuery(after: first.next, limit: 3))
            #expect(second.items.map(\.externalID.rawValue) == ["1", "0"])
            #expect(second.next == nil)
            let counts = try await desk.store.intakeCounts()[desk.mail]
            #expect(counts == IntakeCounts(journaled: 5, waiting: 5, quarantined: 0, lastAt: desk.at(4)))
        },
        StoreCase("octets of routed arrivals are let go, others stay") { desk in
            let routed = try await desk.receive(desk.envelope("a"), at: 1)
            let waiting = try await desk.store.journal([desk.arrival("b", at: 1)], cursor: nil, channel: desk.mail)
            #expect(try await desk.store.dropOctets(receivedBefore: desk.at(1)) == 0)
            #expect(try await desk.store.dropOctets(receivedBefore: desk.at(2)) == 1)
            #expect(try await desk.store.arrival(routed.arrival) == nil)
            #expect(try await desk.store.arrival(ArrivalID(rawValue: waiting[0].arrival)) != nil)
        },
        StoreCase("sixty-four callers at once are all journaled") { desk in
            let taken = try await withThrowingTaskGroup(of: ArrivalAcceptance.self) { group in
                for index in 0..<64 {
                    group.addTask {
                        let arrival = desk.arrival("n\(index)")
                        return try await desk.store.journal([arrival], cursor: nil, channel: desk.mail)[0]
                    }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1.arrival) }
            }
            #expect(taken.count == 64)
            #expect(try await desk.store.unroutedArrivals(after: nil, limit: 100).count == 64)
        },
    ]
}
