import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension DeskFixture {
    /// An agent, stored.
    fileprivate func agent(_ name: String) async throws -> Agent {
        try await store.addAgent(
            Agent(
                id: ids.next(at: start),
                email: "\(name.lowercased())@desk.example",
                name: name,
                role: .agent,
                createdAt: start
            )
        )
    }

    func notice(_ agent: Agent, _ ticket: TicketID, cause: String = "event:1", at seconds: Int64 = 5) -> Notice {
        Notice(
            id: ids.next(at: at(seconds)),
            agent: agent.id,
            kind: .assigned,
            ticket: ticket,
            cause: cause,
            actor: .operator,
            excerpt: "It burns.",
            at: at(seconds)
        )
    }

    func mail(_ agent: Agent, key: String, at seconds: Int64 = 5) -> NoticeDelivery {
        NoticeDelivery(
            id: ids.next(at: at(seconds)),
            key: key,
            destination: .mail(mail, agent.id),
            part: OutboundPart(
                index: 0,
                externalID: ExternalID(rawValue: "\(key)@desk.example"),
                destinations: [agent.email],
                origin: "",
                mediaType: "message/rfc822",
                body: Array("Notice".utf8)
            ),
            notBefore: at(seconds),
            createdAt: at(seconds)
        )
    }
}

extension DeskFixture {
    /// Whether each key is still known once the desk was tidied: what has one is not taken again.
    fileprivate func knownKeys(of agent: Agent, at seconds: Int64) async throws -> [Bool] {
        try await store.tidy(now: at(seconds))
        var known: [Bool] = []
        for key in ["sent", "failed", "waits"] {
            let name = "\(key)\(seconds)"
            try await receive(envelope(name, from: "\(name)@example.org"), at: seconds)
            let work = try #require(try await store.noticeWork(at: at(seconds), limit: 10))
            var outcome = NoticeOutcome()
            outcome.deliveries = [mail(agent, key: key, at: seconds)]
            _ = try await store.keep(outcome, of: work)
            let due = try await store.claimNotices(epoch: 1, now: at(seconds), limit: 10)
            known.append(!due.contains { $0.key == key && $0.createdAt == at(seconds) })
        }
        return known
    }
}

