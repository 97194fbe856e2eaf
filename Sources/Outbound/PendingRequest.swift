import ChannelKit

/// One request on its way from a task to the thread that carries it out.
struct PendingRequest: Sendable {
    typealias Outcome = Result<ProviderAnswer, TransportFailure>

    let content: ProviderRequest
    let origin: WebOrigin
    let deadline: ContinuousClock.Instant
    let cancellation: Cancellation
    /// Tells the outcome; to be called exactly once.
    let finish: @Sendable (Outcome) -> Void

    /// Ends a request of which nothing was sent.
    func refuse(_ words: String) {
        finish(.failure(TransferOutcome.failure(.ended(words), hasGoneOut: false, host: origin.host, limit: 0)))
    }

    /// Why the request is not to be begun any more, if so.
    func obstacle(at now: ContinuousClock.Instant) -> String? {
        if cancellation.isCanceled { return LineFailure.canceled.detail }
        return now >= deadline ? LineFailure.timedOut.detail : nil
    }
}
