import ChannelKit
import Synchronization

/// Keeps one access token of a channel in memory and lets one caller at a time obtain a new one, whose result all get.
final class TokenKeeper: Sendable {
    /// A token is renewed that long before its end, or at half of a short life.
    private static let margin = Duration.seconds(300)

    private typealias Answer = Result<AccessToken, DeliveryFailure>

    private struct State {
        var token: AccessToken?
        var renewAt = Timestamp(rawValue: 0)
        var isObtaining = false
        var waiting: [CheckedContinuation<Answer, Never>] = []
    }

    private enum Step {
        case use(AccessToken)
        case obtain
        case wait
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Timestamp

    init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// A good token: the one at hand, or a new one.
    ///
    /// - Parameters:
    ///   - stale: a token the provider has refused, which is not given again.
    ///   - obtain: obtains a new one.
    /// - Returns: the token.
    /// - Throws: what `obtain` threw.
    func token(
        replacing stale: AccessToken?,
        obtain: () async throws(DeliveryFailure) -> AccessToken
    ) async throws(DeliveryFailure) -> AccessToken {
        switch state.withLock({ Self.step(&$0, replacing: stale, at: now()) }) {
        case .use(let token): return token
        case .wait:
            return try await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isObtaining { state.waiting.append(continuation) }
                    return !state.isObtaining
                }
                // Whoever obtained it has finished between the two looks.
                if isOver { continuation.resume(returning: current) }
            }.get()
        case .obtain:
            let began = now()
            let answer: Answer
            do throws(DeliveryFailure) { answer = .success(try await obtain()) } catch { answer = .failure(error) }
            for waiting in state.withLock({ Self.settle(&$0, answer, from: began) }) {
                waiting.resume(returning: answer)
            }
            return try answer.get()
        }
    }

    /// The token at hand, whether good or not.
    private var current: Answer {
        state.withLock { state in
            state.token.map { .success($0) }
                ?? .failure(
                    DeliveryFailure(
                        .later(after: nil),
                        reason: Wording("The provider's sign-in failed; it is tried again by itself.", "登录服务商失败；将自动重试。")
                    )
                )
        }
    }

    private static func step(_ state: inout State, replacing stale: AccessToken?, at now: Timestamp) -> Step {
        if let token = state.token, token != stale, now < state.renewAt { return .use(token) }
        if state.isObtaining { return .wait }
        state.isObtaining = true
        return .obtain
    }

    private static func settle(
        _ state: inout State,
        _ answer: Answer,
        from began: Timestamp
    ) -> [CheckedContinuation<Answer, Never>] {
        state.isObtaining = false
        if case .success(let token) = answer {
            let lifetime = min(max(token.lifetime, .zero), .seconds(366 * 86_400))
            state.token = token
            state.renewAt = began.advanced(by: max(lifetime - margin, lifetime / 2))
        } else {
            state.token = nil
        }
        defer { state.waiting = [] }
        return state.waiting
    }
}
