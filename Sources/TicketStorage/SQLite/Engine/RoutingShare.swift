/// How much routing a commit takes along while arrivals come in: little in a burst, more the longer routing waits.
///
/// Routing an arrival costs several times what journaling it does. Taken evenly, a burst of arrivals would be acknowledged at
/// routing's speed; taken last, routing would stand still for as long as the burst goes on. So routing's part grows with the
/// age of what waits for it, until it outweighs what comes in: who sends more than can be routed is slowed down, and nobody's
/// message waits much longer than ``greatestAge`` because of it.
struct RoutingShare {
    /// For how long arrivals may wait before routing's part grows, in milliseconds.
    static let tolerableAge: Int64 = 5_000
    /// The age at which routing's part is greatest, in milliseconds.
    static let greatestAge: Int64 = 12_000
    /// Envelopes routed for each piece of other work, while the age is tolerable.
    static let leastPart = 0.0625
    /// Envelopes routed for each piece of other work at the greatest age: more than can come in.
    static let greatestPart = 2.0
    /// What is due to routing for a commit, however small, in envelopes.
    static let leastCredit = 2.0
    /// How much must be due before routing is begun, in envelopes: what one step of it takes.
    static let step = 32

    /// How much other work in the commit before makes it one of a burst: those who were answered are soon back.
    static let burst = 16
    /// For how many commits of a burst callers are not waited for after that was in vain.
    static let greatestImpatience = 16

    /// How much other work shared the commit before.
    private var lastCompany = 0
    /// How many callers commits had lately: the last one's, or three quarters of what was there before it, whichever is more.
    ///
    /// The callers of a burst come back one after the other, so that small commits stand between the large ones.
    private var recentCallers = 0
    /// Whether the callers of the commit before were waited for.
    private var hasWaited = false
    /// How many commits of a burst begin at once, since callers were waited for in vain.
    private var impatience = 0
    /// What is due to routing and was not given yet, in envelopes; negative when it was given more.
    private var credit = 0.0

    /// How many callers are to be there before the next commit begins, if the writer had better wait for them.
    ///
    /// Those who were answered just now will soon be back. A commit that begins with the first of them keeps all others
    /// waiting, and costs as much as one for all; one that waits for all of them leaves the disk idle.
    ///
    /// - Parameters:
    ///   - waiting: how many callers wait already.
    ///   - age: how long the first of what waits to be routed has been here, in milliseconds; nil when nothing waits.
    /// - Returns: how many; nil when the commit is to begin. Asks for patience once for each commit.
    mutating func callersToAwait(having waiting: Int, age: Int64?) -> Int? {
        guard recentCallers >= Self.burst, age ?? 0 < Self.tolerableAge, !hasWaited else { return nil }
        hasWaited = true
        guard impatience == 0 else {
            impatience -= 1
            return nil
        }
        let expected = recentCallers / 2
        return waiting < expected ? expected : nil
    }

    /// Notes that callers were waited for and none came: those of this burst wait for something else, as for routing.
    mutating func noteVainWait() { impatience = Self.greatestImpatience }

    /// How many envelopes a commit may route besides other work.
    ///
    /// - Parameters:
    ///   - size: how much other work shares the commit: arrivals to journal, and jobs of any other kind.
    ///   - callers: how many callers that work comes from.
    ///   - age: how long the first of what waits to be routed has been here, in milliseconds; nil when nothing waits.
    ///   - count: how much a commit takes when it does nothing else.
    /// - Returns: the envelopes; 0 for none this time.
    mutating func room(besides size: Int, from callers: Int, age: Int64?, of count: Int) -> Int {
        defer {
            lastCompany = size
            recentCallers = max(callers, recentCallers * 3 / 4)
            hasWaited = false
        }
        guard let age else { return 0 }
        // Nobody waits, but in a burst only for the moment that answers travel: one step, and they are not kept waiting.
        let isBurst = max(lastCompany, recentCallers) >= Self.burst
        guard size > 0 else { return isBurst ? Self.step : count }
        credit = min(credit + max(Double(size) * Self.part(age), Self.leastCredit), Double(count))
        return credit >= Double(Self.step) ? Int(credit) : 0
    }

    /// Notes envelopes that are routed besides other work; what was taken too much is given back later.
    mutating func note(routed: Int) { credit -= Double(routed) }

    /// Envelopes routed for each piece of other work.
    private static func part(_ age: Int64) -> Double {
        let over = Double(age - tolerableAge) / Double(greatestAge - tolerableAge)
        return leastPart + min(max(over, 0), 1) * (greatestPart - leastPart)
    }
}
