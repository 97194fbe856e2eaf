import ChannelKit
import DeskModel
import Foundation
import MessageRouting
import MessageThreading
import NIOCore
import Notices
import OutboxDelivery
import Synchronization
import Testing
import TicketStorage

@testable import DeskWeb
@testable import TicketFollowing

/// What follows the commits: notices made, sent and answered, on a desk of real parts.
@Suite struct NoticeFollowingTests {
    private static let hour = Duration.seconds(3_600)

    /// A desk whose agents are told by its mail channel.
    private func desk() async throws -> TestDesk {
        let desk = try TestDesk()
        try await desk.store.beginNotices()
        var settings = NoticeSettings()
        settings.mailChannel = ChannelID(rawValue: "mail")
        settings.tellsSolved = true
        try await desk.store.save(settings, actor: .operator, at: desk.clock.now)
        return desk
    }

    private func notices(_ desk: TestDesk) -> NoticeDesk {
        let clock = desk.clock
        let tokens = Counter()
        return NoticeDesk(
            store: desk.store,
            directory: desk.services.directory,
            replies: desk.services.replies,
            acknowledgments: AcknowledgmentWords(),
            name: "River Desk",
            publicURL: "https://desk.example",
            staffKey: Array(repeating: 9, count: 32),
            ids: desk.ids,
            now: { clock.now },
            messageToken: { "notice-\(tokens.next())" },
            wakeOutbox: desk.services.wakeOutbox,
            logger: desk.services.logger
        )
    }

    private func make(_ desk: TestDesk) async throws {
        let making = NoticeMaking(desk: notices(desk))
        while try await making.make() {}
    }

    private func kinds(_ agent: Agent, _ desk: TestDesk) async throws -> [NoticeKind] {
        try await desk.store.noticePage(of: agent.id, after: nil, limit: 50).items.map(\.notice.kind)
    }

    private func sending(_ desk: TestDesk, rooms: ScriptedRooms = ScriptedRooms()) -> NoticeDelivering {
        let clock = desk.clock
        let directory = desk.services.directory
        return NoticeDelivering(
            store: desk.store,
            epoch: 1,
            routes: { channel in
                (directory[channel]?.adapter as? any ReplyDelivering).map { adapter in
                    DeliveryRoute(
                        adapter: adapter,
                        machine: DeliveryStateMachine(policy: .patient, retriesUnknown: true, isIdempotent: false)
                    )
                }
            },
            transport: rooms,
            unseal: { $0.map { $0 ^ 0x55 } },
            clock: { clock.now },
            logger: desk.services.logger
        )
    }

    private func assign(_ ticket: Ticket, to agent: AgentID, by actor: Actor, _ desk: TestDesk) async throws {
        _ = try await desk.store.apply(
            DeskChange(
                .assign(ticket.id, agent),
                actor: actor,
                at: desk.clock.now
            )
        )
    }

    // MARK: - About to breach

