import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import Logging
import MessageRouting
import TicketStorage

/// Serves a channel's public pages.
///
/// A submission is journaled, then its ticket is awaited for a moment.
struct ChannelPageHandler: Sendable {
    let services: DeskWebServices
    let logger: Logger

    /// The answer to a request.
    func answer(_ call: WebRequest, adapter: any PageServing) async -> Response {
        switch await adapter.serve(call) {
        case .answer(let answer): return answer.response
        case .submission(let arrival, let answer):
            do {
                let accepted = try await services.intake.accept([arrival], cursor: nil)
                guard let acceptance = accepted.first else { return Response(status: .internalServerError) }
                let number = await ticketNumber(of: ArrivalID(rawValue: acceptance.arrival))
                return answer(.taken(ticketNumber: number, isDuplicate: acceptance.isDuplicate)).response
            } catch {
                return refused(error, answer: answer)
            }
        }
    }

    /// The number of the ticket the arrival went to; nil when that takes longer, or cannot be told.
    private func ticketNumber(of arrival: ArrivalID) async -> Int? {
        let store = services.store
        let results = try? await services.watch.results(of: arrival, within: services.submissionPatience) {
            try await store.results(of: arrival)
        }
        return (results ?? nil)?.lazy.compactMap(\.ticketNumber).first
    }

    private func refused(_ refusal: IntakeRefusal, answer: (SubmissionResult) -> WebAnswer) -> Response {
        if case .unavailable(let reason) = refusal {
            logger.error("Nothing can be journaled", metadata: ["reason": "\(reason.prefix(500))"])
        }
        var response = answer(.refused(refusal)).response
        if let seconds = IntakeAnswer.seconds(of: refusal), !response.headers.contains(.retryAfter) {
            response.headers[.retryAfter] = "\(seconds)"
        }
        return response
    }
}
