import ChannelKit

/// What a request without an answer means for the part that was to be delivered.
struct TransportFailureReading: Sendable {
    /// Whether the one request that a customer sees has gone out already: then nothing afterwards makes it undone.
    let isDelivered: Bool

    /// The failure behind a lost answer.
    func failure(_ failure: TransportFailure, of effect: ProviderRequest.Effect) -> DeliveryFailure {
        switch failure {
        case .unreachable(let detail):
            unless(
                delivered: .later(after: nil),
                "The provider could not be reached; it is tried again by itself.",
                detail
            )
        case .untrusted(let detail):
            unless(
                delivered: .later(after: nil),
                "The provider's certificate is not to be trusted; an operator should look at it before anything is sent.",
                detail
            )
        case .unanswered(let detail):
            effect == .delivery
                ? DeliveryFailure(.unknown, reason: Self.unknownReason, detail: detail)
                : unless(
                    delivered: .later(after: nil),
                    "The provider did not answer in time; it is tried again by itself.",
                    detail
                )
        case .answerTooLong(let limit):
            effect == .delivery
                ? DeliveryFailure(.unknown, reason: Self.unknownReason, detail: "the answer is over \(limit) bytes")
                : unless(
                    delivered: .later(after: nil),
                    "The provider's answer is longer than any that is expected; it is tried again by itself.",
                    "the answer is over \(limit) bytes"
                )
        case .forbidden(let detail):
            unless(
                delivered: .never,
                "The provider's address is none that may be called; check the channel's settings.",
                detail
            )
        }
    }

    /// The time was over before a request went out.
    var outOfTime: DeliveryFailure {
        unless(delivered: .later(after: nil), "The time was over before the provider was asked; it is tried again.", "")
    }

    /// A request was to go to a host that is none of the provider's.
    var strangeHost: DeliveryFailure {
        unless(
            delivered: .never,
            "The message names an address that is none of the provider's; nothing was asked there.",
            ""
        )
    }

    /// A provider leads on and on, or twice to a delivery.
    var endless: DeliveryFailure {
        unless(delivered: .never, "The provider's answers lead nowhere; nothing more was asked.", "too many requests")
    }

    private static let unknownReason =
        "The provider took the message without a readable answer; it may or may not have arrived."

    private func unless(
        delivered verdict: DeliveryFailure.Verdict,
        _ reason: String,
        _ detail: String
    ) -> DeliveryFailure {
        isDelivered
            ? DeliveryFailure(.unknown, reason: Self.unknownReason, detail: detail)
            : DeliveryFailure(verdict, reason: reason, detail: detail)
    }
}
