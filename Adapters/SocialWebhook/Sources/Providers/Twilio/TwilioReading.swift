import AddressNormalization
import ChannelKit
import ProviderKit

/// Reads what Twilio posts: a message, or the fate of one of ours.
struct TwilioReading: Sendable {
    private static let mostFiles = 20

    private let form: FormFields

    /// Wraps a call's form.
    init(_ form: FormFields) { self.form = form }

    /// What happened; nil for states on the way and for calls that are about no message.
    ///
    /// Times are the receipt's, for a call carries none.
    ///
    /// - Throws: `UnreadableArrival` when the form is none of the Messaging API's.
    var event: ProviderEvent? {
        get throws(UnreadableArrival) {
            guard let id = form["MessageSid"] ?? form["SmsSid"], !id.isEmpty else {
                guard form["CallSid"] == nil else { return nil }
                throw UnreadableArrival(
                    "This is no message of Twilio: it has no MessageSid.",
                    "这不是 Twilio 的消息：没有 MessageSid。"
                )
            }
            let state = form["MessageStatus"] ?? form["SmsStatus"] ?? "received"
            return ["received", "receiving"].contains(state) ? message(id) : receipt(id, state)
        }
    }

    private func message(_ id: String) -> ProviderEvent? {
        guard let from = form["From"], !from.isEmpty else { return nil }
        // `STOP` and its like are answered by the provider itself, which then takes no more messages to the number.
        let isOptOut = form["OptOutType"] != nil
        return ProviderEvent(
            kind: isOptOut ? .system : .message,
            externalID: ExternalID(rawValue: OneLine.id(id)),
            conversation: Conversation(account: TwilioAddress(form["To"] ?? "").number, partner: from).name,
            actor: actor(from),
            messageID: id,
            text: [form["Body"], location].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n"),
            attachments: files,
            metadata: form["OptOutType"].map { ["opt_out": $0] } ?? [:]
        )
    }

    private func actor(_ from: String) -> ProviderEvent.Actor {
        let address = TwilioAddress(from)
        let phone = PhoneNumberNormalization.key(address.number, region: form["FromCountry"])
        let claims = phone.map { [IdentityClaim(identity: $0, assertedBy: "provider", isVerified: true)] } ?? []
        let isSMS = address.carrier == nil
        var actor = ProviderEvent.Actor(
            id: from,
            space: "twilio",
            // An SMS comes from the number itself; over another carrier the number is something the provider knows.
            identity: isSMS ? phone : nil,
            name: form["ProfileName"],
            claims: isSMS ? [] : claims
        )
        if isSMS { actor.doubt = SenderDoubt.textMessage.rawValue }
        return actor
    }

    private var location: String? {
        guard let latitude = form["Latitude"], let longitude = form["Longitude"] else { return nil }
        return (["Location"] + [form["Label"], form["Address"]].compactMap { $0 } + [latitude, longitude])
            .joined(separator: ", ")
    }

    private var files: [InboundAttachment] {
        let count = min(max(form["NumMedia"].flatMap { Int($0) } ?? 0, 0), Self.mostFiles)
        return (0..<count).compactMap { number in
            guard let url = form["MediaUrl\(number)"], !url.isEmpty else { return nil }
            return InboundAttachment(
                name: "",
                contentType: form["MediaContentType\(number)"] ?? "application/octet-stream",
                content: .handle(url)
            )
        }
    }

    private func receipt(_ id: String, _ state: String) -> ProviderEvent? {
        let news: DeliveryNews
        switch state {
        case "delivered": news = DeliveryNews(messageID: id, outcome: .delivered, detail: .verbatim(""))
        case "read": news = DeliveryNews(messageID: id, outcome: .read, detail: .verbatim(""))
        case "undelivered", "failed":
            let code = form["ErrorCode"].flatMap { Int($0) }
            news = DeliveryNews(
                messageID: id,
                outcome: .failed,
                code: code.map(String.init),
                detail: TwilioFailure(code: code).reason
            )
        default: return nil
        }
        return ProviderEvent(
            kind: .receipt,
            externalID: ExternalID(rawValue: OneLine.id("\(id):\(state)")),
            conversation: Conversation(
                account: TwilioAddress(form["From"] ?? "").number,
                partner: form["To"] ?? "unknown"
            )
            .name,
            actor: nil,
            regarding: [id],
            automatic: .deliveryNotice,
            news: [news]
        )
    }
}
