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
    private let names: Mentions

    /// Prepares the decision for the accounts there are; disabled and read-only ones are told nothing.
    public init(agents: [Agent]) {
        self.agents = agents.filter { $0.isEnabled && $0.role.mayChangeTickets }
        names = Mentions(agents: self.agents)
    }

    /// Who is told of an occasion; nil when nobody.
    public func plan(_ occasion: NoticeOccasion) -> NoticePlan? {
        switch occasion.cause {
        case .event(let event): return plan(event, occasion)
        case .warning(let clock):
            let cause = "clock:\(clock.target.rawValue):\(clock.startedAt.rawValue)"
            let heard = occasion.ticket.assignee.map { [$0] } ?? agents.map(\.id)
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
            guard case .contact = event.actor, !occasion.isAutomatic else { return nil }
            return tell(.newTicket, agents.map(\.id), room: true)
        case .message:
            guard case .contact = event.actor, !occasion.isAutomatic else { return nil }
            return tell(.customerReplied, ticket.assignee.map { [$0] } ?? [], room: true)
        case .assignee: return tell(.assigned, event.to.flatMap { AgentID($0) }.map { [$0] } ?? [], room: false)
        case .note: return tell(.mentioned, names.named(in: occasion.words), room: false)
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

/// Finds colleagues that a note names: `@` with a name, or with what stands before the `@` of a mail address.
struct Mentions: Sendable {
    private static let maximum = 20

    private let names: [(name: String, agent: AgentID)]

    init(agents: [Agent]) {
        names =
            agents.flatMap { agent in
                [agent.name, String(agent.email.prefix { $0 != "@" })].filter { !$0.isEmpty }
                    .map { (name: $0.lowercased(), agent: agent.id) }
            }
            // The longest first, so that "@Ann Lee" is not "@Ann".
            .sorted { $0.name.count > $1.name.count }
    }

    /// The agents named, in order; at most twenty.
    func named(in text: String) -> [AgentID] {
        let lowered = text.lowercased()
        var found: [AgentID] = []
        for part in lowered.split(separator: "@", omittingEmptySubsequences: false).dropFirst().prefix(200) {
            guard let match = names.first(where: { Self.begins(part, with: $0.name) }) else { continue }
            if !found.contains(match.agent) { found.append(match.agent) }
            if found.count == Self.maximum { break }
        }
        return found
    }

    /// Whether a text begins with a name as a word; Chinese has no gaps between words.
    private static func begins(_ text: Substring, with name: String) -> Bool {
        guard text.hasPrefix(name) else { return false }
        guard let next = text.dropFirst(name.count).first, next.isASCII, name.allSatisfy(\.isASCII) else { return true }
        return !next.isLetter && !next.isNumber
    }
}
