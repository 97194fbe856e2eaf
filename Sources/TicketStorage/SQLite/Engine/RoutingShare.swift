/// How much routing a commit takes along while arrivals come in: little in a burst, more the further routing is behind.
///
/// Routing an arrival costs several times what journaling it does. Taken evenly, a burst of arrivals would be acknowledged at
/// routing's speed; taken last, routing would stand still for as long as the burst goes on. So routing's part grows with the
/// arrivals it owes, until it outweighs what comes in: the debt settles, and who sends more than can be routed is slowed down
/// long before the intake's limit is reached.
struct RoutingShare {
    /// How few callers share a commit that routing may fill up: the write to the disk then costs more than the work.
    static let fewCallers = 16
    /// What routing takes of such a commit, in envelopes.
    static let fullShare = 32
    /// How far behind routing may be before its part grows, in arrivals.
    static let tolerableDebt = 20_000
    /// How far behind it may be at the most, in arrivals.
    static let maximumDebt = 40_000
    /// Envelopes routed for each caller in a burst, while the debt is tolerable.
    static let leastPart = 0.125
    /// Envelopes routed for each caller at the greatest debt: more than can come in.
    static let greatestPart = 2.0

    /// Arrivals that were journaled and not routed since the writer last had nothing to do.
    private(set) var debt = 0
    /// What is due to routing and was not given yet, in envelopes.
    private var credit = 0.0

    /// Notes arrivals that are journaled.
    mutating func note(journaled: Int) { debt += journaled }

    /// Notes envelopes that are routed.
    mutating func note(routed: Int) {
        debt = max(0, debt - routed)
        credit = max(0, credit - Double(routed))
    }

    /// How many envelopes may be routed in a commit besides others' work, at the least; 0 for none.
    ///
    /// - Parameters:
    ///   - callers: how many others share the commit.
    ///   - count: how much a commit takes when nobody else shares it.
    /// - Returns: the envelopes; more when the last of them brings company.
    mutating func room(besides callers: Int, of count: Int) -> Int {
        guard callers > 0 else { return count }
        guard callers >= Self.fewCallers else { return Self.fullShare }
        credit = min(credit + Double(callers) * part, Double(count))
        return credit >= Double(Self.fullShare) ? Int(credit) : 0
    }

    /// Envelopes routed for each caller, by the debt.
    private var part: Double {
        let over = Double(debt - Self.tolerableDebt) / Double(Self.maximumDebt - Self.tolerableDebt)
        return Self.leastPart + min(max(over, 0), 1) * (Self.greatestPart - Self.leastPart)
    }
}
