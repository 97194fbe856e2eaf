import ChannelKit
import DeskModel
import Testing

@testable import MessageThreading

@Suite struct MessageThreadingTests {
    static let tokens = ReplyTokens(key: Array(repeating: 7, count: 32))
    static let threading = MessageThreading(tokens: tokens)

    /// What a person sends, with chosen facts.
    static func envelope(
        from key: IdentityKey = KnownDesk.adaKey,
        verified: Bool = false,
        subject: String = "Re: Printer",
        _ facts: ThreadingFacts
    ) -> InboundEnvelope {
        InboundEnvelope(
            externalID: ExternalID(rawValue: "x"),
            sender: EnvelopeSender(
                identity: key,
                address: key.value,
                authenticity: verified ? .verified(method: "dmarc") : .unverified(reason: "nothing proves it")
            ),
            subject: subject,
            text: "It still jams.",
            threading: facts,
            replyRoute: ReplyRoute(target: key, address: key.value)
        )
    }

    static func decide(
        _ envelope: InboundEnvelope,
        by person: ContactID = KnownDesk.ada,
        on desk: KnownDesk = .withTicket(),
        unify: Duration = .zero,
        shared: Bool = false
    ) throws -> ThreadingDecision {
        try threading.decide(
            envelope,
            ThreadingContext(
                channel: KnownDesk.mail,
                person: person,
                senderIsShared: shared,
                unifyWindow: unify,
                receivedAt: KnownDesk.now
            ),
            desk
        )
    }

    static func joins(_ decision: ThreadingDecision) -> Bool {
        if case .join = decision.placement { true } else { false }
    }

    @Test func `a signed token in a recipient address admits whoever holds it`() throws {
        let token = Self.tokens.token(ticketNumber: 42, channel: KnownDesk.mail)
        let facts = ThreadingFacts(recipientTokens: [token])
        let decision = try Self.decide(Self.envelope(from: KnownDesk.eveKey, facts), by: KnownDesk.eve)
        #expect(Self.joins(decision))
        #expect(decision.trace.rule == "reply-token")
    }

    @Test func `a forged token is noted and does not admit`() throws {
        let facts = ThreadingFacts(recipientTokens: ["42.aaaaaaaaaaaaaaaaaaaaaaaaaa"])
        let decision = try Self.decide(Self.envelope(from: KnownDesk.eveKey, facts), by: KnownDesk.eve)
        #expect(!Self.joins(decision))
        #expect(decision.trace.evidence == [.strangeToken(.recipient)])
    }

    @Test func `an answer to a message we sent joins, whoever answers`() throws {
        let facts = ThreadingFacts(parentIDs: ["sent@desk"])
        let decision = try Self.decide(Self.envelope(from: KnownDesk.eveKey, facts), by: KnownDesk.eve)
        #expect(Self.joins(decision))
        #expect(decision.trace.rule == "in-reply-to")
    }

    @Test func `an answer to a received message joins for participants only`() throws {
        let facts = ThreadingFacts(parentIDs: ["received@ada"])
        #expect(Self.joins(try Self.decide(Self.envelope(facts))))
        let stranger = try Self.decide(Self.envelope(from: KnownDesk.eveKey, facts), by: KnownDesk.eve)
        #expect(!Self.joins(stranger))
        #expect(stranger.suggestions.map(\.ticket) == [TicketID(rawValue: 42)])
    }

