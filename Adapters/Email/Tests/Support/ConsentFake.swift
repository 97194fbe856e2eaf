import ChannelKit
import Synchronization

/// Consents as a host keeps them: hands out tokens in order and notes which were refused.
final class ConsentFake: ConsentKeeping {
    private struct State {
        var tokens: [String] = []
        var failure: ConsentFailure?
        var refused: [Secret?] = []
    }

    private let state = Mutex(State())

    /// What was said to be refused, ask by ask.
    var refused: [Secret?] { state.withLock { $0.refused } }

    /// Sets the tokens to be handed out; the last one again and again.
    func give(_ tokens: String...) { state.withLock { $0.tokens = tokens } }

    /// Has every ask fail.
    func fail(_ failure: ConsentFailure) { state.withLock { $0.failure = failure } }

    func accessToken(
        for request: ConsentRequest,
        insteadOf refused: Secret?
    ) async throws(ConsentFailure) -> Secret {
        let result: Result<Secret, ConsentFailure> = state.withLock { state in
            state.refused.append(refused)
            if let failure = state.failure { return .failure(failure) }
            let token = state.tokens.count > 1 ? state.tokens.removeFirst() : state.tokens.first ?? "token"
            return .success(Secret(token))
        }
        return try result.get()
    }
}
