import ChannelKit
import ProviderKit

/// Telegram's methods, and what their answers mean.
///
/// The token stands in the address, which is shown nowhere.
struct TelegramCalls: Sendable {
    let base: String
    let token: Secret?

    // MARK: - Methods

    /// Sends a text.
    func sendMessage(_ body: [UInt8]) -> Exchange<DeliveryReceipt> {
        request("sendMessage", contentType: "application/json", body: body, effect: .delivery, then: Self.receipt)
    }

    /// Sends a file as it is.
    func sendDocument(_ part: OutboundPart, _ posting: FilePosting) -> Exchange<DeliveryReceipt> {
        var form = MultipartForm()
        form.add("chat_id", posting.conversation)
        if !posting.thread.isEmpty { form.add("message_thread_id", posting.thread) }
        if let chat = Int64(posting.conversation), let parent = TelegramMessageID(posting.parentID, in: chat) {
            form.add("reply_parameters", parent.parameters.document)
        }
        form.add("document", fileName: posting.name, contentType: part.mediaType, octets: part.body)
        let (contentType, body) = form.body()
        return request("sendDocument", contentType: contentType, body: body, effect: .delivery, then: Self.receipt)
    }

    /// Asks for updates, waiting for the first one for some seconds.
    func updates(
        offset: Int64?,
        wait seconds: Int,
        then read: @escaping @Sendable ([JSONValue]) -> Exchange<PulledBatch>
    ) -> Exchange<PulledBatch> {
        var body: [String: JSONValue] = [
            "limit": 100, "timeout": JSONValue(seconds), "allowed_updates": Telegram.wantedUpdates,
        ]
        if let offset { body["offset"] = JSONValue(offset) }
        return request(
            "getUpdates",
            contentType: "application/json",
            body: JSONValue.object(body).octets(),
            maximumAnswerBytes: 4 << 20
        ) { read($0.array) }
    }

    /// Fetches a file by its id.
    func file(_ id: String, maximumBytes: Int) -> Exchange<[UInt8]> {
        let body: JSONValue = ["file_id": .text(id)]
        return request("getFile", contentType: "application/json", body: body.octets()) { result in
            let missing = DeliveryFailure(
                .never,
                reason: Wording("Telegram does not offer this file for download.", "Telegram 不提供此文件的下载。")
            )
            guard let path = result["file_path"]?.text, !path.isEmpty, let token else { return .failed(missing) }
            let segments = path.split(separator: "/", omittingEmptySubsequences: false)
            guard !segments.contains(".."), !segments.contains("") else { return .failed(missing) }
            let encoded = segments.map { PercentCoding.encoded($0) }.joined(separator: "/")
            let url = "\(base)/file/bot\(token.reveal())/\(encoded)"
            return .ask(ProviderRequest(url: url, maximumAnswerBytes: maximumBytes)) { answer in
                switch answer.status {
                case 200: .done(answer.body)
                case 404: .failed(missing)
                default: .failed(Self.failure(in: answer))
                }
            }
        }
    }

    /// Asks who the bot is, and by which way its updates come.
    func whoAmI() -> Exchange<Wording> {
        request("getMe", contentType: "application/json", body: Array("{}".utf8)) { me in
            .done(
                Wording(
                    "Telegram knows the bot @\(me["username"]?.text ?? "?").",
                    "Telegram 中的机器人为 @\(me["username"]?.text ?? "?")。"
                )
            )
        }
    }

    // MARK: - Requests and answers

    private func request<Outcome>(
        _ method: String,
        contentType: String,
        body: [UInt8],
        effect: ProviderRequest.Effect = .none,
        maximumAnswerBytes: Int = 1 << 20,
        then read: @escaping @Sendable (JSONValue) -> Exchange<Outcome>
    ) -> Exchange<Outcome> {
        guard let token else {
            return .failed(
                DeliveryFailure(
                    .blocked(.credentials),
                    reason: Wording(
                        "The channel has no bot_token; set one to send with it.",
                        "该渠道未设置 bot_token；设置后才能发送。"
                    )
                )
            )
        }
        let request = ProviderRequest(
            method: "POST",
            url: "\(base)/bot\(token.reveal())/\(method)",
            headers: [HeaderField("Content-Type", contentType)],
            body: body,
            effect: effect,
            maximumAnswerBytes: maximumAnswerBytes
        )
        return .ask(request) { answer in
            guard let json = answer.json, json["ok"]?.boolean == true, let result = json["result"] else {
                return .failed(Self.failure(in: answer))
            }
            return read(result)
        }
    }

    private static func receipt(of result: JSONValue) -> Exchange<DeliveryReceipt> {
        guard let chat = result["chat", "id"]?.integer, let message = result["message_id"]?.integer else {
            return .done(.taken(by: .verbatim("Telegram"), as: nil))
        }
        let id = TelegramMessageID(chat: chat, message: message).text
        return .done(.taken(by: .verbatim("Telegram"), as: id))
    }

    /// What an answer without a result means.
    static func failure(in answer: ProviderAnswer) -> DeliveryFailure {
        let json = answer.json
        let code = json?["error_code"]?.integer.flatMap { Int(exactly: $0) } ?? answer.status
        let words = json?["description"]?.text ?? ""
        let detail = "\(code) \(words)"
        let wait = json?["parameters", "retry_after"]?.double.map { DeliveryFailure.wait(seconds: $0) }
        func failure(_ verdict: DeliveryFailure.Verdict, _ reason: Wording) -> DeliveryFailure {
            DeliveryFailure(verdict, reason: reason, detail: detail)
        }
        if json?["parameters", "migrate_to_chat_id"] != nil {
            return failure(
                .never,
                Wording(
                    "The group was moved to another id; answer a message that came from it since.",
                    "该群已迁移到新的标识；请回复迁移之后来自该群的消息。"
                )
            )
        }
        switch code {
        case 429:
            return failure(
                .later(after: wait ?? answer.retryAfter ?? .seconds(30)),
                Wording("Telegram asks to send more slowly; it is tried again by itself.", "Telegram 要求放慢发送速度；将自动重试。")
            )
        case 401, 404:
            return failure(
                .blocked(.credentials),
                Wording("Telegram does not know the bot's token; set the right one.", "Telegram 不认识机器人的令牌；请设置正确的令牌。")
            )
        case 403:
            return failure(
                .never,
                Wording(
                    "The customer has blocked the bot, or the bot is no longer in the group.",
                    "客户已屏蔽机器人，或机器人已不在群中。"
                )
            )
        case 409:
            return failure(
                .blocked(.credentials),
                Wording(
                    "Telegram sends this bot's updates elsewhere: delete its webhook, or stop whatever else asks for them.",
                    "Telegram 正将此机器人的更新发往别处：请删除其 webhook，或停止其他正在获取更新的程序。"
                )
            )
        case 400 where words.contains("chat not found"):
            return failure(
                .never,
                Wording(
                    "Telegram knows no such chat; the customer has to write to the bot first.",
                    "Telegram 中没有该会话；须由客户先给机器人发消息。"
                )
            )
        case 400..<500: return failure(.never, Wording("Telegram refuses this message.", "Telegram 拒绝了此消息。"))
        case 200..<300:
            return failure(
                .unknown,
                Wording("Telegram's answer cannot be read; the message may have arrived.", "无法读取 Telegram 的应答；消息可能已送达。")
            )
        default:
            return failure(
                .later(after: answer.retryAfter),
                Wording("Telegram has trouble of its own; it is tried again by itself.", "Telegram 出现故障；将自动重试。")
            )
        }
    }
}
