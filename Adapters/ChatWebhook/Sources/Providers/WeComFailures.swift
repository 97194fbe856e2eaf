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
        reason: Wording(
            "The session with the customer has ended; they must write again before they can be answered.",
            "与客户的会话已结束；客户再次来信后才能回复。"
        )
    )

    /// It was taken without what an answer must hold.
    static let noAnswer = DeliveryFailure(
        .later(after: nil),
        reason: Wording("WeCom took the file without naming it; it is tried again.", "企业微信接收了文件但没有返回标识；将自动重试。")
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
        if let failure = DeliveryFailure.byStatus(of: answer, provider: Wording("WeCom", "企业微信"), detail: detail) {
            return failure
        }
        guard answer.json != nil else {
            return DeliveryFailure(
                .unknown,
                reason: Wording("WeCom's answer cannot be read; the message may have arrived.", "无法读取企业微信的应答；消息可能已送达。"),
                detail: detail
            )
        }
        return DeliveryFailure(
            .never,
            reason: Wording("WeCom does not take the message (\(code)).", "企业微信不接受此消息（\(code)）。"),
            detail: detail
        )
    }

    /// The message names the address that it does not take: "… from ip: 203.0.113.7, more info at …".
    private static func strangeAddress(_ words: String) -> Wording {
        let mark = "from ip:"
        let address = words.firstRange(of: mark).map { range in
            words[range.upperBound...].drop { $0 == " " }.prefix { $0.isHexDigit || $0 == "." || $0 == ":" }
        }
        guard let address, !address.isEmpty else {
            return
                Wording(
                    "WeCom takes requests from listed addresses only: add this machine's public address to the app's trusted addresses (企业可信IP).",
                    "企业微信只接受可信地址的请求：请将本机的公网 IP 加入应用的“企业可信IP”。"
                )
        }
        return
            Wording(
                "WeCom takes requests from listed addresses only: add \(address) to the app's trusted addresses (企业可信IP) in its console.",
                "企业微信只接受可信地址的请求：请在管理后台将 \(address) 加入应用的“企业可信IP”。"
            )
    }

    private static let blocked: [Int64: Wording] = [
        40_001: Wording("WeCom refuses the corp_secret.", "企业微信拒绝了 corp_secret。"),
        40_013: Wording("WeCom does not know the corp_id.", "企业微信不认识此 corp_id。"),
        40_014: Wording("WeCom refuses the channel's access token.", "企业微信拒绝了该渠道的 access_token。"),
        41_001: Wording("WeCom got no access token.", "企业微信没有收到 access_token。"),
        42_001: Wording(
            "WeCom's access token has run out and no new one was taken.",
            "企业微信的 access_token 已过期，且新令牌未被接受。"
        ),
        40_056: Wording("WeCom does not know the agent_id.", "企业微信不认识此 agent_id。"),
        48_002: Wording(
            "The app may not call this; grant it the permission in WeCom's console.",
            "应用无权调用此接口；请在企业微信管理后台授予权限。"
        ),
        60_011: Wording(
            "The app may not see that member; widen its range in WeCom's console.",
            "应用看不到该成员；请在企业微信管理后台扩大应用的可见范围。"
        ),
        95_004: Wording("There is no 微信客服 account of that id any more.", "该标识的微信客服账号已不存在。"),
        95_011: Wording(
            "微信客服 is run in WeCom itself; let the app manage the account there.",
            "微信客服由企业微信自行管理；请在管理后台授权应用管理该账号。"
        ),
        95_012: Wording("微信客服 is not turned on for this company.", "该企业未开通微信客服。"),
        95_017: Wording(
            "The app may not answer for 微信客服; turn its API on in WeCom's console.",
            "应用无权通过微信客服回复；请在企业微信管理后台开启其 API。"
        ),
        301_002: Wording("The app may not use that agent_id.", "应用无权使用该 agent_id。"),
    ]

    private static let closed: [Int64: Wording] = [
        95_001:
            Wording(
                "Five messages were sent since the customer's last one; they must write before they can be answered again.",
                "客户上次来信后已发送五条消息；客户再次来信后才能继续回复。"
            ),
        95_002:
            Wording(
                "The customer's last message is more than 48 hours old; they must write before they can be answered again.",
                "客户上次来信已超过 48 小时；客户再次来信后才能回复。"
            ),
        95_013: Wording(
            "The session with the customer has ended; they must write again before they can be answered.",
            "与客户的会话已结束；客户再次来信后才能回复。"
        ),
        95_014:
            Wording(
                "The servicer_id is no member who receives sessions of this account; correct it, or have them begin to receive.",
                "servicer_id 不是该账号的接待人员；请更正，或让其开始接待。"
            ),
        95_016:
            Wording(
                "WeCom does not let the session be moved: a colleague may have taken it. Answer in WeCom, or end the session there.",
                "企业微信不允许转接该会话：可能已有同事接待。请在企业微信中回复，或在那里结束会话。"
            ),
        95_018:
            Wording(
                "WeCom takes no answer in the session's present state: a colleague may have taken it. Answer in WeCom, or end the session there.",
                "会话处于当前状态时企业微信不接受回复：可能已有同事接待。请在企业微信中回复，或在那里结束会话。"
            ),
    ]

    private static let later: [Int64: (Duration, Wording)] = [
        -1: (.seconds(5), Wording("WeCom is busy; it is tried again by itself.", "企业微信系统繁忙；将自动重试。")),
        45_009: (
            .seconds(60), Wording("WeCom asks to send more slowly; it is tried again by itself.", "企业微信要求放慢发送速度；将自动重试。")
        ),
        45_033: (
            .seconds(10), Wording("WeCom asks to send more slowly; it is tried again by itself.", "企业微信要求放慢发送速度；将自动重试。")
        ),
        45_011: (
            .seconds(60), Wording("WeCom asks to send more slowly; it is tried again by itself.", "企业微信要求放慢发送速度；将自动重试。")
        ),
    ]

    private static let never: [Int64: Wording] = [
        40_003: Wording("WeCom does not know that person.", "企业微信不认识此人。"),
        40_007: Wording("The file is no longer at WeCom: it keeps files for three days.", "文件已不在企业微信上：它只保留三天。"),
        40_008: Wording("WeCom does not take that kind of message.", "企业微信不接受此类消息。"),
        40_009: Wording("The picture is larger than WeCom takes.", "图片超出了企业微信的大小限制。"),
        40_004: Wording("WeCom does not take that kind of file.", "企业微信不接受此类文件。"),
        40_006: Wording("The file is larger than WeCom takes.", "文件超出了企业微信的大小限制。"),
        40_058: Wording("WeCom does not understand the message.", "企业微信无法识别此消息。"),
        40_096: Wording("WeCom does not know that customer.", "企业微信不认识该客户。"),
        44_004: Wording("The message is empty.", "消息为空。"),
        45_002: Wording("The message is longer than WeCom takes.", "消息超出了企业微信的长度限制。"),
        81_013: Wording("Nobody of the message's recipients can be reached by the app.", "应用无法联系到此消息的任何接收者。"),
        95_000: Wording("WeCom does not know that 微信客服 account.", "企业微信不认识该微信客服账号。"),
        95_007: Wording("The call that told of new messages is too old.", "新消息的通知已过期。"),
    ]
}
