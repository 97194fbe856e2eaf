public import ChannelKit
public import DeskModel

/// Something that may be worth telling, with the facts that decide whom.
public struct NoticeOccasion: Sendable, Hashable {
    /// What happened.
    public enum Cause: Sendable, Hashable {
        /// An event of the ticket.
        case event(TicketEvent)
        /// A clock of the ticket warns.
        case warning(TicketClock)
    }

    /// What happened.
    public var cause: Cause
    /// The ticket as it is now.
    public var ticket: Ticket
    /// The words of the message or note it is about; empty when there are none.
    public var words: String
    /// Whether a machine wrote them.
    public var isAutomatic: Bool

    /// Creates an occasion.
    public init(cause: Cause, ticket: Ticket, words: String = "", isAutomatic: Bool = false) {
        self.cause = cause
        self.ticket = ticket
        self.words = words
        self.isAutomatic = isAutomatic
    }
}

/// Who is to be told what.
public struct NoticePlan: Sendable, Hashable {
    /// One agent to tell.
    public struct Telling: Sendable, Hashable {
        /// Who.
        public var agent: AgentID
        /// What of.
        public var kind: NoticeKind
    }

    /// The agents to tell, each once.
    public var tellings: [Telling]
    /// What rooms are told of; nil when nothing.
    public var roomKind: NoticeKind?
    /// What caused it, as a key.
    public var cause: String
    /// Who did it.
    public var actor: Actor?
    /// When.
    public var at: Timestamp
    /// Whether the customer may be told that the ticket was solved.
    public var isSolved: Bool
}

/// Decides who is told of what: pure.
///
/// Nobody is told of what they did themselves, and nobody of what a machine wrote. Whoever is told for two reasons hears the more
/// personal one.
public struct NoticeDecision: Sendable {
    private let agents: [Agent]
    private let members: [TeamID: Set<AgentID>]

    /// Prepares the decision for the accounts and teams there are; disabled and read-only accounts are told nothing.
    public init(agents: [Agent], members: [TeamID: Set<AgentID>] = [:]) {
        self.agents = agents.filter { $0.isEnabled && $0.role.mayChangeTickets }
        self.members = members
    }

    /// Who answers a ticket that is nobody's yet: its team, else everybody.
    private func audience(of ticket: Ticket) -> [AgentID] {
        guard let team = ticket.team.flatMap({ members[$0] }), !team.isEmpty else {
            // Nobody is in that team: those who see every ticket are told.
            return agents.filter { ticket.team == nil || !$0.isLimited }.map(\.id)
        }
        return agents.map(\.id).filter(team.contains)
    }

    /// Who is told of an occasion; nil when nobody.
    public func plan(_ occasion: NoticeOccasion) -> NoticePlan? {
        switch occasion.cause {
        case .event(let event): return plan(event, occasion)
        case .warning(let clock):
            let cause = "clock:\(clock.target.rawValue):\(clock.startedAt.rawValue)"
            let heard = occasion.ticket.assignee.map { [$0] } ?? audience(of: occasion.ticket)
            let at = clock.warnAt ?? clock.startedAt
            return plan(.aboutToBreach, heard, cause: cause, actor: nil, at: at, room: true)
        }
    }

    private func plan(_ event: TicketEvent, _ occasion: NoticeOccasion) -> NoticePlan? {
        let ticket = occasion.ticket
        let cause = "event:\(event.id)"
        func tell(_ kind: NoticeKind, _ heard: [AgentID], room: Bool) -> NoticePlan? {
            plan(kind, heard, cause: cause, actor: event.actor, at: event.at, room: room)
        }
        switch event.kind {
        case .opened:
            // One that is solved, such as the record of a call that was answered, waits for nobody.
            guard case .contact = event.actor, !occasion.isAutomatic, ticket.status.isUnsolved else { return nil }
            return tell(.newTicket, audience(of: ticket), room: true)
        case .shared:
            guard ticket.status.isUnsolved, let team = event.to.flatMap({ TeamID($0) }) else { return nil }
            let others = agents.map(\.id).filter { members[team]?.contains($0) ?? false }
            return tell(.newTicket, others.filter { !audience(of: ticket).contains($0) }, room: false)
        case .message:
            guard case .contact = event.actor, !occasion.isAutomatic else { return nil }
            return tell(.customerReplied, ticket.assignee.map { [$0] } ?? [], room: true)
        case .assignee: return tell(.assigned, event.to.flatMap { AgentID($0) }.map { [$0] } ?? [], room: false)
        case .mention: return tell(.mentioned, event.to.flatMap { AgentID($0) }.map { [$0] } ?? [], room: false)
        case .status:
            guard event.to == TicketStatus.solved.rawValue else { return nil }
            guard event.actor == .operator || isAgent(event.actor) else { return nil }
            return NoticePlan(
                tellings: [],
                roomKind: nil,
                cause: cause,
                actor: event.actor,
                at: event.at,
                isSolved: true
            )
        default: return nil
        }
    }

    private func plan(
        _ kind: NoticeKind,
        _ heard: [AgentID],
        cause: String,
        actor: Actor?,
        at: Timestamp,
        room: Bool
    ) -> NoticePlan? {
        let known = Set(agents.map(\.id))
        var told: Set<AgentID> = []
        let tellings = heard.filter { known.contains($0) && actor != .agent($0) && told.insert($0).inserted }
            .map { NoticePlan.Telling(agent: $0, kind: kind) }
        guard !tellings.isEmpty || room else { return nil }
        return NoticePlan(
            tellings: tellings,
            roomKind: room ? kind : nil,
            cause: cause,
            actor: actor,
            at: at,
            isSolved: false
        )
    }

    private func isAgent(_ actor: Actor) -> Bool { if case .agent = actor { true } else { false } }
}
