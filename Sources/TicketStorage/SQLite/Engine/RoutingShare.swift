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
    static let leastPart = 0.125
    /// Envelopes routed for each piece of other work at the greatest age: more than can come in.
    static let greatestPart = 2.0
    /// What is due to routing for a commit, however small, in envelopes.
    static let leastCredit = 2.0
    /// How much must be due before routing is begun, in envelopes: what one step of it takes.
    static let step = 32

    /// How much other work in the commit before makes it one of a burst: those who were answered are soon back.
    static let burst = 16

    /// How much other work shared the commit before.
    private var lastCompany = 0
    /// How many callers commits had lately: the last one's, or three quarters of what was there before it, whichever is more.
    ///
    /// The callers of a burst come back one after the other, so that small commits stand between the large ones.
    private var recentCallers = 0
    /// Whether the callers of the commit before were waited for.
    private var hasWaited = false
    /// What is due to routing and was not given yet, in envelopes; negative when it was given more.
    private var credit = 0.0

    /// Whether the writer stays free for a moment, since many callers were answered just now and will soon be back.
    ///
    /// Asked before routing has the writer to itself.
    ///
    /// - Parameter age: how long the first of what waits to be routed has been here, in milliseconds.
    /// - Returns: true once for each commit of a burst, while what waits is young.
    mutating func waitsForCallers(age: Int64) -> Bool {
        guard recentCallers >= Self.burst, age < Self.tolerableAge, !hasWaited else { return false }
        hasWaited = true
        return true
    }

    /// How many envelopes a commit may route besides other work.
    ///
    /// - Parameters:
    ///   - size: how much other work shares the commit: arrivals to journal, and jobs of any other kind.
    ///   - callers: how many callers that work comes from.
    ///   - age: how long the first of what waits to be routed has been here, in milliseconds.
    ///   - count: how much a commit takes when it does nothing else.
    /// - Returns: the envelopes; 0 for none this time.
    mutating func room(besides size: Int, from callers: Int, age: Int64, of count: Int) -> Int {
        defer {
            lastCompany = size
            recentCallers = max(callers, recentCallers * 3 / 4)
            hasWaited = false
        }
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
