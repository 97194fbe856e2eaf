import AddressNormalization
import ChannelKit
import ProviderKit

extension RocketChat {
    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        let pieces = plan.pieces(behind: plan.place.isGroup ? ChatMention.text(reply.recipientName) : "")
        return plan.parts(of: pieces) { _, piece in
            var message: [String: JSONValue] = ["rid": .text(plan.place.conversation), "msg": .text(piece)]
            message["tmid"] = plan.place.thread.map { .text($0) }
            return .object(message)
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        delivery(of: part, context, access: access, at: Timestamp(rawValue: 0))
    }

    func delivery(
        of part: OutboundPart,
        _ context: DeliveryContext,
        access: AccessToken?,
        at now: Timestamp
    ) -> Exchange<DeliveryReceipt> {
        guard let fields = credentials else {
            return .failed(.missing("auth_token", provider: .verbatim("Rocket.Chat")))
        }
        guard let room = part.destinations.first else { return .failed(.strangePart) }
        guard let file = FilePosting(part) else {
            var message = part.message
            message["_id"] = .text(RepeatKey.digits(context.idempotencyKey, count: 24))
            return post("chat.sendMessage", ["message": .object(message)], fields, now)
        }
        var form = MultipartForm()
        form.add("file", fileName: file.name, contentType: part.mediaType, octets: part.body)
        let url = "\(base)/api/v1/rooms.media/\(PercentCoding.encoded(room))"
        return .ask(.uploading(form, to: url, headers: fields)) { answer in
            guard answer.json?["success"]?.boolean == true, let id = answer.json?["file", "_id"]?.text else {
                return .failed(Self.failure(answer, at: now))
            }
            var confirmation: [String: JSONValue] = ["msg": ""]
            if !file.thread.isEmpty { confirmation["tmid"] = .text(file.thread) }
            let path = "rooms.mediaConfirm/\(PercentCoding.encoded(room))/\(PercentCoding.encoded(id))"
            return post(path, .object(confirmation), fields, now)
        }
    }

    private func post(
        _ path: String,
        _ body: JSONValue,
        _ fields: [HeaderField],
        _ now: Timestamp
    ) -> Exchange<DeliveryReceipt> {
        let request = ProviderRequest.asking(
            "POST",
            "\(base)/api/v1/\(path)",
            headers: fields,
            json: body,
            effect: .delivery
        )
        return .ask(request) { answer in
            guard answer.status == 200, answer.json?["success"]?.boolean == true else {
                return .failed(Self.failure(answer, at: now))
            }
            let id = answer.json?["message", "_id"]?.text
            return .done(.taken(by: .verbatim("Rocket.Chat"), as: id))
        }
    }

    private var credentials: [HeaderField]? {
        guard let authToken, let ownUser else { return nil }
        return [HeaderField("X-Auth-Token", authToken.reveal()), HeaderField("X-User-Id", ownUser)]
    }

