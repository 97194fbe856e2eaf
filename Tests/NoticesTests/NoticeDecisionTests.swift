import ChannelKit
import DeskModel
import Testing

@testable import Notices

@Suite struct NoticeDecisionTests {
    static let start = Timestamp(seconds: 1_790_000_000)
    static let ann = agent(1, "Ann", "ann@desk.example")
    static let annLee = agent(2, "Ann Lee", "lee@desk.example")
    static let li = agent(3, "李雷", "li@desk.example")
    static let reader = agent(4, "Ray", "ray@desk.example", .readOnly)
    static let former = agent(5, "Fay", "fay@desk.example", .agent, isEnabled: false)
    static let decision = NoticeDecision(agents: [ann, annLee, li, reader, former])

    static func agent(
        _ id: Int64,
        _ name: String,
        _ email: String,
        _ role: AgentRole = .agent,
        isEnabled: Bool = true
    ) -> Agent {
        Agent(
            id: AgentID(rawValue: id),
            email: email,
            name: name,
            role: role,
            isEnabled: isEnabled,
            createdAt: start
        )
    }

    static func occasion(
        _ kind: TicketEvent.Kind,
        by actor: Actor = .contact(ContactID(rawValue: 7)),
        to value: String? = nil,
        assignee: AgentID? = nil,
        words: String = "",
        isAutomatic: Bool = false
    ) -> NoticeOccasion {
        let ticket = Ticket(
            id: TicketID(rawValue: 9),
            number: 9,
            subject: "Pump",
            contact: ContactID(rawValue: 7),
            channel: ChannelID(rawValue: "mail"),
            assignee: assignee,
            createdAt: start
        )
        let event = TicketEvent(
            id: RecordID(rawValue: 100),
            ticket: ticket.id,
            actor: actor,
            kind: kind,
            to: value,
            at: start
        )
        return NoticeOccasion(cause: .event(event), ticket: ticket, words: words, isAutomatic: isAutomatic)
    }

    static func told(_ occasion: NoticeOccasion) -> [AgentID]? { decision.plan(occasion)?.tellings.map(\.agent) }

    @Test func `a new ticket is told to everybody who may answer, and to rooms`() {
        let plan = Self.decision.plan(Self.occasion(.opened))
        #expect(plan?.tellings.map(\.agent) == [Self.ann.id, Self.annLee.id, Self.li.id])
        #expect(plan?.roomKind == .newTicket)
        #expect(Self.decision.plan(Self.occasion(.opened, by: .agent(Self.ann.id))) == nil)
    }

    @Test func `a ticket that is opened as a record is told to nobody`() {
        var occasion = Self.occasion(.opened)
        occasion.ticket.status = .solved
        #expect(Self.decision.plan(occasion) == nil)
    }

    @Test func `an assignment is told to whom it is given, unless they took it themselves`() {
        let given = Self.occasion(.assignee, by: .agent(Self.ann.id), to: "2")
        #expect(Self.told(given) == [Self.annLee.id])
        #expect(Self.told(Self.occasion(.assignee, by: .agent(Self.ann.id), to: "1")) == nil)
        #expect(Self.told(Self.occasion(.assignee, by: .agent(Self.ann.id))) == nil)
        #expect(Self.told(Self.occasion(.assignee, by: .agent(Self.ann.id), to: "5")) == nil)
        #expect(Self.decision.plan(given)?.roomKind == nil)
    }

    @Test func `a customer's message is told to the assignee, a machine's to nobody`() {
        #expect(Self.told(Self.occasion(.message, assignee: Self.li.id)) == [Self.li.id])
        #expect(Self.told(Self.occasion(.message)) == [])
        #expect(Self.decision.plan(Self.occasion(.message, assignee: Self.li.id, isAutomatic: true)) == nil)
    }

    @Test func `a mention tells whom it names`() {
        #expect(Self.told(Self.occasion(.mention, by: .operator, to: "3", words: "Look")) == [Self.li.id])
        #expect(Self.told(Self.occasion(.mention, by: .operator, to: "4")) == nil)
        #expect(Self.told(Self.occasion(.note, by: .operator, words: "@Ann")) == nil)
    }

    @Test func `a ticket of a team is told to its members`() {
        let team = TeamID(rawValue: 50)
        let decision = NoticeDecision(agents: [Self.ann, Self.annLee, Self.li], members: [team: [Self.li.id]])
        var occasion = Self.occasion(.opened)
        occasion.ticket.team = team
        #expect(decision.plan(occasion)?.tellings.map(\.agent) == [Self.li.id])
        occasion.ticket.team = TeamID(rawValue: 51)
        #expect(decision.plan(occasion)?.tellings.count == 3)
    }

    @Test func `nobody is told of what they did themselves`() {
        #expect(Self.told(Self.occasion(.mention, by: .agent(Self.ann.id), to: "1")) == nil)
    }

    @Test func `solving by an agent may be told to the customer, by the customer or a rule not`() {
        let solved = TicketStatus.solved.rawValue
        #expect(Self.decision.plan(Self.occasion(.status, by: .agent(Self.ann.id), to: solved))?.isSolved == true)
        #expect(Self.decision.plan(Self.occasion(.status, to: solved)) == nil)
        #expect(Self.decision.plan(Self.occasion(.status, by: .system("rule"), to: solved)) == nil)
        #expect(Self.decision.plan(Self.occasion(.status, by: .agent(Self.ann.id), to: "pending")) == nil)
    }

    @Test func `a clock that warns is told to the assignee, else to everybody, under a cause of its own`() {
        let clock = TicketClock(
            ticket: TicketID(rawValue: 9),
            target: .firstResponse,
            policy: SLAPolicyID(rawValue: 1),
            allowed: 1,
            warningPercent: 75,
            startedAt: Self.start,
            warnAt: Self.start.advanced(by: .seconds(60))
        )
        var ticket = Self.occasion(.opened).ticket
        #expect(
            Self.decision.plan(NoticeOccasion(cause: .warning(clock), ticket: ticket))?.tellings.count == 3
        )
        ticket.assignee = Self.li.id
        let plan = Self.decision.plan(NoticeOccasion(cause: .warning(clock), ticket: ticket))
        #expect(plan?.tellings.map(\.agent) == [Self.li.id])
        #expect(plan?.cause == "clock:firstResponse:\(Self.start.rawValue)")
    }
}
