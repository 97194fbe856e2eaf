import ChannelKit
import ProviderKit

/// Sends customer-service messages (客服消息) and fetches what customers sent.
///
/// Protocol: <https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html>.
struct WeChatSending: Sendable {
    private static let kinds = ["image": "image", "audio": "voice", "video": "video"]

    private let root: String
    private let appID: String
    private let appSecret: Secret?
    private let quota: Int

    /// Takes the settings for sending.
    init(_ settings: ChannelSettings) {
        root = settings.baseURL(orElse: "https://api.weixin.qq.com")
        appID = settings.text("app_id") ?? ""
        appSecret = settings.secrets("app_secret").first
        quota = Int(settings.integer("reply_quota") ?? 5)
    }

    /// The parts of a reply.
    func plan(_ reply: OutboundReply, _ traits: ProviderTraits) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: traits)
        guard let person = Conversation(plan.place.conversation)?.partner else {
            throw DeliveryFailure(.never, reason: Wording("The stored conversation names no customer.", "已存储的会话中没有客户。"))
        }
        for file in reply.attachments where Self.kind(of: file.contentType) == nil {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "WeChat takes pictures, sound and films only; send other files another way, or a link to them.",
                    "微信只接受图片、语音和视频；其他文件请通过其他方式发送，或发送链接。"
                )
            )
        }
        return plan.parts(of: plan.pieces()) { _, piece in
            Self.message("text", ["content": .text(piece)], to: person)
        }
    }

    private static func kind(of contentType: String) -> String? {
        kinds[contentType.prefix { $0 != "/" }.lowercased()]
    }

    private static func message(_ type: String, _ content: JSONValue, to person: String) -> JSONValue {
        ["touser": .text(person), "msgtype": .text(type), type: content]
    }

    // MARK: - Delivering

    /// What has to be asked to deliver a part.
    func delivery(of part: OutboundPart, access: AccessToken?) -> Exchange<DeliveryReceipt> {
        guard let posting = FilePosting(part) else { return send(part.body, access: access) }
        guard let kind = Self.kind(of: part.mediaType), let person = Conversation(posting.conversation)?.partner else {
            return .failed(DeliveryFailure(.never, reason: Wording("WeChat does not take this file.", "微信不接受此文件。")))
        }
        var form = MultipartForm()
        form.add("media", fileName: posting.name, contentType: part.mediaType, octets: part.body)
        let (contentType, octets) = form.body()
        let request = ProviderRequest(
            method: "POST",
            url: url("/cgi-bin/media/upload", access, ["type": kind]),
            headers: [HeaderField("Content-Type", contentType)],
            body: octets
        )
        let upload = Exchange<String>.ask(request) { answer in
            read(answer, after: .none) { $0["media_id"]?.text }
        }
        return upload.then { id in
            send(Self.message(kind, ["media_id": .text(id)], to: person).octets(), access: access)
        }
    }

    private func send(_ message: [UInt8], access: AccessToken?) -> Exchange<DeliveryReceipt> {
        let request = ProviderRequest(
            method: "POST",
            url: url("/cgi-bin/message/custom/send", access),
            headers: [HeaderField("Content-Type", "application/json; charset=utf-8")],
            body: message,
            effect: .delivery
        )
        return .ask(request) { answer in
            read(answer, after: .delivery) { document in
                document["errcode"]?.integer == 0 ? DeliveryReceipt.taken(by: Wording("WeChat", "微信"), as: nil) : nil
            }
        }
    }

    // MARK: - Tokens and look-ups

    /// Obtains an access token, the same one for all who ask (`stable_token`).
    func signIn() -> Exchange<AccessToken> {
        guard let appSecret else {
            return .failed(
                DeliveryFailure(
                    .blocked(.credentials),
                    reason: Wording("The channel has no app_secret.", "该渠道未设置 app_secret。")
                )
            )
        }
        let document: JSONValue = [
            "grant_type": "client_credential", "appid": .text(appID), "secret": .text(appSecret.reveal()),
        ]
        let request = ProviderRequest(
            method: "POST",
            url: "\(root)/cgi-bin/stable_token",
            headers: [HeaderField("Content-Type", "application/json")],
            body: document.octets()
        )
        return .ask(request) { answer in
            read(answer, after: .none) { document in
                document["access_token"]?.text.map { token in
                    let seconds = document["expires_in"]?.integer ?? 7200
                    return AccessToken(value: Secret(token), lifetime: .seconds(seconds))
                }
            }
        }
    }

    /// Fetches a file; a film's answer names the address that it lies at.
    func attachment(_ id: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]> {
        let address = url("/cgi-bin/media/get", access, ["media_id": id])
        return .ask(ProviderRequest(url: address, maximumAnswerBytes: maximumBytes)) { answer in
            let type = answer.headers.first(named: "Content-Type")?.lowercased() ?? ""
            let isDocument = type.contains("json") || type.hasPrefix("text/plain")
            guard answer.status == 200, !isDocument else {
                let film: Exchange<String> = read(answer, after: .none) { $0["video_url"]?.text }
                return film.then { url in Self.film(at: url, maximumBytes: maximumBytes) }
            }
            return .done(answer.body)
        }
    }

    /// Fetches a film, without a token, and never in the open although the provider writes the address so.
    private static func film(at url: String, maximumBytes: Int) -> Exchange<[UInt8]> {
        let address = url.hasPrefix("http://") ? "https://" + url.dropFirst("http://".count) : url
        return .ask(ProviderRequest(url: address, maximumAnswerBytes: maximumBytes)) { answer in
            answer.status == 200 ? .done(answer.body) : .failed(WeChatFailure(answer, quota: 0).delivery)
        }
    }

    /// Asks for the provider's own addresses, which needs nothing but a good token.
    func health(access: AccessToken?) -> Exchange<Wording> {
        .ask(ProviderRequest(url: url("/cgi-bin/get_api_domain_ip", access))) { answer in
            read(answer, after: .none) {
                $0["ip_list"].map { _ in Wording("WeChat has accepted the account.", "微信接受了该账号。") }
            }
        }
    }

    private func url(_ path: String, _ access: AccessToken?, _ query: KeyValuePairs<String, String> = [:]) -> String {
        var fields = FormFields(query)
        if let access { fields.fields.insert(FormFields.Field("access_token", access.value.reveal()), at: 0) }
        return "\(root)\(path)?\(fields.text)"
    }

    /// Reads an answer: what `take` makes of its document, or the failure that it tells of.
    private func read<Outcome>(
        _ answer: ProviderAnswer,
        after effect: ProviderRequest.Effect,
        _ take: (JSONValue) -> Outcome?
    ) -> Exchange<Outcome> {
        let document = answer.json
        if answer.status == 200, let document, (document["errcode"]?.integer ?? 0) == 0 {
            if let outcome = take(document) { return .done(outcome) }
        } else if answer.status != 200 || document != nil {
            let failure = WeChatFailure(answer, quota: quota)
            return failure.isTokenExpired ? .tokenExpired(failure.delivery) : .failed(failure.delivery)
        }
        return .failed(
            DeliveryFailure(
                effect == .delivery ? .unknown : .later(after: nil),
                reason: Wording("WeChat's answer could not be understood.", "无法识别微信的应答。"),
                detail: "HTTP \(answer.status) without the expected fields"
            )
        )
    }
}
