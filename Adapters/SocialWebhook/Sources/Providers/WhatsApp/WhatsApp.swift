import AddressNormalization
import ChannelKit
import ProviderKit

/// WhatsApp by Meta's Cloud API.
///
/// Protocol: <https://developers.facebook.com/docs/whatsapp/cloud-api>.
struct WhatsApp: MessageProvider {
    static let name = "whatsapp"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 4096, unit: .utf16),
        replyWindow: .seconds(24 * 3600),
        outboundAttachmentBytes: 16 << 20,
        threading: .conversation,
        receipts: [.delivered, .read, .failed],
        defaultBaseURL: "https://graph.facebook.com"
    )

    private let platform: MetaPlatform
    private let phoneNumberID: String?
    private let template: WhatsAppTemplate?

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        try MetaPlatform.check(settings)
        try settings.require(name: "phone_number_id", "the id of the telephone number, as the WhatsApp manager shows it")
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        platform = try MetaPlatform(settings, ownBaseURL: "https://graph.facebook.com")
        phoneNumberID = settings.text("phone_number_id")
        template = try settings.group("template").map { (group) throws(SettingProblem) in try WhatsAppTemplate(group) }
    }

    /// Media lie on hosts of their own, and are fetched with the token.
    var hosts: [String] { ["lookaside.fbsbx.com", "*.whatsapp.net"] }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict { platform.judge(call) }

    func unwrap(_ call: WebRequest) -> CallVerdict { platform.unwrap(call) }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        WhatsAppReading(phoneNumberID: phoneNumberID).events(in: try platform.document(arrival))
    }

    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let recipient = try WhatsAppRecipient(reply.route)
        var parts = ReplyParts(to: recipient.name)
        if let template, Self.needsTemplate(reply) {
            parts.add(try template.message(for: reply, to: recipient).octets(), mediaType: "application/json")
            return try parts.complete()
        }
        if let limit = Self.traits.textLimit {
            parts.add(words: reply.text, limit: limit) { piece in
                recipient.message(type: "text", ["body": .text(piece)]).octets()
            }
        }
        try parts.add(files: reply.attachments, maximumBytes: Self.traits.outboundAttachmentBytes ?? 0)
        return try parts.complete()
    }

    /// Whether the window was closed when the reply was written, or never open: the customer has not written here.
    private static func needsTemplate(_ reply: OutboundReply) -> Bool {
        guard reply.route.conversationKey != nil else { return true }
        return reply.route.openUntil.map { reply.threading.date >= $0 } ?? false
    }

    func delivery(
        of part: OutboundPart,
        _ context: DeliveryContext,
        access: AccessToken?
    ) -> Exchange<DeliveryReceipt> {
        guard let phoneNumberID else {
            return .failed(DeliveryFailure(.blocked(.credentials), reason: "The channel has no phone_number_id."))
        }
        guard part.mediaType == OutgoingFile.mediaType else { return send(part.body, from: phoneNumberID) }
        guard let file = OutgoingFile(body: part.body), let name = part.destinations.first else {
            return .failed(DeliveryFailure(.never, reason: "The stored file cannot be read."))
        }
        let kind = WhatsAppMediaKind(file)
        var form = MultipartForm()
        form.add("messaging_product", "whatsapp")
        form.add("type", file.bareType)
        form.add("file", fileName: file.name, contentType: file.bareType, octets: file.octets)
        let upload = Exchange<String>.ask(platform.post(platform.url(phoneNumberID, "media"), form)) { answer in
            platform.read(answer, after: .none) { $0["id"]?.name }
        }
        return upload.then { id in
            let message = WhatsAppRecipient(name: name).message(type: kind.rawValue, kind.content(id: id, file))
            return send(message.octets(), from: phoneNumberID)
        }
    }

    private func send(_ message: [UInt8], from phoneNumberID: String) -> Exchange<DeliveryReceipt> {
        let request = platform.post(platform.url(phoneNumberID, "messages"), message, effect: .delivery)
        return .ask(request) { answer in
            platform.read(answer, after: .delivery) { document in
                document["messages"]?.array.first?["id"]?.text.map {
                    DeliveryReceipt(externalID: ExternalID(rawValue: OneLine.id($0)), answer: "WhatsApp has taken it.")
                }
            }
        }
    }

    // MARK: - Look-ups

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        let lookUp = Exchange<String>.ask(platform.get(platform.url(handle))) { answer in
            platform.read(answer, after: .none) { $0["url"]?.text }
        }
        return lookUp.then { url in
            .ask(platform.get(url, maximumAnswerBytes: maximumBytes)) { answer in
                answer.status == 200 ? .done(answer.body) : .failed(MetaFailure(answer).delivery)
            }
        }
    }

    func health(access: AccessToken?) -> Exchange<String>? {
        guard let phoneNumberID else { return nil }
        let url = platform.url(phoneNumberID, query: ["fields": "display_phone_number,verified_name"])
        return .ask(platform.get(url)) { answer in
            platform.read(answer, after: .none) { document in
                document["display_phone_number"]?.text.map { "WhatsApp answers for \($0)." }
            }
        }
    }
}
