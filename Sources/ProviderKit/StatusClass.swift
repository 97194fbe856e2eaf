public import ChannelKit

extension DeliveryFailure {
    /// The longest that a provider's wish to wait is followed.
    private static let longestWait = Duration.seconds(6 * 3600)

    /// What an answer's HTTP status says wherever it comes from; nil where it is for the provider's own table to say.
    ///
    /// 408, 429 and 500 to 599 are tried later, not before the time that `Retry-After` names; 401 refuses the account.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - provider: the provider's name for people, such as `Slack`.
    ///   - detail: the provider's own words about it, for the log.
    /// - Returns: the failure, or nil.
    public static func byStatus(
        of answer: ProviderAnswer,
        provider: Wording,
        detail: String = ""
    ) -> DeliveryFailure? {
        let detail = detail.isEmpty ? "HTTP \(answer.status)" : "HTTP \(answer.status): \(detail)"
        let (name, chinese) = (provider.english, provider.chineseSubject)
        return switch answer.status {
        case 401:
            DeliveryFailure(
                .blocked(.credentials),
                reason: Wording(
                    "\(name) refuses the channel's access token; give it a new one.",
                    "\(chinese)拒绝了该渠道的访问令牌；请设置新令牌。"
                ),
                detail: detail
            )
        case 429:
            DeliveryFailure(
                .later(after: answer.retryAfter ?? .seconds(30)),
                reason: Wording(
                    "\(name) asks to send more slowly; it is tried again by itself.",
                    "\(chinese)要求放慢发送速度；将自动重试。"
                ),
                detail: detail
            )
        case 408, 500...599:
            DeliveryFailure(
                .later(after: answer.retryAfter),
                reason: Wording(
                    "\(name) has trouble of its own; it is tried again by itself.",
                    "\(chinese)出现故障；将自动重试。"
                ),
                detail: detail
            )
        default: nil
        }
    }

    /// How long to wait at a provider's wish, within bounds.
    public static func wait(seconds: Double) -> Duration {
        guard seconds > 0 else { return .seconds(1) }
        return min(longestWait, .milliseconds(Int64(min(seconds, 1_000_000) * 1000)))
    }
}

extension Wording {
    /// The Chinese of a name that begins a sentence: set apart from what follows where it is written in Latin letters.
    public var chineseSubject: String { chinese.last?.isASCII == true ? chinese + " " : chinese }
}

extension ProviderAnswer {
    /// How long `Retry-After` asks to wait (RFC 9110, section 10.2.3); nil when it says nothing readable.
    ///
    /// A date is taken against the answer's own `Date`, so that no clock of this host matters; without one it is a minute.
    public var retryAfter: Duration? {
        guard let value = headers.first(named: "Retry-After") else { return nil }
        if let seconds = Double(value), seconds.isFinite { return DeliveryFailure.wait(seconds: seconds) }
        guard let until = HTTPDate.time(value) else { return nil }
        guard let now = headers.first(named: "Date").flatMap(HTTPDate.time) else { return .seconds(60) }
        return DeliveryFailure.wait(seconds: Double(until.seconds - now.seconds))
    }

    /// The body as JSON; nil when it is none.
    public var json: JSONValue? { try? JSONValue(parsing: body) }
}
