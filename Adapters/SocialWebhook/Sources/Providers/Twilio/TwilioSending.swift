import ChannelKit
import ProviderKit

/// Sends messages by Twilio and fetches what came with them.
///
/// Protocol: <https://www.twilio.com/docs/messaging/api/message-resource>.
struct TwilioSending: Sendable {
    private let root: String
    private let account: String
    private let token: Secret?
    private let sender: String?
    private let callback: String?

    /// Takes the settings for sending.
    init(_ settings: ChannelSettings) {
        root = settings.baseURL(orElse: "https://api.twilio.com")
        account = settings.text("account_sid") ?? ""
        token = settings.secrets("auth_token").first
        sender = settings.text("from")
        callback = settings.text("public_url")
    }

    /// The parts of a reply; a part's body names the fields of the form that sends it.
    func plan(_ reply: OutboundReply, _ traits: ProviderTraits) throws(DeliveryFailure) -> [OutboundPart] {
        var reply = reply
        reply.route.conversationKey = reply.route.conversationKey ?? Self.newConversation(with: reply.route.target)
        let plan = try ReplyPlan(reply, by: traits)
        guard let conversation = Conversation(plan.place.conversation) else {
            throw DeliveryFailure(.never, reason: Wording("The stored conversation names no number.", "已存储的会话中没有号码。"))
        }
        let from = try sender(in: conversation)
        return plan.parts(of: plan.pieces()) { _, piece in
            var form: [String: JSONValue] = [
                "To": .text(conversation.partner), from.field: .text(from.value), "Body": .text(piece),
            ]
            if let callback { form["StatusCallback"] = .text(callback) }
            return .object(form)
        }
    }

    /// A conversation with somebody who has not written here: whoever has the telephone number.
    private static func newConversation(with target: IdentityKey?) -> String? {
        guard let target, target.kind == .phone else { return nil }
        let number = target.value.prefix { $0 != ";" }
        return ReplyPlace(conversation: Conversation(account: "", partner: String(number)).name).key
    }

    /// Who sends: a messaging service always, else the number that the customer wrote to, else the one of the settings.
    private func sender(in conversation: Conversation) throws(DeliveryFailure) -> (field: String, value: String) {
        if let sender, sender.hasPrefix("MG") { return ("MessagingServiceSid", sender) }
        guard let own = conversation.account.isEmpty ? sender : conversation.account else {
            throw DeliveryFailure(
                .never,
                reason: Wording("The channel has no number to send from; set `from`.", "该渠道没有发送号码；请设置 `from`。")
            )
        }
        return ("From", TwilioAddress(conversation.partner).sibling(own))
    }

    // MARK: - Delivering

    /// What has to be asked to deliver a part.
    func delivery(of part: OutboundPart) -> Exchange<DeliveryReceipt> {
        guard let members = (try? JSONValue(parsing: part.body))?.members else {
            return .failed(
                DeliveryFailure(.never, reason: Wording("The stored message cannot be read.", "无法读取已存储的消息。"))
            )
        }
        let fields = members.sorted { $0.key < $1.key }.map { FormFields.Field($0.key, $0.value.text ?? "") }
        let request = ProviderRequest(
            method: "POST",
            url: "\(root)/2010-04-01/Accounts/\(PercentCoding.encoded(account))/Messages.json",
            headers: authorization + [HeaderField("Content-Type", "application/x-www-form-urlencoded")],
            body: FormFields(fields).octets(),
            effect: .delivery
        )
        return .ask(request) { answer in
            guard (200..<300).contains(answer.status) else { return .failed(TwilioFailure(answer).delivery) }
            guard let id = answer.json?["sid"]?.text else {
                return .failed(
                    DeliveryFailure(
                        .unknown,
                        reason: Wording(
                            "Twilio's answer could not be understood; the message may have been sent.",
                            "无法识别 Twilio 的应答；消息可能已发送。"
                        ),
                        detail: "HTTP \(answer.status) without `sid`"
                    )
                )
            }
            return .done(
                .taken(by: .verbatim("Twilio"), as: id)
            )
        }
    }

    // MARK: - Look-ups

    /// Fetches a file: with the account from the provider itself, without it from wherever that redirects to.
    func attachment(_ url: String, maximumBytes: Int) -> Exchange<[UInt8]> {
        guard isOwn(url) else {
            return .failed(
                DeliveryFailure(.never, reason: Wording("The file is at no address of Twilio's.", "文件的地址不属于 Twilio。"))
            )
        }
        return fetch(url, headers: authorization, maximumBytes: maximumBytes, redirects: 3)
    }

    private func fetch(
        _ url: String,
        headers: [HeaderField],
        maximumBytes: Int,
        redirects: Int
    ) -> Exchange<[UInt8]> {
        .ask(ProviderRequest(url: url, headers: headers, maximumAnswerBytes: maximumBytes)) { answer in
            switch answer.status {
            case 200: return .done(answer.body)
            case 301, 302, 303, 307, 308:
                guard redirects > 0, let next = answer.headers.first(named: "Location") else {
                    return .failed(
                        DeliveryFailure(.never, reason: Wording("The file's address leads nowhere.", "文件的地址没有指向任何内容。"))
                    )
                }
                let address = next.hasPrefix("/") ? root + next : next
                return fetch(
                    address,
                    headers: isOwn(address) ? authorization : [],
                    maximumBytes: maximumBytes,
                    redirects: redirects - 1
                )
            default: return .failed(TwilioFailure(answer).delivery)
            }
        }
    }

    /// Whether an address is one that the account may be shown to.
    private func isOwn(_ url: String) -> Bool { url.hasPrefix("\(root)/") || url.hasPrefix("https://api.twilio.com/") }

    /// Asks for the account itself.
    func health() -> Exchange<Wording> {
        let url = "\(root)/2010-04-01/Accounts/\(PercentCoding.encoded(account)).json"
        return .ask(ProviderRequest(url: url, headers: authorization)) { answer in
            guard answer.status == 200, let state = answer.json?["status"]?.text else {
                return .failed(TwilioFailure(answer).delivery)
            }
            return .done(
                Wording(
                    "Twilio has accepted the account, which is \(OneLine.text(state)).",
                    "Twilio 接受了该账号，状态为 \(OneLine.text(state))。"
                )
            )
        }
    }

    private var authorization: [HeaderField] {
        guard let token else { return [] }
        return [HeaderField("Authorization", "Basic \(Base64.text("\(account):\(token.reveal())".utf8))")]
    }
}
