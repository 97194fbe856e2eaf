import DeskModel
import TicketStorage

/// What happened within a moment, by ticket.
struct LiveNews: Sendable {
    /// What happened to one ticket.
    struct Change: Sendable {
        var kinds: Set<String> = []
        var actors: Set<String> = []
        /// Agents whom it is for in particular.
        var agents: Set<AgentID> = []
    }

    /// A notice that an agent was given.
    struct Notice: Sendable, Hashable {
        var agent: AgentID
        var kind: NoticeKind
        var ticket: TicketID
    }

    /// How many notices are told one by one; of what is beyond, pages hear when they next look.
    static let maximumNotices = 500

    private(set) var notices: Set<Notice> = []
    private(set) var changes: [TicketID: Change] = [:]
    /// The newest event.
    private(set) var newest: RecordID<TicketEvent>?
    /// Whether something may be missing.
    var hasGap = false

    var isEmpty: Bool { changes.isEmpty && !hasGap }

    mutating func add(_ news: DeskNews) {
        switch news {
        case .event(let event): add(event)
        case .notice(let agent, let kind, let ticket):
            guard notices.count < Self.maximumNotices else { return }
            notices.insert(Notice(agent: agent, kind: kind, ticket: ticket))
        case .delivery(let ticket, _): changes[ticket, default: Change()].kinds.insert("delivery")
        }
    }

    mutating func add(_ event: TicketEvent) {
        newest = max(newest ?? event.id, event.id)
        changes[event.ticket, default: Change()].kinds.insert(event.kind.rawValue)
        changes[event.ticket, default: Change()].actors.insert(Self.name(event.actor))
        if event.kind == .mention || event.kind == .reminder, let agent = event.to.flatMap({ AgentID($0) }) {
            changes[event.ticket, default: Change()].agents.insert(agent)
        }
    }

    /// An actor as pages know them: an agent by id, everybody else by part.
    private static func name(_ actor: Actor) -> String {
        switch actor {
        case .agent(let id): id.description
        case .contact: "customer"
        default: "desk"
        }
    }
}
