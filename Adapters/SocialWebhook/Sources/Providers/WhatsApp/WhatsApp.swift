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
    private let templates: [WhatsAppTemplate]

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        try MetaPlatform.check(settings)
        try settings.require(name: "phone_number_id", "the id of the number, as the WhatsApp manager shows it")
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        platform = try MetaPlatform(settings, ownBaseURL: "https://graph.facebook.com")
        phoneNumberID = settings.text("phone_number_id")
        templates = try WhatsAppTemplate.all(in: settings)
    }

    /// What is approved, as the channel names it.
    var traits: ProviderTraits {
        var traits = Self.traits
        if !templates.isEmpty { traits.lateReply = .templates(templates.map(\.description)) }
        return traits
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
        var addressed = reply
        addressed.route.conversationKey = reply.route.conversationKey ?? newConversation(with: reply.route.target)
        let plan = try ReplyPlan(addressed, by: Self.traits)
        let recipient = try WhatsAppRecipient(plan.place.conversation)
        if let template = try template(for: reply) {
            let message = try template.message(for: reply, to: recipient)
            return plan.parts(of: [reply.text]) { _, _ in message }
        }
        return plan.parts(of: plan.pieces()) { _, piece in recipient.message(type: "text", ["body": .text(piece)]) }
    }

    /// A conversation with somebody who has not written here: whoever has the telephone number.
    private func newConversation(with target: IdentityKey?) -> String? {
        guard let target, target.kind == .phone else { return nil }
        let digits = target.value.prefix { $0 != ";" }.drop { $0 == "+" }
        return ReplyPlace(
            conversation: Conversation(account: phoneNumberID ?? "", partner: String(digits)).name
        )
        .key
    }

    /// The template a reply asks for, or the first that carries its words where free words are not taken.
    private func template(for reply: OutboundReply) throws(DeliveryFailure) -> WhatsAppTemplate? {
        guard let use = reply.template else {
            return Self.needsTemplate(reply) ? templates.first(where: \.description.carriesWords) : nil
        }
        guard let template = templates.first(where: { $0.description.name == use.name }) else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The channel has no template \(OneLine.text(use.name)).",
                    "该渠道没有模板 \(OneLine.text(use.name))。"
                )
            )
        }
        return template
    }

    /// Whether the window was closed when the reply was written, or never open.
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
            return .failed(
                DeliveryFailure(
                    .blocked(.credentials),
                    reason: Wording("The channel has no phone_number_id.", "该渠道未设置 phone_number_id。")
                )
            )
        }
        guard let posting = FilePosting(part) else { return send(part.body, from: phoneNumberID) }
        guard let recipient = try? WhatsAppRecipient(posting.conversation) else {
            return .failed(
                DeliveryFailure(.never, reason: Wording("The stored message names no recipient.", "已存储的消息中没有接收者。"))
            )
        }
        let kind = WhatsAppMediaKind(part.mediaType, size: part.body.count)
        var form = MultipartForm()
        form.add("messaging_product", "whatsapp")
        form.add("type", part.mediaType)
        form.add("file", fileName: posting.name, contentType: part.mediaType, octets: part.body)
        let upload = Exchange<String>.ask(platform.post(platform.url(phoneNumberID, "media"), form)) { answer in
            platform.read(answer, after: .none) { $0["id"]?.name }
        }
        return upload.then { id in
            let message = recipient.message(type: kind.rawValue, kind.content(id: id, name: posting.name))
            return send(message.octets(), from: phoneNumberID)
        }
    }

    private func send(_ message: [UInt8], from phoneNumberID: String) -> Exchange<DeliveryReceipt> {
        let request = platform.post(platform.url(phoneNumberID, "messages"), message, effect: .delivery)
        return .ask(request) { answer in
            platform.read(answer, after: .delivery) { document in
                document["messages"]?.array.first?["id"]?.text.map {
                    DeliveryReceipt.taken(by: .verbatim("WhatsApp"), as: $0)
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

    func health(access: AccessToken?) -> Exchange<Wording>? {
        guard let phoneNumberID else { return nil }
        let url = platform.url(phoneNumberID, query: ["fields": "display_phone_number,verified_name"])
        return .ask(platform.get(url)) { answer in
            platform.read(answer, after: .none) { document in
                document["display_phone_number"]?.text.map {
                    Wording("WhatsApp answers for \($0).", "WhatsApp 号码为 \($0)。")
                }
            }
        }
    }
}
