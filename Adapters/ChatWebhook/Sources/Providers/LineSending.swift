import ChannelKit
import ProviderKit

extension Line {
    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        let asker = plan.place.isGroup ? plan.recipient : nil
        // Braces mark a mention's place, and are doubled elsewhere: such a text goes without the mention.
        let mentions = asker != nil && !reply.text.contains { $0 == "{" || $0 == "}" }
        let pieces = plan.pieces(behind: mentions ? "{asker} " : "")
        return plan.parts(of: pieces) { position, piece in
            var message: [String: JSONValue] = ["type": "text", "text": .text(piece)]
            if mentions, position == 0, let asker {
                message["type"] = "textV2"
                message["substitution"] = [
                    "asker": ["type": "mention", "mentionee": ["type": "user", "userId": .text(asker)]]
                ]
            }
            return ["to": .text(plan.place.conversation), "messages": [.object(message)]]
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        guard let token else { return .failed(.missing("channel_access_token", provider: .verbatim("LINE"))) }
        let request = ProviderRequest.asking(
            "POST",
            "\(base)/v2/bot/message/push",
            bearer: token,
            headers: [HeaderField("X-Line-Retry-Key", RepeatKey.uuid(context.idempotencyKey))],
            json: .object(part.message),
            effect: .delivery
        )
        return .ask(request) { answer in
            // 409: an earlier request with this key was taken already.
            guard answer.status == 200 || answer.status == 409 else { return .failed(Self.failure(answer)) }
            let id = answer.json?["sentMessages", orEmpty: true].first?["id"]?.name
            return .done(.taken(by: .verbatim("LINE"), as: id))
        }
    }

    private static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let words = answer.json?["message"]?.text ?? ""
        let detail = OneLine.text("HTTP \(answer.status) \(words)")
        if answer.status == 429, words.lowercased().contains("monthly") {
            return DeliveryFailure(
                .blocked(.windowClosed),
                reason: Wording(
                    "LINE's monthly quota of messages is used up: raise the plan, or wait for the next month.",
                    "LINE 本月的消息额度已用完：请升级套餐，或等到下个月。"
                ),
                detail: detail
            )
        }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: .verbatim("LINE"), detail: words) {
            return failure
        }
        switch answer.status {
        case 403:
            return DeliveryFailure(
                .blocked(.credentials),
                reason: Wording(
                    "LINE does not let the account send such messages; check its plan and permissions.",
                    "LINE 不允许该账号发送此类消息；请检查其套餐和权限。"
                ),
                detail: detail
            )
        case 413:
            return DeliveryFailure(
                .never,
                reason: Wording("The message is longer than LINE takes.", "消息超出了 LINE 的长度限制。"),
                detail: detail
            )
        default:
            return DeliveryFailure(
                .never,
                reason: Wording("LINE does not take the message.", "LINE 不接受此消息。"),
                detail: detail
            )
        }
    }

    // MARK: - Look-ups

    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        guard identity.namespace.hasPrefix("line:"), let token else { return nil }
        let url = "\(base)/v2/bot/profile/\(PercentCoding.encoded(identity.value))"
        return .ask(.asking("GET", url, bearer: token)) { answer in
            // 404: no friend of the account, as members of a group may be.
            guard answer.status == 200 || answer.status == 404 else { return .failed(Self.failure(answer)) }
            return .done(
                EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: answer.json?["displayName"]?.text.map { OneLine.text($0) },
                    authenticity: .verified(method: "provider")
                )
            )
        }
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        guard handle.hasPrefix("message:") else {
            return .ask(.fetching(handle, maximumBytes: maximumBytes)) {
                $0.fetched(from: Wording("that address", "该地址"))
            }
        }
        guard let token else { return .failed(.missing("channel_access_token", provider: .verbatim("LINE"))) }
        let url = "\(contentBase)/v2/bot/message/\(PercentCoding.encoded(handle.dropFirst(8)))/content"
        return .ask(.fetching(url, bearer: token, maximumBytes: maximumBytes)) { answer in
            guard answer.status != 202 else {
                return .failed(
                    DeliveryFailure(
                        .later(after: .seconds(5)),
                        reason: Wording("LINE is still preparing the file.", "LINE 仍在准备该文件。")
                    )
                )
            }
            return answer.fetched(from: .verbatim("LINE"))
        }
    }

    func health(access: AccessToken?) -> Exchange<Wording>? {
        guard let token else { return nil }
        return .ask(.asking("GET", "\(base)/v2/bot/info", bearer: token)) { answer in
            guard answer.status == 200 else { return .failed(Self.failure(answer)) }
            return .done(.signedIn(as: answer.json?["displayName"]?.text ?? "?"))
        }
    }
}
