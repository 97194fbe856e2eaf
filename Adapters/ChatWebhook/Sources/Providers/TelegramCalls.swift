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
            let missing = DeliveryFailure(.never, reason: "Telegram does not offer this file for download.")
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
    func whoAmI() -> Exchange<String> {
        request("getMe", contentType: "application/json", body: Array("{}".utf8)) { me in
            .done("Telegram knows the bot @\(me["username"]?.text ?? "?").")
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
                    reason: "The channel has no bot_token; set one to send with it."
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
            return .done(DeliveryReceipt(answer: "ok"))
        }
        let id = TelegramMessageID(chat: chat, message: message).text
        return .done(DeliveryReceipt(externalID: ExternalID(rawValue: id), answer: "ok, message \(message)"))
    }

    /// What an answer without a result means.
    static func failure(in answer: ProviderAnswer) -> DeliveryFailure {
        let json = answer.json
        let code = json?["error_code"]?.integer.flatMap { Int(exactly: $0) } ?? answer.status
        let words = json?["description"]?.text ?? ""
        let detail = "\(code) \(words)"
        let wait = json?["parameters", "retry_after"]?.double.map { DeliveryFailure.wait(seconds: $0) }
        func failure(_ verdict: DeliveryFailure.Verdict, _ reason: String) -> DeliveryFailure {
            DeliveryFailure(verdict, reason: reason, detail: detail)
        }
        if json?["parameters", "migrate_to_chat_id"] != nil {
            return failure(.never, "The group was moved to another id; answer a message that came from it since.")
        }
        switch code {
        case 429:
            return failure(
                .later(after: wait ?? answer.retryAfter ?? .seconds(30)),
                "Telegram asks to send more slowly; it is tried again by itself."
            )
        case 401, 404:
            return failure(.blocked(.credentials), "Telegram does not know the bot's token; set the right one.")
        case 403: return failure(.never, "The customer has blocked the bot, or the bot is no longer in the group.")
        case 409:
            return failure(
                .blocked(.credentials),
                "Telegram sends this bot's updates elsewhere: delete its webhook, or stop whatever else asks for them."
            )
        case 400 where words.contains("chat not found"):
            return failure(.never, "Telegram knows no such chat; the customer has to write to the bot first.")
        case 400..<500: return failure(.never, "Telegram refuses this message.")
        case 200..<300: return failure(.unknown, "Telegram's answer cannot be read; the message may have arrived.")
        default:
            return failure(
                .later(after: answer.retryAfter),
                "Telegram has trouble of its own; it is tried again by itself."
            )
        }
    }
}
