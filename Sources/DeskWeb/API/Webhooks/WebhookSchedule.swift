import ChannelKit
import DeskModel
import TicketStorage

/// Decides what follows from an attempt: exponential backoff with full jitter for three days, then giving up.
enum WebhookSchedule {
    /// For how long a delivery is tried.
    static let patience: Duration = .seconds(3 * 86_400)
    private static let firstPause: Int64 = 5_000
    private static let longestPause: Int64 = 8 * 3_600_000
    /// The longest wait that an endpoint may ask for.
    private static let longestRequest: Int64 = 86_400_000

    /// How an attempt ended.
    enum Ending: Sendable, Hashable {
        /// The endpoint answered with that status, and may have named seconds to wait.
        case answered(Int, retryAfter: Int?)
        /// There was no answer.
        case unanswered
    }

    /// What follows.
    ///
    /// - Parameters:
    ///   - ending: how the attempt ended.
    ///   - due: the delivery as it was before the attempt.
    ///   - attempt: the attempt's number, from 1.
    ///   - now: when it ended.
    ///   - chance: a number from 0 to 1, evenly spread.
    /// - Returns: the consequence.
    static func consequence(
        of ending: Ending,
        _ due: DueWebhookDelivery,
        attempt: Int,
        now: Timestamp,
        chance: Double
    ) -> WebhookDeliveryOutcome.Consequence {
        var asked: Int64 = 0
        if case .answered(let status, let retryAfter) = ending {
            if (200..<300).contains(status) { return .delivered }
            if status == 410 { return .switchedOff("The endpoint answered 410 Gone: it wants nothing any more.") }
            asked = min(Int64(max(0, min(retryAfter ?? 0, 1_000_000))) * 1_000, longestRequest)
        }
        let end = due.delivery.queuedAt.advanced(by: patience)
        guard now < end else {
            let hasTakenSince = due.endpoint.lastSuccessAt.map { due.delivery.queuedAt < $0 } ?? false
            return hasTakenSince
                ? .givenUp
                : .switchedOff("The endpoint took nothing for three days. See its log, then switch it on again.")
        }
        let top = min(longestPause, firstPause << Int64(min(2 * (max(attempt, 1) - 1), 40)))
        let pause = max(1_000, Int64(Double(top) * min(max(chance, 0), 1)), asked)
        return .again(
            at: min(Timestamp(rawValue: now.rawValue + pause), max(end, Timestamp(rawValue: now.rawValue + 1_000)))
        )
    }
}