    private static func failure(_ answer: ProviderAnswer, at now: Timestamp) -> DeliveryFailure {
        let code = answer.json?["errorType"]?.text ?? answer.json?["error"]?.text ?? answer.json?["message"]?.text ?? ""
        let detail = OneLine.text("HTTP \(answer.status) \(code)")
        if answer.status == 429 || code.contains("error-too-many-requests") {
            // The time, in milliseconds, at which the limit is lifted.
            let reset = answer.headers.first(named: "x-ratelimit-reset").flatMap { Int64($0) }
            let wait = reset.flatMap { $0 > now.rawValue && now.rawValue > 0 ? Double($0 - now.rawValue) / 1000 : nil }
            return DeliveryFailure(
                .later(after: wait.map(DeliveryFailure.wait(seconds:)) ?? answer.retryAfter ?? .seconds(60)),
                reason: Wording(
                    "Rocket.Chat asks to send more slowly; it is tried again by itself.",
                    "Rocket.Chat 要求放慢发送速度；将自动重试。"
                ),
                detail: detail
            )
        }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: .verbatim("Rocket.Chat"), detail: code) {
            return failure
        }
        let reason =
            never.first { code.contains($0.key) }?.value
            ?? Wording("Rocket.Chat does not take the message.", "Rocket.Chat 不接受此消息。")
        return DeliveryFailure(.never, reason: reason, detail: detail)
    }

    private static let never: KeyValuePairs<String, Wording> = [
        "error-message-size-exceeded": Wording(
            "The message is longer than Rocket.Chat takes.",
            "消息超出了 Rocket.Chat 的长度限制。"
        ),
        "error-room-not-found": Wording("Rocket.Chat does not know that room.", "Rocket.Chat 中没有该聊天室。"),
        "error-invalid-room": Wording("Rocket.Chat does not know that room.", "Rocket.Chat 中没有该聊天室。"),
        "error-room-archived": Wording("The room was archived.", "该聊天室已归档。"),
        "error-not-allowed": Wording(
            "The desk's user may not write in that room; add it to the room.",
            "服务台的用户无权在该聊天室发言；请将其加入聊天室。"
        ),
        "error-action-not-allowed": Wording(
            "The desk's user may not write in that room; add it to the room.",
            "服务台的用户无权在该聊天室发言；请将其加入聊天室。"
        ),
        "error-user-not-in-room": Wording(
            "The desk's user is not in that room; add it to the room.",
            "服务台的用户不在该聊天室中；请将其加入聊天室。"
        ),
        "room_is_blocked": Wording("The room is blocked.", "该聊天室已被屏蔽。"),
        "You_have_been_muted": Wording("The desk's user was muted in that room.", "服务台的用户在该聊天室被禁言。"),
        "error-file-too-large": Wording("The file is larger than Rocket.Chat takes.", "文件超出了 Rocket.Chat 的大小限制。"),
        "error-invalid-file-type": Wording("Rocket.Chat does not take that kind of file.", "Rocket.Chat 不接受此类文件。"),
    ]

    // MARK: - Look-ups

    /// The account's name and mailboxes, those that Rocket.Chat has verified as proven.
    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        guard identity.namespace == space, let fields = credentials else { return nil }
        let url = "\(base)/api/v1/users.info?\(FormFields(["userId": identity.value]).text)"
        return .ask(.asking("GET", url, headers: fields)) { answer in
            guard answer.status == 200, let user = answer.json?["user"] else {
                return .failed(Self.failure(answer, at: Timestamp(rawValue: 0)))
            }
            let claims = user["emails", orEmpty: true].prefix(10).compactMap { mailbox in
                mailbox["address"]?.text.flatMap(EmailAddressNormalization.key).map {
                    IdentityClaim(
                        identity: $0,
                        assertedBy: "provider",
                        isVerified: mailbox["verified"]?.boolean == true
                    )
                }
            }
            return .done(
                EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: (user["name"]?.text ?? user["username"]?.text).map { OneLine.text($0) },
                    authenticity: .verified(method: "provider"),
                    claims: Array(claims)
                )
            )
        }
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        guard let fields = credentials else {
            return .failed(.missing("auth_token", provider: .verbatim("Rocket.Chat")))
        }
        var request = ProviderRequest.asking("GET", "\(base)/file-upload/\(handle)", headers: fields)
        request.maximumAnswerBytes = maximumBytes
        return .ask(request) { $0.fetched(from: .verbatim("Rocket.Chat")) }
    }

    func health(access: AccessToken?) -> Exchange<Wording>? {
        guard let fields = credentials else { return nil }
        return .ask(.asking("GET", "\(base)/api/v1/me", headers: fields)) { answer in
            guard answer.status == 200 else { return .failed(Self.failure(answer, at: Timestamp(rawValue: 0))) }
            return .done(.signedIn(as: answer.json?["username"]?.text ?? "?"))
        }
    }
}