    @Test func `a clock that warns is told once, in the page and by mail, to whom the ticket is assigned`() async throws
    {
        let desk = try await desk()
        let ann = try await desk.signIn(name: "Ann").agent
        let bob = try await desk.signIn(name: "Bob").agent
        let hours = BusinessHours(
            id: desk.ids.next(at: desk.clock.now),
            name: "Always",
            timeZone: "UTC",
            week: Array(repeating: [try #require(DayInterval("00:00-24:00"))], count: 7)
        )
        #expect(try await desk.store.save(hours, actor: .operator, at: desk.clock.now) == .done)
        let policy = SLAPolicy(
            id: desk.ids.next(at: desk.clock.now),
            name: "Standard",
            isEnabled: true,
            hours: hours.id,
            warningPercent: 50,
            limits: [SLALimit(.firstResponse, .normal, minutes: 120)]
        )
        #expect(try await desk.store.save(policy, actor: .operator, at: desk.clock.now) == .done)
        let clocks = ClockKeeping(store: desk.store, logger: desk.services.logger)
        let ticket = try await desk.receive()
        try await assign(ticket, to: ann.id, by: .operator, desk)
        while try await clocks.keep() {}
        try await make(desk)
        #expect(try await kinds(ann, desk) == [.assigned])

        desk.clock.advance(by: Self.hour)
        try await make(desk)
        try await make(desk)
        #expect(try await kinds(ann, desk) == [.aboutToBreach, .assigned])
        #expect(try await kinds(bob, desk) == [])
        let sending = sending(desk)
        while try await sending.send() {}
        let mails = desk.sent.all.filter { $0.destinations == [ann.email] }
        #expect(mails.count == 2)
        #expect(desk.sent.texts.contains { $0.contains("Ticket #\(ticket.number) is about to breach") })
        #expect(desk.sent.texts.allSatisfy { $0.contains("https://desk.example/desk/tickets/\(ticket.number)") })
    }

    @Test func `a notice reaches its agent's open pages, and nobody else's`() async throws {
        let desk = try await desk()
        let ann = try await desk.signIn(name: "Ann")
        let bob = try await desk.signIn(name: "Bob")
        let ticket = try await desk.receive(Letter(subject: "The \"pump\""))
        // What came before is not what is listened for.
        try await make(desk)
        let lines = try [ann, bob].map { visitor in
            try #require(
                desk.site.live.listen(as: visitor.agent.id, session: visitor.signedIn.session.digest)
            )
        }
        let hub = desk.site.live
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await hub.run() }
            // The hub hears what is told from its subscription on; a message of the ticket shows that it listens.
            while desk.store.feed.listenerCount == 0 { try await Task.sleep(for: .milliseconds(20)) }
            try await assign(ticket, to: ann.agent.id, by: .agent(bob.agent.id), desk)
            try await make(desk)
            var heard = ""
            for await message in lines[0].listener.messages {
                heard += String(buffer: message)
                if heard.contains("event: notice") { break }
            }
            #expect(
                heard.contains("\"kind\":\"assigned\",\"number\":\(ticket.number),\"subject\":\"The \\\"pump\\\"\"")
            )
            try await assign(ticket, to: bob.agent.id, by: .operator, desk)
            try await make(desk)
            var other = ""
            for await message in lines[1].listener.messages {
                other += String(buffer: message)
                if other.contains("event: notice") { break }
            }
            #expect(other.ranges(of: "event: notice").count == 1)
            group.cancelAll()
        }
    }

    // MARK: - Making

    @Test func `work that somebody else did meanwhile tells nobody twice`() async throws {
        let desk = try await desk()
        let ann = try await desk.signIn(name: "Ann").agent
        let ticket = try await desk.receive()
        try await assign(ticket, to: ann.id, by: .operator, desk)
        let work = try #require(try await desk.store.noticeWork(at: desk.clock.now, limit: 100))
        try await make(desk)
        #expect(try await desk.store.keep(NoticeOutcome(), of: work) == false)
        #expect(try await kinds(ann, desk) == [.assigned])
    }

    @Test func `an agent hears as they chose`() async throws {
        let desk = try await desk()
        let ann = try await desk.signIn(name: "Ann").agent
        try await desk.store.save([.assigned: NoticeChoice(inPage: false, byMail: false)], of: ann.id)
        let ticket = try await desk.receive()
        try await assign(ticket, to: ann.id, by: .operator, desk)
        try await make(desk)
        let sending = sending(desk)
        while try await sending.send() {}
        #expect(try await kinds(ann, desk).isEmpty && desk.sent.all.isEmpty)
    }

    @Test func `a customer is told once a day that their ticket was solved, by the way they wrote`() async throws {
        let desk = try await desk()
        let ann = try await desk.signIn(name: "Ann").agent
        let ticket = try await desk.receive()
        for status in [TicketStatus.solved, .open, .solved] {
            _ = try await desk.store.apply(
                DeskChange(
                    .status(ticket.id, status),
                    actor: .agent(ann.id),
                    at: desk.clock.now
                )
            )
            try await make(desk)
        }
        let letters = try await desk.thread(ticket).entries.filter { entry in
            if case .reply(let reply, _) = entry { reply.purpose == .notice } else { false }
        }
        #expect(letters.count == 1)
        #expect(desk.wakes.count > 0)
    }

    // MARK: - Sending

    @Test(arguments: [
        // Taken; a wrong key; no such address; later; far too many messages; taken or not, nobody knows.
        (ProviderAnswer(status: 200, body: Array(#"{"errcode":0,"errmsg":"ok"}"#.utf8)), 1, 1),
        (ProviderAnswer(status: 200, body: Array(#"{"errcode":93000,"errmsg":"invalid key"}"#.utf8)), 1, 1),
        (ProviderAnswer(status: 404), 1, 1),
        (ProviderAnswer(status: 429, headers: [HeaderField("Retry-After", "5")]), 2, 3),
        (ProviderAnswer(status: 200, body: Array(#"{"errcode":45009}"#.utf8)), 1, 2),
        (ProviderAnswer(status: 200, body: Array("no JSON".utf8)), 1, 1),
    ])
    func `what a room's provider answers decides how often it is told`(
        _ answer: ProviderAnswer,
        _ withinAMinute: Int,
        _ withinTwentyMinutes: Int
    ) async throws {
        let desk = try await desk()
        let url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=aaaaaaaa-bbbb-cccc"
        let address = try #require(RobotAddress(url: url, secret: nil, of: .wecom))
        let room = NoticeRoom(
            id: desk.ids.next(at: desk.clock.now),
            name: "Duty",
            provider: .wecom,
            kinds: [.newTicket],
            language: "zh-Hans",
            sealed: try #require(SealedRobot.make(address) { $0.map { $0 ^ 0x55 } })
        )
        #expect(try await desk.store.save(room, actor: .operator, at: desk.clock.now) == .done)
        let ticket = try await desk.receive()
        try await make(desk)
        let rooms = ScriptedRooms(answer: answer)
        let sending = sending(desk, rooms: rooms)
        while try await sending.send() {}
        #expect(rooms.requests.count == 1)
        let request = try #require(rooms.requests.first)
        #expect(request.url == url && request.method == "POST")
        #expect(String(decoding: request.body, as: UTF8.self).contains("新工单 #\(ticket.number)"))
        desk.clock.advance(by: .seconds(60))
        while try await sending.send() {}
        #expect(rooms.requests.count == withinAMinute)
        desk.clock.advance(by: .seconds(1_140))
        while try await sending.send() {}
        #expect(rooms.requests.count == withinTwentyMinutes)
        #expect(rooms.requests.allSatisfy { $0 == request })
    }

    @Test func `nothing leaves while the outbox is paused, and a room that was removed hears nothing`() async throws {
        let desk = try await desk()
        let ann = try await desk.signIn(name: "Ann").agent
        let ticket = try await desk.receive()
        try await assign(ticket, to: ann.id, by: .operator, desk)
        try await make(desk)
        try await desk.store.setOutboxPaused(true, actor: .operator, at: desk.clock.now)
        let sending = sending(desk)
        #expect(try await sending.send() == false)
        #expect(desk.sent.all.isEmpty)
        try await desk.store.setOutboxPaused(false, actor: .operator, at: desk.clock.now)
        while try await sending.send() {}
        #expect(desk.sent.all.map(\.destinations) == [[ann.email]])
    }

    // MARK: - Answers by mail

    @Test(arguments: [
        (true, nil, true), (false, nil, false), (true, "stranger@elsewhere.example", false),
    ])
    func `an agent's answer leaves when it is proven to be theirs, else it is kept as a note and told`(
        _ isProven: Bool,
        _ sender: String?,
        _ leaves: Bool
    ) async throws {
        let desk = try await desk()
        let ann = try await desk.signIn(name: "Ann").agent
        let ticket = try await desk.receive()
        try await answer(ticket, as: ann, from: sender ?? ann.email, isProven: isProven, desk)
        #expect(try await StaffAnswers(desk: notices(desk)).workOff())
        #expect(try await StaffAnswers(desk: notices(desk)).workOff() == false)
        let entries = try await desk.thread(ticket).entries
        let replies = entries.filter { if case .reply = $0 { true } else { false } }
        let notes = entries.compactMap { if case .note(let note) = $0 { note.text } else { nil } }
        #expect(replies.count == (leaves ? 1 : 0))
        #expect(notes.count == (leaves ? 0 : 1))
        #expect(try await kinds(ann, desk) == (leaves ? [] : [.unprovenAnswer]))
        if let note = notes.first {
            #expect(note.contains("Turn it off and on."))
            #expect(
                note.contains(
                    sender == nil ? "nothing proves who wrote it" : "it did not come from the agent's address"
                )
            )
        }
    }

    @Test func `a former agent's answer is never sent`() async throws {
        let desk = try await desk()
        let ann = try await desk.signIn(name: "Ann").agent
        let ticket = try await desk.receive()
        try await desk.store.setEnabled(ann.id, false, actor: .operator, at: desk.clock.now)
        try await answer(ticket, as: ann, from: ann.email, isProven: true, desk)
        #expect(try await StaffAnswers(desk: notices(desk)).workOff())
        let replies = try await desk.thread(ticket).entries.filter { if case .reply = $0 { true } else { false } }
        #expect(replies.isEmpty)
    }

    /// An agent's mail as routing stores it.
    private func answer(
        _ ticket: Ticket,
        as agent: Agent,
        from sender: String,
        isProven: Bool,
        _ desk: TestDesk
    ) async throws {
        let now = desk.clock.now
        let channel = ChannelID(rawValue: "mail")
        let raw = RawArrival(
            channel: channel,
            externalID: ExternalID(rawValue: "answer"),
            receivedAt: now,
            mediaType: "message/rfc822",
            body: Array("Subject: Re\r\n\r\nTurn it off and on.".utf8)
        )
        let journaled = try await desk.store.journal([raw], cursor: nil, channel: channel)
        let arrival = ArrivalID(rawValue: try #require(journaled.first).arrival)
        let item = Letter(from: sender).item(
            arrival: arrival,
            channel: channel,
            name: "answer",
            ids: desk.ids,
            now: now
        )
        let mail = StaffMail(
            arrival: arrival,
            envelope: 0,
            ticket: ticket.id,
            number: ticket.number,
            agent: agent.id,
            sender: sender,
            isProven: isProven,
            text: "Turn it off and on.",
            at: now
        )
        let decision = RoutingDecision(placement: .staff(mail), trace: DecisionTrace(rule: "staff-answer"))
        _ = try await desk.store.ingest([item]) { _, _ in decision }
    }
}

/// Rooms whose provider gives one answer to everything.
private final class ScriptedRooms: ProviderTransport {
    private let answer: ProviderAnswer
    private let seen = Mutex<[ProviderRequest]>([])

    init(answer: ProviderAnswer = ProviderAnswer(status: 200)) { self.answer = answer }

    var requests: [ProviderRequest] { seen.withLock { $0 } }

    func send(_ request: ProviderRequest, timeLimit: Duration) async throws(TransportFailure) -> ProviderAnswer {
        seen.withLock { $0.append(request) }
        return answer
    }
}
