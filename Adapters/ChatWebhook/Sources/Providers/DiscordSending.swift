import ChannelKit
import ProviderKit

extension Discord {
    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        let asker = plan.place.isGroup ? plan.recipient : nil
        return plan.parts(of: plan.pieces(behind: asker.map { "<@\($0)> " } ?? "")) { _, piece in
            Self.message(piece, mentioning: asker, answering: plan.parentID)
        }
    }

    /// A message in which nobody but the asker is mentioned, whatever the text says.
    private static func message(_ text: String, mentioning asker: String?, answering parent: String?) -> JSONValue {
        var message: [String: JSONValue] = [
            "content": .text(text),
            "allowed_mentions": ["parse": [], "users": .array([asker].compactMap { $0 }.map { .text($0) })],
        ]
        message["message_reference"] = parent.map { ["message_id": .text($0), "fail_if_not_exists": false] }
        return .object(message)
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        guard let token else { return .failed(.missing("bot_token", provider: .verbatim("Discord"))) }
        guard let channel = part.destinations.first else { return .failed(.strangePart) }
        let file = FilePosting(part)
        let parent = file.flatMap { $0.parentID.isEmpty ? nil : $0.parentID }
        var message = file == nil ? part.message : Self.message("", mentioning: nil, answering: parent).members
        message["nonce"] = .text(RepeatKey.digits(context.idempotencyKey, count: 25))
        message["enforce_nonce"] = true
        let url = "\(base)/channels/\(PercentCoding.encoded(channel))/messages"
        let authorization = HeaderField("Authorization", "Bot \(token.reveal())")
        var request = ProviderRequest.asking("POST", url, headers: [authorization], json: .object(message))
        if let file {
            var form = MultipartForm()
            form.add("payload_json", JSONValue.object(message).document)
            form.add("files[0]", fileName: file.name, contentType: part.mediaType, octets: part.body)
            request = .uploading(form, to: url, headers: [authorization])
        }
        request.effect = .delivery
        return .ask(request) { answer in
            guard (200...299).contains(answer.status) else { return .failed(Self.failure(answer)) }
            let id = answer.json?["id"]?.name
            return .done(.taken(by: .verbatim("Discord"), as: id))
        }
    }

    private static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let code = answer.json?["code"]?.integer ?? 0
        let detail = OneLine.text("HTTP \(answer.status), code \(code) \(answer.json?["message"]?.text ?? "")")
        if answer.status == 429 {
            let wait = answer.json?["retry_after"]?.double.map(DeliveryFailure.wait(seconds:)) ?? answer.retryAfter
            return DeliveryFailure(
                .later(after: wait ?? .seconds(5)),
                reason: Wording(
                    "Discord asks to send more slowly; it is tried again by itself.",
                    "Discord 要求放慢发送速度；将自动重试。"
                ),
                detail: detail
            )
        }
        if let reason = never[code] { return DeliveryFailure(.never, reason: reason, detail: detail) }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: .verbatim("Discord"), detail: detail) {
            return failure
        }
        return DeliveryFailure(
            .never,
            reason: Wording("Discord does not take the message.", "Discord 不接受此消息。"),
            detail: detail
        )
    }

    /// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>.
    private static let never: [Int64: Wording] = [
        10_003: Wording(
            "Discord does not know the channel: it was deleted, or the bot is not in it.",
            "Discord 中没有该频道：已被删除，或机器人不在其中。"
        ),
        10_008: Wording("The message that is answered was deleted.", "所回复的消息已被删除。"),
        20_028: Wording("Nobody may write in the channel that fast; write again later.", "该频道限制发言频率；请稍后再写。"),
        40_005: Wording("The file is larger than Discord takes.", "文件超出了 Discord 的大小限制。"),
        50_001: Wording("The bot does not see that channel; somebody must give it access.", "机器人看不到该频道；须有人授予其访问权限。"),
        50_006: Wording("The message is empty.", "消息为空。"),
        50_007: Wording("The person takes no direct messages from the bot.", "此人不接收机器人的私信。"),
        50_008: Wording("Nobody can write in that channel.", "该频道不能发言。"),
        50_013: Wording(
            "The bot may not write in that channel; somebody must give it the permission.",
            "机器人无权在该频道发言；须有人授予权限。"
        ),
        50_035: Wording("Discord does not understand the message, or it is too long.", "Discord 无法识别此消息，或消息过长。"),
        160_002: Wording("The bot may not read the channel's history, which answering needs.", "机器人无权读取频道历史，而回复需要此权限。"),
    ]

    // MARK: - Look-ups

    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        guard identity.namespace == "discord", let token else { return nil }
        let url = "\(base)/users/\(PercentCoding.encoded(identity.value))"
        return .ask(.asking("GET", url, headers: [HeaderField("Authorization", "Bot \(token.reveal())")])) { answer in
            guard answer.status == 200 else { return .failed(Self.failure(answer)) }
            let name = answer.json?["global_name"]?.text ?? answer.json?["username"]?.text
            return .done(
                EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: name.map { OneLine.text($0) },
                    authenticity: .verified(method: "provider")
                )
            )
        }
    }

    /// Fetches a file by its signed address, which is good for about a day and needs no token.
    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        .ask(.fetching(handle, maximumBytes: maximumBytes)) { $0.fetched(from: .verbatim("Discord")) }
    }

    func health(access: AccessToken?) -> Exchange<Wording>? {
        guard let token else { return nil }
        let request = ProviderRequest.asking(
            "GET",
            "\(base)/users/@me",
            headers: [HeaderField("Authorization", "Bot \(token.reveal())")]
        )
        return .ask(request) { answer in
            guard answer.status == 200 else { return .failed(Self.failure(answer)) }
            return .done(.signedIn(as: answer.json?["username"]?.text ?? "?"))
        }
    }
}
