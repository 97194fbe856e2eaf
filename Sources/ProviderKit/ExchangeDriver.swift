import ChannelKit

/// Carries exchanges out: asks, reads, obtains access tokens, and says how far a failed one got.
struct ExchangeDriver: Sendable {
    /// The most requests one exchange may take.
    private static let mostRequests = 64

    /// How far one exchange has come.
    private struct Progress {
        var requests = 0
        var deliveries = 0
    }

    let transport: any ProviderTransport
    let hosts: HostAllowList
    let redaction: SecretRedaction
    let tokens: TokenKeeper

    /// Carries an exchange out, with an access token where the provider has such.
    ///
    /// - Parameters:
    ///   - timeLimit: how long all its requests may take together.
    ///   - signIn: obtains an access token; nil where there is none.
    ///   - begin: the exchange, made with the token.
    /// - Returns: what came of it.
    /// - Throws: why nothing did.
    func run<Outcome: Sendable>(
        timeLimit: Duration,
        signIn: Exchange<AccessToken>?,
        begin: @Sendable (AccessToken?) -> Exchange<Outcome>
    ) async throws(DeliveryFailure) -> Outcome {
        let deadline = ContinuousClock.now.advanced(by: timeLimit)
        guard let signIn else { return try await attempt(begin(nil), until: deadline, token: nil) }
        let first = try await token(replacing: nil, by: signIn, until: deadline)
        switch await outcome(of: begin(first), until: deadline) {
        case .done(let outcome): return outcome
        case .failed(let failure): throw redaction.failure(failure, token: first)
        case .expired:
            let second = try await token(replacing: first, by: signIn, until: deadline)
            return try await attempt(begin(second), until: deadline, token: second)
        }
    }

    private func attempt<Outcome: Sendable>(
        _ exchange: Exchange<Outcome>,
        until deadline: ContinuousClock.Instant,
        token: AccessToken?
    ) async throws(DeliveryFailure) -> Outcome {
        switch await outcome(of: exchange, until: deadline) {
        case .done(let outcome): return outcome
        case .failed(let failure), .expired(let failure): throw redaction.failure(failure, token: token)
        }
    }

    private func token(
        replacing stale: AccessToken?,
        by signIn: Exchange<AccessToken>,
        until deadline: ContinuousClock.Instant
    ) async throws(DeliveryFailure) -> AccessToken {
        try await tokens.token(replacing: stale) { () async throws(DeliveryFailure) -> AccessToken in
            try await attempt(signIn, until: deadline, token: nil)
        }
    }

    private enum Ending<Outcome> {
        case done(Outcome)
        case failed(DeliveryFailure)
        case expired(DeliveryFailure)
    }

    private func outcome<Outcome: Sendable>(
        of begin: Exchange<Outcome>,
        until deadline: ContinuousClock.Instant
    ) async -> Ending<Outcome> {
        var exchange = begin
        var progress = Progress()
        while true {
            switch exchange {
            case .done(let outcome): return .done(outcome)
            case .failed(let failure): return .failed(failure)
            case .tokenExpired(let failure): return .expired(failure)
            case .ask(let request, then: let read):
                do throws(DeliveryFailure) {
                    exchange = read(try await answer(to: request, &progress, until: deadline))
                } catch {
                    return .failed(error)
                }
            }
        }
    }

    private func answer(
        to request: ProviderRequest,
        _ progress: inout Progress,
        until deadline: ContinuousClock.Instant
    ) async throws(DeliveryFailure) -> ProviderAnswer {
        let failures = TransportFailureReading(isDelivered: progress.deliveries > 0)
        let remaining = deadline - ContinuousClock.now
        guard remaining > .zero, !Task.isCancelled else { throw failures.outOfTime }
        guard hosts.allows(request.url) else { throw failures.strangeHost }
        progress.requests += 1
        if request.effect == .delivery { progress.deliveries += 1 }
        guard progress.requests <= Self.mostRequests, progress.deliveries <= 1 else { throw failures.endless }
        do throws(TransportFailure) {
            return try await transport.send(request, timeLimit: remaining)
        } catch {
            throw failures.failure(error, of: request.effect)
        }
    }
}
