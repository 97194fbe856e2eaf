public import ChannelKit
import Synchronization

/// A provider that answers as scripted, counts what it is asked, and touches no network.
///
/// What a customer would see is scripted request by request; everything else it answers as the subject says, or refuses.
public final class ScriptedProvider: ProviderTransport {
    /// How an attempt that is kept waiting ends once it is canceled.
    public enum Stall: Sendable, Hashable {
        /// The request went out whole, and the answer was not read.
        case unanswered
        /// The provider's usual answer was read all the same.
        case answered
    }

    private struct State {
        var requests: [ProviderRequest] = []
        var timeLimits: [Duration] = []
        var answers: [Result<ProviderAnswer, TransportFailure>] = []
        var stalled: Stall?
        var bells: [AsyncStream<Void>.Continuation] = []
    }

    private let usual: @Sendable (ProviderRequest) -> ProviderAnswer?
    private let state = Mutex(State())

    /// Creates a provider.
    ///
    /// - Parameter usual: how it answers what is not scripted; nil refuses the address.
    public init(usual: @escaping @Sendable (ProviderRequest) -> ProviderAnswer? = { _ in nil }) { self.usual = usual }

    /// What it was asked, in order.
    public var requests: [ProviderRequest] { state.withLock { $0.requests } }

    /// The requests that a customer would see, in order.
    public var deliveries: [ProviderRequest] { requests.filter { $0.effect == .delivery } }

    /// How long each request was allowed to take.
    public var timeLimits: [Duration] { state.withLock { $0.timeLimits } }

    /// Scripts the answer to the next request that a customer would see and that has none yet.
    public func answerNext(_ answer: Result<ProviderAnswer, TransportFailure>) {
        state.withLock { $0.answers.append(answer) }
    }

    /// Keeps what a customer would see waiting until it is canceled.
    public func stall(_ stall: Stall = .unanswered) { state.withLock { $0.stalled = stall } }

    /// Waits until it was asked for so many things that a customer would see.
    ///
    /// - Returns: whether that came true before the limit.
    func waitForDeliveries(_ count: Int, limit: Duration) async -> Bool {
        let (changes, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.bells.append(bell) }
        return await Patience.wait(for: changes, bell: bell, limit: limit) { self.deliveries.count >= count }
    }

    /// Answers a request as scripted.
    public func send(_ request: ProviderRequest, timeLimit: Duration) async throws(TransportFailure) -> ProviderAnswer {
        let isDelivery = request.effect == .delivery
        let (answer, stall, bells) = state.withLock { state in
            state.requests.append(request)
            state.timeLimits.append(timeLimit)
            let answer = isDelivery && !state.answers.isEmpty ? state.answers.removeFirst() : nil
            return (answer, isDelivery ? state.stalled : nil, state.bells)
        }
        for bell in bells { bell.yield() }
        if let stall {
            await Patience.untilCanceled()
            if case .unanswered = stall { throw .unanswered(detail: "canceled while waiting for the answer") }
        }
        if let answer { return try answer.get() }
        guard let answer = usual(request) else { throw .forbidden(detail: "there is no such provider in this trial") }
        return answer
    }
}
