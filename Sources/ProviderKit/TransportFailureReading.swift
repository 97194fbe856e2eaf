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
                Wording("The provider could not be reached; it is tried again by itself.", "无法连接服务商；将自动重试。"),
                detail
            )
        case .untrusted(let detail):
            unless(
                delivered: .later(after: nil),
                Wording(
                    "The provider's certificate is not to be trusted; an operator should look at it before anything is sent.",
                    "服务商的证书不可信；须由运维人员查看后才会发送。"
                ),
                detail
            )
        case .unanswered(let detail):
            effect == .delivery
                ? DeliveryFailure(.unknown, reason: Self.unknownReason, detail: detail)
                : unless(
                    delivered: .later(after: nil),
                    Wording("The provider did not answer in time; it is tried again by itself.", "服务商未及时应答；将自动重试。"),
                    detail
                )
        case .answerTooLong(let limit):
            effect == .delivery
                ? DeliveryFailure(.unknown, reason: Self.unknownReason, detail: "the answer is over \(limit) bytes")
                : unless(
                    delivered: .later(after: nil),
                    Wording(
                        "The provider's answer is longer than any that is expected; it is tried again by itself.",
                        "服务商的应答过长；将自动重试。"
                    ),
                    "the answer is over \(limit) bytes"
                )
        case .forbidden(let detail):
            unless(
                delivered: .never,
                Wording(
                    "The provider's address is none that may be called; check the channel's settings.",
                    "不允许访问该服务商地址；请检查渠道的设置。"
                ),
                detail
            )
        }
    }

    /// The time was over before a request went out.
    var outOfTime: DeliveryFailure {
        unless(
            delivered: .later(after: nil),
            Wording("The time was over before the provider was asked; it is tried again.", "尚未请求服务商就已超时；将重试。"),
            ""
        )
    }

    /// A request was to go to a host that is none of the provider's.
    var strangeHost: DeliveryFailure {
        unless(
            delivered: .never,
            Wording(
                "The message names an address that is none of the provider's; nothing was asked there.",
                "消息中的地址不属于服务商；未向该地址发出请求。"
            ),
            ""
        )
    }

    /// A provider leads on and on, or twice to a delivery.
    var endless: DeliveryFailure {
        unless(
            delivered: .never,
            Wording("The provider's answers lead nowhere; nothing more was asked.", "服务商的应答没有结果；不再继续请求。"),
            "too many requests"
        )
    }

    private static let unknownReason =
        Wording(
            "The provider took the message without a readable answer; it may or may not have arrived.",
            "服务商接收了消息，但应答无法读取；消息不一定已送达。"
        )

    private func unless(
        delivered verdict: DeliveryFailure.Verdict,
        _ reason: Wording,
        _ detail: String
    ) -> DeliveryFailure {
        isDelivered
            ? DeliveryFailure(.unknown, reason: Self.unknownReason, detail: detail)
            : DeliveryFailure(verdict, reason: reason, detail: detail)
    }
}
