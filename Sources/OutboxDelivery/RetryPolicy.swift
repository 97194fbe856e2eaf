/// How long and how often a delivery is tried again.
public struct RetryPolicy: Sendable, Hashable {
    /// The longest first wait.
    public var base: Duration
    /// The longest wait at all.
    public var cap: Duration
    /// How long after it was written a delivery is given up.
    public var giveUpAfter: Duration

    /// Creates a policy.
    public init(base: Duration, cap: Duration, giveUpAfter: Duration) {
        self.base = base
        self.cap = cap
        self.giveUpAfter = giveUpAfter
    }

    /// For transports that store and forward (mail): one minute to four hours, for five days.
    public static let patient = RetryPolicy(
        base: .seconds(60),
        cap: .seconds(4 * 3600),
        giveUpAfter: .seconds(5 * 86_400)
    )

    /// For transports that answer at once: five seconds to one hour, for one day.
    public static let prompt = RetryPolicy(base: .seconds(5), cap: .seconds(3600), giveUpAfter: .seconds(86_400))

    /// The longest wait another side may ask for.
    public static let longestRequestedWait: Duration = .seconds(86_400)

    /// How long to wait after the n-th attempt: full jitter below an exponential ceiling.
    ///
    /// - Parameters:
    ///   - attempt: the attempt that failed, from 1.
    ///   - chance: a random number from 0 to 1.
    /// - Returns: the wait, one second or more.
    public func wait(after attempt: Int, chance: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 30)
        let ceiling = min(cap, base * Double(1 << doublings))
        return max(.seconds(1), ceiling * min(max(chance, 0), 1))
    }
}
