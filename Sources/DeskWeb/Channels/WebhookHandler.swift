import ChannelKit
import HTTPTypes
import Hummingbird
import Logging
import MessageRouting

/// Takes a provider's call: authenticated by the adapter, journaled, and only then answered.
struct WebhookHandler: Sendable {
    let services: DeskWebServices
    let logger: Logger

    /// The answer to a call.
    func answer(_ call: WebRequest, adapter: any WebhookReceiving) async -> Response {
        switch await adapter.receive(call) {
        case .refused(let answer): return answer.response
        case .accepted(let arrivals, let cursor, let answer):
            guard !arrivals.isEmpty || cursor != nil else { return answer.response }
            do {
                _ = try await services.intake.accept(arrivals, cursor: cursor)
                return answer.response
            } catch {
                return IntakeAnswer.refusal(error, logger: logger)
            }
        }
    }
}

/// What programs are told when nothing was journaled.
enum IntakeAnswer {
    static func refusal(_ refusal: IntakeRefusal, logger: Logger) -> Response {
        switch refusal {
        case .busy:
            return answer(.serviceUnavailable, retryAfter: seconds(of: refusal))
        case .unavailable(let reason):
            logger.error("Nothing can be journaled", metadata: ["reason": "\(reason.prefix(500))"])
            return answer(.serviceUnavailable, retryAfter: seconds(of: refusal))
        case .tooLarge: return answer(.contentTooLarge, retryAfter: nil)
        }
    }

    /// When it is worth trying again; nil when it never is.
    static func seconds(of refusal: IntakeRefusal) -> Int? {
        switch refusal {
        case .busy(let wait): max(1, Int(wait.components.seconds))
        case .unavailable: 30
        case .tooLarge: nil
        }
    }

    private static func answer(_ status: HTTPResponse.Status, retryAfter: Int?) -> Response {
        var response = Response(status: status)
        if let retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        return response
    }
}
