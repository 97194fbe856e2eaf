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
    let followCookie: FollowCookie
    let streams: StreamRegistry
    let logger: Logger

    /// The answer to a request.
    ///
    /// - Parameters:
    ///   - call: the request as the adapter sees it.
    ///   - request: the request as it came, whose line tells when the other end has gone.
    ///   - channel: the channel it is made to.
    ///   - adapter: the channel's adapter.
    /// - Returns: the response.
    func answer(
        _ call: WebRequest,
        to request: Request,
        on channel: ChannelID,
        adapter: any PageServing
    ) async -> Response {
        switch await adapter.serve(call) {
        case .answer(let answer): return answer.response
        case .stream(let stream):
            // Whoever asks for the head alone gets it, and no line is kept open.
            guard request.method == .get else { return WebAnswer(status: 200, headers: stream.headers).response }
            guard let open = streams.open(channel: channel, address: call.remoteAddress, limits: stream.limits)
            else {
                return WebAnswer(status: 503, headers: stream.headers + [HeaderField("Retry-After", "15")]).response
            }
            return StreamResponse(stream: stream, open: open, registry: streams, logger: logger)
                .response(to: request)
        case .submission(let arrival, let answer):
            do {
                let accepted = try await services.intake.accept([arrival], cursor: nil)
                guard let acceptance = accepted.first else { return Response(status: .internalServerError) }
                let results = await results(of: ArrivalID(rawValue: acceptance.arrival))
                let number = results.lazy.compactMap(\.ticketNumber).first
                var response = answer(.taken(ticketNumber: number, isDuplicate: acceptance.isDuplicate)).response
                // A browser that is led on to a confirmation can have a link sent from there.
                if response.status == .seeOther, let sender = await sender(of: results) {
                    response.headers[.setCookie] = followCookie.value(for: sender, at: services.now())
                }
                return response
            } catch {
                return refused(error, answer: answer)
            }
        }
    }

    /// What became of the arrival; nothing when that takes longer, or cannot be told.
    private func results(of arrival: ArrivalID) async -> [RoutingResult] {
        let store = services.store
        let results = try? await services.watch.results(of: arrival, within: services.submissionPatience) {
            try await store.results(of: arrival)
        }
        return (results ?? nil) ?? []
    }

    /// The identity whose words were submitted.
    private func sender(of results: [RoutingResult]) async -> IdentityID? {
        guard let message = results.lazy.compactMap(\.message).first else { return nil }
        return try? await services.store.inboundMessage(message)?.sender
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
