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

    /// The parts of a reply.
    func plan(_ reply: OutboundReply, _ traits: ProviderTraits) throws(DeliveryFailure) -> [OutboundPart] {
        guard reply.attachments.isEmpty else {
            throw DeliveryFailure(
                .never,
                reason: "Files cannot be sent by SMS; send them another way, or a link to them."
            )
        }
        let place = reply.route.conversationKey.flatMap(ReplyPlace.init(key:))
        let conversation = place.flatMap { Conversation($0.conversation) }
        let to = if let conversation { conversation.partner } else { try Self.number(of: reply.route) }
        let from = try self.sender(to: to, conversation)
        var parts = ReplyParts(to: to)
        if let limit = traits.textLimit {
            parts.add(words: reply.text, limit: limit, mediaType: "application/x-www-form-urlencoded") { piece in
                var form = FormFields(["To": to, from.field: from.value, "Body": piece])
                if let callback { form.fields.append(FormFields.Field("StatusCallback", callback)) }
                return form.octets()
            }
        }
        return try parts.complete()
    }

    /// The telephone number that a route names, without an extension.
    private static func number(of route: ReplyRoute) throws(DeliveryFailure) -> String {
        guard let target = route.target, target.kind == .phone else {
            throw DeliveryFailure(.never, reason: "This contact has no telephone number.")
        }
        return String(target.value.prefix { $0 != ";" })
    }

    /// Who sends: a messaging service always, else the number that the customer wrote to, else the one of the settings.
    private func sender(
        to: String,
        _ conversation: Conversation?
    ) throws(DeliveryFailure) -> (field: String, value: String) {
        if let sender, sender.hasPrefix("MG") { return ("MessagingServiceSid", sender) }
        let own = conversation.flatMap { $0.account.isEmpty ? nil : $0.account } ?? sender
        guard let own else {
            throw DeliveryFailure(.never, reason: "The channel has no number to send from; set `from`.")
        }
        return ("From", TwilioAddress(to).sibling(own))
    }

    // MARK: - Delivering

    /// What has to be asked to deliver a part.
    func delivery(of part: OutboundPart) -> Exchange<DeliveryReceipt> {
        let request = ProviderRequest(
            method: "POST",
            url: "\(root)/2010-04-01/Accounts/\(PercentCoding.encoded(account))/Messages.json",
            headers: authorization + [HeaderField("Content-Type", part.mediaType)],
            body: part.body,
            effect: .delivery
        )
        return .ask(request) { answer in
            guard (200..<300).contains(answer.status) else { return .failed(TwilioFailure(answer).delivery) }
            guard let id = answer.json?["sid"]?.text else {
                return .failed(
                    DeliveryFailure(
                        .unknown,
                        reason: "Twilio's answer could not be understood; the message may have been sent.",
                        detail: "HTTP \(answer.status) without `sid`"
                    )
                )
            }
            return .done(
                DeliveryReceipt(externalID: ExternalID(rawValue: OneLine.id(id)), answer: "Twilio has taken it.")
            )
        }
    }

    // MARK: - Look-ups

    /// Fetches a file: with the account from the provider itself, without it from wherever that redirects to.
    func attachment(_ url: String, maximumBytes: Int) -> Exchange<[UInt8]> {
        guard isOwn(url) else {
            return .failed(DeliveryFailure(.never, reason: "The file is at no address of Twilio's."))
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
                    return .failed(DeliveryFailure(.never, reason: "The file's address leads nowhere."))
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
    func health() -> Exchange<String> {
        let url = "\(root)/2010-04-01/Accounts/\(PercentCoding.encoded(account)).json"
        return .ask(ProviderRequest(url: url, headers: authorization)) { answer in
            guard answer.status == 200, let state = answer.json?["status"]?.text else {
                return .failed(TwilioFailure(answer).delivery)
            }
            return .done("Twilio has accepted the account, which is \(OneLine.text(state)).")
        }
    }

    private var authorization: [HeaderField] {
        guard let token else { return [] }
        return [HeaderField("Authorization", "Basic \(Base64.text("\(account):\(token.reveal())".utf8))")]
    }
}
