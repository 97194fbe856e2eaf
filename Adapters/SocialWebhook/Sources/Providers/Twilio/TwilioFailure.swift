import ChannelKit
import ProviderKit

/// What an error number of Twilio means for a delivery.
///
/// Numbers: <https://www.twilio.com/docs/api/errors>.
struct TwilioFailure: Sendable {
    /// The error number; nil when there is none.
    let code: Int?
    private let words: String
    private let wait: Duration?
    private let byStatus: DeliveryFailure?

    /// Reads an answer that is no success.
    init(_ answer: ProviderAnswer) {
        let document = answer.json
        code = document?["code"]?.integer.flatMap { Int(exactly: $0) }
        words = document?["message"]?.text ?? "HTTP \(answer.status)"
        wait = answer.retryAfter
        byStatus = DeliveryFailure.byStatus(of: answer, provider: "Twilio")
    }

    /// Wraps the number of a status that failed.
    init(code: Int?) {
        self.code = code
        words = ""
        wait = nil
        byStatus = nil
    }

    /// The failure.
    var delivery: DeliveryFailure {
        let (verdict, reason) = meaning
        return DeliveryFailure(verdict, reason: reason, detail: "code \(code.map(String.init) ?? "none"): \(words)")
    }

    /// The sentence for an agent.
    var reason: String { meaning.1 }

    private var meaning: (DeliveryFailure.Verdict, String) {
        switch code {
        case 20_429, 14_107, 21_611, 30_001, 30_022, 63_018:
            (.later(after: wait ?? .seconds(30)), "Twilio asks to send more slowly; it is tried again by itself.")
        case 20_500, 20_503, 21_730:
            (.later(after: wait), "Twilio has trouble of its own; it is tried again by itself.")
        case 20_003, 20_005, 20_008, 10_001, 30_002:
            (.blocked(.credentials), "Twilio refuses the account or its token; an administrator has to look at it.")
        case 21_603, 21_606, 21_659, 21_660, 21_701, 21_703, 30_034:
            (.blocked(.credentials), "The number or service that sends cannot send messages; see the setting `from`.")
        case 63_016:
            (
                .blocked(.windowClosed),
                "The customer's last message is too old for a free reply; reach them another way, such as by mail."
            )
        case 21_610: (.never, "The customer has opted out of messages (STOP) and gets none until they write START.")
        case 21_211, 21_614, 21_217, 21_604, 21_612, 21_265: (.never, "The number cannot get an SMS.")
        case 21_408: (.never, "The account may not send SMS to this country; see its geographic permissions.")
        case 21_608: (.never, "A trial account writes to verified numbers only.")
        case 21_602, 21_617: (.never, "The text is empty or longer than an SMS may be.")
        case 30_003: (.never, "The telephone is off or out of reach.")
        case 30_004, 30_007: (.never, "The carrier has blocked the message.")
        case 30_005: (.never, "There is no such number, or it takes no messages.")
        case 30_006: (.never, "The number is a landline or otherwise cannot get an SMS.")
        case 30_008: (.never, "The carrier did not deliver the message and does not say why.")
        default:
            byStatus.map { ($0.verdict, $0.reason) }
                ?? (.never, "Twilio could not send the message" + (code.map { " (error \($0))." } ?? "."))
        }
    }
}
