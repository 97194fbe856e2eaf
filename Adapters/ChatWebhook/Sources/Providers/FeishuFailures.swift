import ChannelKit
import ProviderKit

/// What Feishu's error codes mean for a message.
///
/// Source: <https://open.feishu.cn/document/server-docs/im-v1/message/create> and
/// <https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code>.
enum FeishuFailures {
    /// The end that an error answer leads to: a new access token, or a failure.
    static func exchange<Outcome>(_ answer: ProviderAnswer) -> Exchange<Outcome> {
        let failure = failure(answer)
        let isExpired = tokenCodes.contains(answer.json?["code"]?.integer ?? 0)
        return isExpired ? .tokenExpired(failure) : .failed(failure)
    }

    /// Why no access token was handed out.
    static func signIn(_ answer: ProviderAnswer) -> DeliveryFailure {
        let failure = failure(answer)
        if case .later = failure.verdict { return failure }
        return DeliveryFailure(
            .blocked(.credentials),
            reason: "Feishu refuses the app: check app_id and app_secret, and that the app is published.",
            detail: failure.detail
        )
    }

    /// What an error answer means.
    static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let code = answer.json?["code"]?.integer ?? 0
        let words = answer.json?["msg"]?.text ?? ""
        let detail = OneLine.text("HTTP \(answer.status), code \(code) \(words)")
        if isTooFast(answer, code) {
            let wait = answer.headers.first(named: "x-ogw-ratelimit-reset").flatMap(Double.init)
            return DeliveryFailure(
                .later(after: wait.map(DeliveryFailure.wait(seconds:)) ?? answer.retryAfter ?? .seconds(5)),
                reason: "Feishu asks to send more slowly; it is tried again by itself.",
                detail: detail
            )
        }
        if tokenCodes.contains(code) {
            return DeliveryFailure(
                .blocked(.credentials),
                reason: "Feishu refuses the channel's access token; check app_id and app_secret.",
                detail: detail
            )
        }
        if let reason = blocked[code] { return DeliveryFailure(.blocked(.credentials), reason: reason, detail: detail) }
        if let reason = never[code] { return DeliveryFailure(.never, reason: reason, detail: detail) }
        if code == 230_049 {
            return DeliveryFailure(
                .later(after: .seconds(5)),
                reason: "Feishu is still sending the message.",
                detail: detail
            )
        }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: "Feishu", detail: detail) { return failure }
        if code == 0, answer.json == nil {
            return DeliveryFailure(
                .unknown,
                reason: "Feishu's answer cannot be read; the message may have arrived.",
                detail: detail
            )
        }
        return DeliveryFailure(.never, reason: "Feishu does not take the message (\(code)).", detail: detail)
    }

    private static func isTooFast(_ answer: ProviderAnswer, _ code: Int64) -> Bool {
        answer.status == 429 || [99_991_400, 230_020, 11_232, 11_233, 11_247].contains(code)
    }

    /// The access token is missing, wrong, or has run out.
    private static let tokenCodes: Set<Int64> = [
        99_991_661, 99_991_663, 99_991_664, 99_991_668, 99_991_671, 99_991_677,
    ]

    private static let blocked: [Int64: String] = [
        10_003: "Feishu refuses the app_id.",
        10_014: "Feishu refuses the app_secret.",
        99_991_401: "Feishu takes no requests from this machine's address; add it to the app's IP allow-list.",
        99_991_672: "The app lacks a permission; grant it the scopes im:message and im:resource and publish it again.",
        99_991_403: "The app's monthly quota of calls is used up.",
        230_006: "The app has no bot; turn the bot on in the developer console and publish the app.",
        230_027: "The app lacks a permission for this chat; grant it im:message and publish it again.",
    ]

    private static let never: [Int64: String] = [
        230_001: "Feishu does not understand the message.",
        230_002: "The bot is not in that group; ask to have it added again.",
        230_011: "The message that is answered was taken back.",
        230_013: "The person is outside the app's availability; an administrator of theirs must widen it.",
        230_015: "Feishu does not allow this in a conversation of two.",
        230_017: "The file belongs to another bot.",
        230_018: "The group does not allow the bot to write now.",
        230_019: "The topic is no longer there.",
        230_022: "Feishu holds the words for sensitive; write them differently.",
        230_025: "The message is longer than Feishu takes.",
        230_028: "The words did not pass the company's audit.",
        230_029: "The person has left the company.",
        230_034: "Feishu does not know that chat or person.",
        230_035: "The bot may not write in that chat.",
        230_038: "Feishu does not allow messages to that other company.",
        230_050: "The message that is answered cannot be seen by the bot.",
        230_053: "The person has stopped messages from the bot.",
        230_054: "That kind of message cannot be answered.",
        230_055: "Feishu takes this file only as another kind of message.",
        230_071: "That chat has no threads.",
        230_072: "That message cannot begin a thread.",
        230_110: "The message that is answered was deleted.",
        231_003: "That message cannot be answered.",
        232_009: "The group was dissolved.",
        234_001: "Feishu does not understand the file.",
        234_006: "The file is larger than Feishu takes.",
        234_010: "The file is empty.",
    ]
}
