import ChannelKit
import Synchronization

/// A provider that answers as scripted and keeps what it was asked.
final class ProviderFake: ProviderTransport {
    private struct State {
        var answers: [Result<ProviderAnswer, TransportFailure>] = []
        var asked: [[String: String]] = []
    }

    private let state = Mutex(State())

    var asked: [[String: String]] { state.withLock { $0.asked } }

    func answer(_ body: String, status: Int = 200) {
        state.withLock { $0.answers.append(.success(ProviderAnswer(status: status, body: Array(body.utf8)))) }
    }

    func fail(_ failure: TransportFailure) { state.withLock { $0.answers.append(.failure(failure)) } }

    func send(_ request: ProviderRequest, timeLimit: Duration) async throws(TransportFailure) -> ProviderAnswer {
        let result: Result<ProviderAnswer, TransportFailure> = state.withLock { state in
            var asked: [String: String] = ["url": request.url]
            for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                asked[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
            }
            state.asked.append(asked)
            return state.answers.isEmpty
                ? .failure(.unreachable(detail: "nothing scripted")) : state.answers.removeFirst()
        }
        // Long enough for others to come and wait for the same answer.
        try? await Task.sleep(for: .milliseconds(20))
        return try result.get()
    }
}
