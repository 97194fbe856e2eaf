/// When a program that ended is started again, and when it is given up.
///
/// The pause doubles from one second to five minutes; ten failures within ten minutes mean that somebody must look.
struct RestartPolicy: Sendable {
    /// Whether a program may be started.
    enum Decision: Hashable {
        /// At once.
        case now
        /// Not before that time has passed.
        case after(Duration)
        /// Not until somebody acts: it failed so often within ``window``.
        case never(failures: Int)
    }

    static let window: Duration = .seconds(600)
    static let mostFailures = 10
    static let longestPause: Duration = .seconds(300)
    private static let firstPause: Duration = .seconds(1)
    /// A run of that length is a success, whatever ends it.
    private static let goodRun: Duration = .seconds(60)

    private var failures: [ContinuousClock.Instant] = []
    private var inARow = 0
    private var notBefore: ContinuousClock.Instant?

    /// Whether a program may be started now.
    func decision(at now: ContinuousClock.Instant) -> Decision {
        let recent = failures.filter { now - $0 < Self.window }.count
        if recent >= Self.mostFailures { return .never(failures: recent) }
        guard let notBefore, notBefore > now else { return .now }
        return .after(notBefore - now)
    }

    /// Takes note of a run that ended although it should not have.
    mutating func failed(startedAt start: ContinuousClock.Instant, endedAt end: ContinuousClock.Instant) {
        inARow = end - start >= Self.goodRun ? 1 : inARow + 1
        failures = failures.filter { end - $0 < Self.window }.suffix(Self.mostFailures - 1) + [end]
        let doublings = min(inARow - 1, 16)
        notBefore = end.advanced(by: min(Self.firstPause * (1 << doublings), Self.longestPause))
    }
}
