/// Wakes one sleeper; rings that nobody waited for are kept as one.
final class Bell: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Wakes the sleeper, now or when it next waits.
    func ring() { continuation.yield() }

    /// Ends all waiting.
    func end() { continuation.finish() }

    /// The rings, for the one sleeper.
    var rings: AsyncStream<Void> { stream }
}