    @Test func `an id that was merely mentioned admits proven participants only`() throws {
        let facts = ThreadingFacts(ancestorIDs: ["mentioned@list"])
        #expect(!Self.joins(try Self.decide(Self.envelope(facts))))
        let proven = try Self.decide(Self.envelope(verified: true, facts))
        #expect(Self.joins(proven))
        #expect(proven.trace.rule == "references")
        #expect(
            !Self.joins(
                try Self.decide(Self.envelope(from: KnownDesk.eveKey, verified: true, facts), by: KnownDesk.eve)
            )
        )
    }

    @Test func `a token goes before an id, an id before a number`() throws {
        let token = Self.tokens.token(ticketNumber: 42, channel: KnownDesk.mail)
        let all = ThreadingFacts(parentIDs: ["sent@desk"], recipientTokens: [token], subjectNumber: 42)
        #expect(try Self.decide(Self.envelope(verified: true, all)).trace.rule == "reply-token")
        let ids = ThreadingFacts(parentIDs: ["sent@desk"], subjectNumber: 42)
        #expect(try Self.decide(Self.envelope(verified: true, ids)).trace.rule == "in-reply-to")
    }

    @Test func `a subject number admits proven participants only`() throws {
        let facts = ThreadingFacts(subjectNumber: 42)
        #expect(Self.joins(try Self.decide(Self.envelope(verified: true, facts))))
        #expect(!Self.joins(try Self.decide(Self.envelope(verified: false, facts))))
        #expect(
            !Self.joins(
                try Self.decide(Self.envelope(from: KnownDesk.eveKey, verified: true, facts), by: KnownDesk.eve)
            )
        )
    }

    @Test func `an equal subject alone never joins`() throws {
        #expect(!Self.joins(try Self.decide(Self.envelope(verified: true, subject: "Printer", ThreadingFacts()))))
    }

    @Test func `empty ids match nothing`() throws {
        var desk = KnownDesk.withTicket()
        desk.ids.append(KnownMessageID(id: "", origin: .sent, ticket: TicketID(rawValue: 42)))
        let facts = ThreadingFacts(messageID: "", parentIDs: [""], ancestorIDs: ["", ""], conversationKey: "")
        #expect(!Self.joins(try Self.decide(Self.envelope(facts), on: desk)))
    }

    @Test func `Outlook's thread root joins for participants only`() throws {
        let facts = ThreadingFacts(conversationKey: "thread-index:root")
        #expect(try Self.decide(Self.envelope(facts)).trace.rule == "conversation")
        #expect(!Self.joins(try Self.decide(Self.envelope(from: KnownDesk.eveKey, facts), by: KnownDesk.eve)))
    }

    @Test func `a closed ticket is followed up by a new one`() throws {
        let facts = ThreadingFacts(parentIDs: ["sent@desk"])
        let decision = try Self.decide(Self.envelope(facts), on: .withTicket(.closed))
        guard case .newMatter(let earlier) = decision.placement else { return #expect(Bool(false)) }
        #expect(earlier?.number == 42)
    }

    @Test func `a solved ticket is reopened by mail but not by a chat that ends when solved`() throws {
        let facts = ThreadingFacts(parentIDs: ["sent@desk"])
        #expect(Self.joins(try Self.decide(Self.envelope(facts), on: .withTicket(.solved))))
        let chat = ThreadingFacts(conversationKey: "thread-index:root", conversationEndsWhenSolved: true)
        #expect(Self.joins(try Self.decide(Self.envelope(chat), on: .withTicket(.open))))
        #expect(!Self.joins(try Self.decide(Self.envelope(chat), on: .withTicket(.solved))))
    }

    @Test func `a new matter joins the only open ticket inside the window when both sides are proven`() throws {
        let day: Duration = .seconds(86_400)
        let envelope = Self.envelope(verified: true, ThreadingFacts())
        #expect(try Self.decide(envelope, unify: day).trace.rule == "unify-window")
        #expect(!Self.joins(try Self.decide(envelope, unify: .zero)))
        #expect(!Self.joins(try Self.decide(Self.envelope(ThreadingFacts()), unify: day)))
        #expect(!Self.joins(try Self.decide(envelope, unify: day, shared: true)))
        let old = KnownDesk.withTicket(lastInboundAt: Timestamp(seconds: KnownDesk.now.seconds - 2 * 86_400))
        #expect(!Self.joins(try Self.decide(envelope, on: old, unify: day)))
    }

    @Test func `a call joins its number's only open ticket, though nothing proves who called`() throws {
        let day: Duration = .seconds(86_400)
        var call = Self.envelope(ThreadingFacts())
        call.kind = .call
        let decision = try Self.decide(call, unify: day)
        #expect(decision.trace.rule == "unify-window")
        #expect(decision.trace.evidence == [.onlyOpenTicket(42, .call)])
        #expect(!Self.joins(try Self.decide(call, unify: day, shared: true)))
        #expect(!Self.joins(try Self.decide(call, by: KnownDesk.eve, unify: day)))
    }

    @Test func `a new matter is never put into one of several open tickets`() throws {
        var desk = KnownDesk.withTicket()
        var second = desk.tickets[0]
        second.ticket.id = TicketID(rawValue: 43)
        second.ticket.number = 43
        desk.tickets.append(second)
        let decision = try Self.decide(
            Self.envelope(verified: true, ThreadingFacts()),
            on: desk,
            unify: .seconds(86_400)
        )
        #expect(decision.trace.rule == "new-matter")
    }

    @Test func `every decision says what it saw`() throws {
        let decision = try Self.decide(
            Self.envelope(from: KnownDesk.eveKey, ThreadingFacts(subjectNumber: 42)),
            by: KnownDesk.eve
        )
        #expect(decision.trace.rule == "new-matter")
        #expect(!decision.trace.evidence.isEmpty)
    }
}
