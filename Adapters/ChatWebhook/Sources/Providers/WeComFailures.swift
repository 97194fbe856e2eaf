import ChannelKit
import ProviderKit

/// What WeCom's error codes mean.
///
/// Source: the table of global codes, <https://developer.work.weixin.qq.com/document/path/90313>.
enum WeComFailures {
    /// Asks, and goes on with an answer whose `errcode` is 0.
    static func ask<Outcome>(
        _ request: ProviderRequest,
        then read: @escaping @Sendable (JSONValue) -> Exchange<Outcome>
    ) -> Exchange<Outcome> {
        .ask(request) { answer in
            guard answer.status == 200, let json = answer.json, json["errcode"]?.integer ?? 0 == 0 else {
                return exchange(answer)
            }
            return read(json)
        }
    }

    /// The end that an error answer leads to: a new access token, or a failure.
    static func exchange<Outcome>(_ answer: ProviderAnswer) -> Exchange<Outcome> {
        let failure = failure(answer)
        return [40_014, 41_001, 42_001].contains(answer.json?["errcode"]?.integer ?? 0)
            ? .tokenExpired(failure)
            : .failed(failure)
    }

    /// The session has ended.
    static let ended = DeliveryFailure(
        .blocked(.windowClosed),
        reason: "The session with the customer has ended; they must write again before they can be answered."
    )

    /// It was taken without what an answer must hold.
    static let noAnswer = DeliveryFailure(
        .later(after: nil),
        reason: "WeCom took the file without naming it; it is tried again."
    )

    /// What an error answer means.
    static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let code = answer.json?["errcode"]?.integer ?? 0
        let words = answer.json?["errmsg"]?.text ?? ""
        let detail = OneLine.text("HTTP \(answer.status), errcode \(code) \(words)")
        if code == 60_020 {
            return DeliveryFailure(.blocked(.credentials), reason: strangeAddress(words), detail: detail)
        }
        if let reason = blocked[code] { return DeliveryFailure(.blocked(.credentials), reason: reason, detail: detail) }
        if let reason = closed[code] { return DeliveryFailure(.blocked(.windowClosed), reason: reason, detail: detail) }
        if let (wait, reason) = later[code] {
            return DeliveryFailure(.later(after: wait), reason: reason, detail: detail)
        }
        if let reason = never[code] { return DeliveryFailure(.never, reason: reason, detail: detail) }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: "WeCom", detail: detail) { return failure }
        guard answer.json != nil else {
            return DeliveryFailure(
                .unknown,
                reason: "WeCom's answer cannot be read; the message may have arrived.",
                detail: detail
            )
        }
        return DeliveryFailure(.never, reason: "WeCom does not take the message (\(code)).", detail: detail)
    }

    /// The message names the address that it does not take: "… from ip: 203.0.113.7, more info at …".
    private static func strangeAddress(_ words: String) -> String {
        let mark = "from ip:"
        let address = words.firstRange(of: mark).map { range in
            words[range.upperBound...].drop { $0 == " " }.prefix { $0.isHexDigit || $0 == "." || $0 == ":" }
        }
        guard let address, !address.isEmpty else {
            return
                "WeCom takes requests from listed addresses only: add this machine's public address to the app's trusted addresses (企业可信IP)."
        }
        return
            "WeCom takes requests from listed addresses only: add \(address) to the app's trusted addresses (企业可信IP) in its console."
    }

    private static let blocked: [Int64: String] = [
        40_001: "WeCom refuses the corp_secret.",
        40_013: "WeCom does not know the corp_id.",
        40_014: "WeCom refuses the channel's access token.",
        41_001: "WeCom got no access token.",
        42_001: "WeCom's access token has run out and no new one was taken.",
        40_056: "WeCom does not know the agent_id.",
        48_002: "The app may not call this; grant it the permission in WeCom's console.",
        60_011: "The app may not see that member; widen its range in WeCom's console.",
        95_004: "There is no 微信客服 account of that id any more.",
        95_011: "微信客服 is run in WeCom itself; let the app manage the account there.",
        95_012: "微信客服 is not turned on for this company.",
        95_017: "The app may not answer for 微信客服; turn its API on in WeCom's console.",
        301_002: "The app may not use that agent_id.",
    ]

    private static let closed: [Int64: String] = [
        95_001:
            "Five messages were sent since the customer's last one; they must write before they can be answered again.",
        95_002:
            "The customer's last message is more than 48 hours old; they must write before they can be answered again.",
        95_013: "The session with the customer has ended; they must write again before they can be answered.",
        95_014:
            "The servicer_id is no member who receives sessions of this account; correct it, or have them begin to receive.",
        95_016:
            "WeCom does not let the session be moved: a colleague may have taken it. Answer in WeCom, or end the session there.",
        95_018:
            "WeCom takes no answer in the session's present state: a colleague may have taken it. Answer in WeCom, or end the session there.",
    ]

    private static let later: [Int64: (Duration, String)] = [
        -1: (.seconds(5), "WeCom is busy; it is tried again by itself."),
        45_009: (.seconds(60), "WeCom asks to send more slowly; it is tried again by itself."),
        45_033: (.seconds(10), "WeCom asks to send more slowly; it is tried again by itself."),
        45_011: (.seconds(60), "WeCom asks to send more slowly; it is tried again by itself."),
    ]

    private static let never: [Int64: String] = [
        40_003: "WeCom does not know that person.",
        40_007: "The file is no longer at WeCom: it keeps files for three days.",
        40_008: "WeCom does not take that kind of message.",
        40_009: "The picture is larger than WeCom takes.",
        40_004: "WeCom does not take that kind of file.",
        40_006: "The file is larger than WeCom takes.",
        40_058: "WeCom does not understand the message.",
        40_096: "WeCom does not know that customer.",
        44_004: "The message is empty.",
        45_002: "The message is longer than WeCom takes.",
        81_013: "Nobody of the message's recipients can be reached by the app.",
        95_000: "WeCom does not know that 微信客服 account.",
        95_007: "The call that told of new messages is too old.",
    ]
}