extension TicketStoreConformance {
    static let notices: [StoreCase] = [
        StoreCase("following begins where the desk is, and each event comes once") { desk in
            try await desk.receive(desk.envelope("a"))
            try await desk.store.beginNotices()
            #expect(try await desk.store.noticeWork(at: desk.at(1), limit: 10) == nil)
            let result = try await desk.receive(desk.envelope("b", from: "bo@example.org"), at: 2)
            try await desk.store.beginNotices()
            let work = try #require(try await desk.store.noticeWork(at: desk.at(3), limit: 10))
            #expect(work.steps.map(\.ticket.id) == [result.ticket])
            #expect(work.steps.first?.words == "It burns.")
            let first = try await desk.store.keep(NoticeOutcome(), of: work)
            let again = try await desk.store.keep(NoticeOutcome(), of: work)
            #expect(first && !again)
            #expect(try await desk.store.noticeWork(at: desk.at(3), limit: 10) == nil)
        },
        StoreCase("an agent is told of a cause once, reads it once, and sees only their own") { desk in
            let ann = try await desk.agent("Ann")
            let bob = try await desk.agent("Bob")
            try await desk.store.beginNotices()
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            let work = try #require(try await desk.store.noticeWork(at: desk.at(3), limit: 10))
            var outcome = NoticeOutcome()
            outcome.notices = [
                desk.notice(ann, ticket), desk.notice(ann, ticket), desk.notice(ann, ticket, cause: "event:2", at: 6),
                desk.notice(bob, ticket),
            ]
            let isKept = try await desk.store.keep(outcome, of: work)
            #expect(isKept)
            let page = try await desk.store.noticePage(of: ann.id, after: nil, limit: 1)
            #expect(page.items.map(\.notice.cause) == ["event:2"])
            let rest = try await desk.store.noticePage(of: ann.id, after: page.next, limit: 1)
            #expect(rest.items.map(\.notice.cause) == ["event:1"])
            #expect(rest.next == nil)
            #expect(rest.items.first?.number == result.ticketNumber)
            #expect(try await desk.store.unreadNotices(of: ann.id) == 2)
            try await desk.store.markRead(page.items.first?.notice.id, of: bob.id, at: desk.at(8))
            #expect(try await desk.store.unreadNotices(of: ann.id) == 2)
            try await desk.store.markRead(page.items.first?.notice.id, of: ann.id, at: desk.at(8))
            #expect(try await desk.store.unreadNotices(of: ann.id) == 1)
            try await desk.store.markRead(nil, of: ann.id, at: desk.at(9))
            #expect(try await desk.store.unreadNotices(of: ann.id) == 0)
            #expect(try await desk.store.unreadNotices(of: bob.id) == 1)
        },
        StoreCase("what an agent chose holds, the usual holds for the rest") { desk in
            let ann = try await desk.agent("Ann")
            let choice = NoticeChoice(inPage: false, byMail: true)
            try await desk.store.save([.newTicket: choice], of: ann.id)
            let choices = try await desk.store.noticeChoices(of: ann.id)
            #expect(choices[.newTicket] == choice)
            #expect(choices[.assigned] == .usual(.assigned))
        },
        StoreCase("a mail is claimed once, recorded by its own run, and taken up after a crash") { desk in
            let ann = try await desk.agent("Ann")
            try await desk.store.beginNotices()
            try await desk.receive(desk.envelope("a"))
            let work = try #require(try await desk.store.noticeWork(at: desk.at(3), limit: 10))
            var outcome = NoticeOutcome()
            outcome.deliveries = [desk.mail(ann, key: "one"), desk.mail(ann, key: "one")]
            let isKept = try await desk.store.keep(outcome, of: work)
            #expect(isKept)
            #expect(try await desk.store.claimNotices(epoch: 1, now: desk.at(4), limit: 10).isEmpty)
            let claimed = try await desk.store.claimNotices(epoch: 1, now: desk.at(5), limit: 10)
            #expect(claimed.map(\.key) == ["one"])
            #expect(claimed.first?.attempts == 1)
            #expect(claimed.first?.part == outcome.deliveries.first?.part)
            #expect(try await desk.store.claimNotices(epoch: 1, now: desk.at(9), limit: 10).isEmpty)
            var interrupted = try #require(try await desk.store.interruptedNotices(epoch: 2).first)
            #expect(interrupted.key == "one")
            var late = try #require(claimed.first)
            late.state = .failed
            try await desk.store.record(late, epoch: 1)
            interrupted.state = .deferred
            try await desk.store.record(interrupted, epoch: 2)
            let again = try await desk.store.claimNotices(epoch: 2, now: desk.at(9), limit: 10)
            #expect(again.map(\.attempts) == [2])
            #expect(try await desk.store.interruptedNotices(epoch: 2).isEmpty)
        },
        StoreCase("whoever listens hears of an agent's notice, once") { desk in
            let ann = try await desk.agent("Ann")
            try await desk.store.beginNotices()
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            let work = try #require(try await desk.store.noticeWork(at: desk.at(3), limit: 10))
            var outcome = NoticeOutcome()
            outcome.notices = [desk.notice(ann, ticket), desk.notice(ann, ticket)]
            let feed = desk.store.feed.subscribe()
            _ = try await desk.store.keep(outcome, of: work)
            let batch = await feed.first { _ in true }
            #expect(batch == [.notice(ann.id, .assigned, ticket)])
        },
        StoreCase("what was sent or given up is forgotten after a month, what waits is not") { desk in
            let ann = try await desk.agent("Ann")
            try await desk.store.beginNotices()
            try await desk.receive(desk.envelope("a"))
            let work = try #require(try await desk.store.noticeWork(at: desk.at(3), limit: 10))
            var outcome = NoticeOutcome()
            outcome.deliveries = ["sent", "failed", "waits"].map { desk.mail(ann, key: $0) }
            _ = try await desk.store.keep(outcome, of: work)
            for var delivery in try await desk.store.claimNotices(epoch: 1, now: desk.at(5), limit: 10) {
                switch delivery.key {
                case "sent": delivery.state = .sent
                case "failed": delivery.state = .failed
                default: delivery.state = .deferred
                }
                try await desk.store.record(delivery, epoch: 1)
            }
            #expect(try await desk.knownKeys(of: ann, at: 29 * 86_400) == [true, true, true])
            #expect(try await desk.knownKeys(of: ann, at: 31 * 86_400) == [false, false, true])
        },
        StoreCase("a room's messages leave apart, and what would wait too long is left out") { desk in
            let room = NoticeRoom(
                id: desk.ids.next(at: desk.start),
                name: "Duty",
                provider: .slack,
                kinds: [.newTicket],
                language: "en",
                sealed: [1, 2, 3]
            )
            #expect(try await desk.store.save(room, actor: .operator, at: desk.start) == .done)
            #expect(try await desk.store.noticeRooms() == [room])
            try await desk.store.beginNotices()
            try await desk.receive(desk.envelope("a"))
            let work = try #require(try await desk.store.noticeWork(at: desk.at(3), limit: 10))
            var outcome = NoticeOutcome()
            outcome.deliveries = (0..<400).map { number in
                NoticeDelivery(
                    id: desk.ids.next(at: desk.at(5)),
                    key: "room:\(number)",
                    destination: .room(room.id),
                    part: OutboundPart(index: 0, destinations: [], mediaType: "text/plain", body: [65]),
                    notBefore: desk.at(5),
                    createdAt: desk.at(5)
                )
            }
            let isKept = try await desk.store.keep(outcome, of: work)
            #expect(isKept)
            #expect(try await desk.store.claimNotices(epoch: 1, now: desk.at(5), limit: 400).count == 1)
            let rest = try await desk.store.claimNotices(epoch: 1, now: desk.at(5_000), limit: 400)
            #expect((150...200).contains(rest.count))
            #expect(try await desk.store.removeRoom(room.id, actor: .operator, at: desk.start) == .done)
            #expect(try await desk.store.claimNotices(epoch: 1, now: desk.at(9_000), limit: 400).isEmpty)
        },
        StoreCase("a letter to a customer leaves once under its key") { desk in
            try await desk.store.beginNotices()
            let result = try await desk.receive(desk.envelope("a"))
            let thread = try #require(try await desk.thread(result))
            let work = try #require(try await desk.store.noticeWork(at: desk.at(3), limit: 10))
            var outcome = NoticeOutcome()
            outcome.letters = [
                ("solved:1", try desk.reply(in: thread, purpose: .notice)),
                ("solved:1", try desk.reply(in: thread, purpose: .notice)),
            ]
            let isKept = try await desk.store.keep(outcome, of: work)
            #expect(isKept)
            #expect(try await desk.store.outboxCounts() == [.queued: 1])
        },
        StoreCase("settings are kept, and begin with telling nobody") { desk in
            #expect(try await desk.store.noticeSettings() == NoticeSettings())
            let settings = NoticeSettings(
                mailChannel: desk.mail,
                tellsSolved: true,
                texts: ["assigned/en": NoticeText(subject: "a", body: "b")]
            )
            try await desk.store.save(settings, actor: .operator, at: desk.start)
            #expect(try await desk.store.noticeSettings() == settings)
        },
        StoreCase("an agent's answer by mail waits until it is worked off, and comes once") { desk in
            let ann = try await desk.agent("Ann")
            let result = try await desk.receive(desk.envelope("a"))
            let item = try await desk.item(desk.envelope("b", from: "ann@desk.example"), at: 2)
            let mail = StaffMail(
                arrival: item.arrival,
                envelope: 0,
                ticket: try #require(result.ticket),
                number: try #require(result.ticketNumber),
                agent: ann.id,
                sender: ann.email,
                isProven: true,
                text: "Done.",
                at: desk.at(2)
            )
            let decision = RoutingDecision(placement: .staff(mail), trace: DecisionTrace(rule: "staff-answer"))
            let stored = try await desk.store.ingest([item]) { _, _ in decision }
            #expect(stored.map(\.outcome) == [.appended])
            #expect(stored.map(\.ticketNumber) == [result.ticketNumber])
            let again = try await desk.store.ingest([item]) { _, _ in decision }
            #expect(again.map(\.ticket) == [result.ticket])
            #expect(try await desk.store.staffMails(limit: 10) == [mail])
            try await desk.store.finish(mail, notice: desk.notice(ann, mail.ticket))
            #expect(try await desk.store.staffMails(limit: 10).isEmpty)
            #expect(try await desk.store.unreadNotices(of: ann.id) == 1)
            #expect(try await desk.thread(result)?.entries.count == 1)
        },
    ]
}
