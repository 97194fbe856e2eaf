public import ChannelKit
public import DeskModel

/// Something that happened to a ticket, as far as its clocks care.
public enum ClockEvent: Sendable, Hashable {
    /// It was opened, by a customer's message or by the desk, in that status.
    case opened(byCustomer: Bool, TicketStatus)
    /// A customer wrote.
    case customerMessage
    /// An agent answered the customer.
    case reply
    /// The status changed.
    case status(TicketStatus)
    /// Its priority or type changed, or the policies did.
    case retargeted
    /// Nobody works on it any more: it was merged away, taken back, or is spam.
    case dropped
}

/// What of a ticket decides its limits.
public struct ClockSubject: Sendable, Hashable {
    /// The ticket.
    public var ticket: TicketID
    /// Its priority.
    public var priority: TicketPriority
    /// Its type; nil when it has none.
    public var type: String?

    /// Creates a subject.
    public init(ticket: TicketID, priority: TicketPriority, type: String? = nil) {
        self.ticket = ticket
        self.priority = priority
        self.type = type
    }
}

/// Moves the clocks of tickets on by what happens: pure, one event at a time.
///
/// - A first-response clock begins when a customer opens the ticket and ends with the first answer.
/// - A next-response clock begins with the oldest message that waits for an answer and ends with it.
/// - A resolution clock begins with the ticket and ends when it is solved; reopening lets it run on.
/// - All of them stand still while the ticket is pending or on hold, and end when it is solved: nobody waits any more.
/// - A ticket that was open before a policy came gets a clock with its customer's next message.
public struct Clockwork: Sendable {
    private struct Rule: Sendable {
        let policy: SLAPolicy
        let time: BusinessTime
    }

    private let rules: [Rule]

    /// Prepares the clocks of policies that are on and whose hours are known, in their order.
    public init(policies: [SLAPolicy], hours: [BusinessHours]) {
        let times = Dictionary(hours.map { ($0.id, BusinessTime($0)) }, uniquingKeysWith: { $1 })
        rules = policies.filter(\.isEnabled)
            .sorted { ($0.position, $0.id) < ($1.position, $1.id) }
            .compactMap { policy in
                guard let time = times[policy.hours] ?? nil else { return nil }
                return Rule(policy: policy, time: time)
            }
    }

    /// Whether no policy is in force.
    public var isEmpty: Bool { rules.isEmpty }

    /// The policy that holds for a ticket; nil when none does.
    public func policy(for subject: ClockSubject) -> SLAPolicy? { rule(for: subject)?.policy }

    /// When the first answer to a ticket opened at a moment would be due; nil without a limit.
    public func firstAnswerDue(_ subject: ClockSubject, openedAt time: Timestamp) -> Timestamp? {
        clocks([], after: .opened(byCustomer: true, .new), of: subject, at: time)
            .first { $0.target == .firstResponse }?.dueAt
    }

    /// The clocks of a ticket after something happened to it.
    ///
    /// - Parameters:
    ///   - clocks: the ticket's clocks before, in any order.
    ///   - event: what happened.
    ///   - subject: what decides the limits.
    ///   - time: when it happened.
    /// - Returns: the clocks now.
    public func clocks(
        _ clocks: [TicketClock],
        after event: ClockEvent,
        of subject: ClockSubject,
        at time: Timestamp
    ) -> [TicketClock] {
        guard let rule = rule(for: subject) else { return clocks.filter { $0.endedAt != nil } }
        var movement = ClockMovement(clocks, subject, rule.policy, rule.time, time)
        switch event {
        case .opened(let byCustomer, let status):
            if byCustomer { movement.begin(.firstResponse) }
            movement.begin(.resolution)
            movement.enter(status)
        case .customerMessage:
            if !movement.isUnderWay(.firstResponse), !movement.isUnderWay(.nextResponse) {
                movement.begin(.nextResponse)
            }
        case .reply: movement.end([.firstResponse, .nextResponse])
        case .status(let status): movement.enter(status)
        case .retargeted: movement.retarget()
        case .dropped: movement.drop()
        }
        return SLATarget.allCases.compactMap { movement.clocks[$0] }
    }

    private func rule(for subject: ClockSubject) -> Rule? {
        rules.first { rule in
            rule.policy.types.isEmpty || subject.type.map(rule.policy.types.contains) == true
        }
    }
}
