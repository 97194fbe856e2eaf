/// How long to wait before the next attempt: a random share of a span that doubles with every failure.
///
/// The randomness keeps many channels from coming back at the same moment ("full jitter").
struct Backoff: Sendable {
    /// The first span.
    static let base = Duration.seconds(1)
    /// The longest span.
    static let longest = Duration.seconds(300)

    private var failures = 0

    /// The next wait, at least a tenth of the span.
    mutating func next() -> Duration {
        let span = min(Self.longest, Self.base * (1 << min(failures, 9)))
        failures += 1
        return span * Double.random(in: 0.1...1)
    }

    /// Forgets the failures.
    mutating func reset() { failures = 0 }
}
