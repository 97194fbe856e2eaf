import AddressNormalization
import ChannelKit
import ProviderKit

extension Feishu {
    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        try Self.check(reply.attachments)
        // What an agent writes mentions nobody by itself.
        var words = reply
        words.text = reply.text.replacing("<at ", with: "< at ")
        let plan = try ReplyPlan(words, by: Self.traits)
        let asker = plan.place.isGroup ? plan.recipient : nil
        let mention = asker.map { "<at user_id=\"\($0.filter { $0 != "\"" && $0 != ">" })\"></at> " } ?? ""
        let pieces = plan.pieces(behind: mention)
        return plan.parts(of: pieces) { _, piece in
            let content: JSONValue = ["text": .text(piece)]
            return .object(
                addressed(plan.place.thread ?? "", plan.parentID ?? "", isGroup: plan.place.isGroup)
                    .merging(["msg_type": "text", "content": .text(content.document)]) { first, _ in first }
            )
        }
    }

    /// Images are smaller than other files may be.
    private static func check(_ files: [OutboundAttachment]) throws(DeliveryFailure) {
        for file in files where isImage(file.contentType) && file.bytes.count > 10 << 20 {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "\(file.name) is larger than the 10 MB that Feishu takes as an image.",
                    "\(file.name) 超过了飞书对图片的 10 MB 限制。"
                )
            )
        }
    }

    private static func isImage(_ mediaType: String) -> Bool {
        ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"].contains(
            mediaType.lowercased()
        )
    }

    /// Which message is answered, and whether its thread goes on; `answers` is taken off before sending.
    private func addressed(_ thread: String, _ parent: String, isGroup: Bool) -> [String: JSONValue] {
        if !thread.isEmpty { return ["answers": .text(thread), "reply_in_thread": true] }
        return isGroup && !parent.isEmpty ? ["answers": .text(parent), "reply_in_thread": false] : [:]
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        guard let access else { return .failed(.missing("app_secret", provider: Wording("Feishu", "飞书"))) }
        guard let chat = part.destinations.first else { return .failed(.strangePart) }
        let key = RepeatKey.uuid(context.idempotencyKey)
        guard let file = FilePosting(part) else { return send(part.message, to: chat, key, access) }
        let isPicture = Self.isImage(part.mediaType)
        var form = MultipartForm()
        if isPicture {
            form.add("image_type", "message")
            form.add("image", fileName: file.name, contentType: part.mediaType, octets: part.body)
        } else {
            form.add("file_type", Self.fileType(file.name))
            form.add("file_name", file.name)
            form.add("file", fileName: file.name, contentType: part.mediaType, octets: part.body)
        }
        let upload = ProviderRequest.uploading(
            form,
            to: "\(base)/open-apis/im/v1/\(isPicture ? "images" : "files")",
            headers: [HeaderField("Authorization", "Bearer \(access.value.reveal())")]
        )
        return Self.ask(upload) { data in
            let name = isPicture ? "image_key" : "file_key"
            guard let uploaded = data[name]?.text else { return .failed(Self.noAnswer) }
            let content: JSONValue = [name: .text(uploaded)]
            var message = addressed(file.thread, file.parentID, isGroup: !file.parentID.isEmpty)
            message["msg_type"] = isPicture ? "image" : "file"
            message["content"] = .text(content.document)
            return send(message, to: chat, key, access)
        }
    }

    private func send(
        _ planned: [String: JSONValue],
        to chat: String,
        _ key: String,
        _ access: AccessToken
    ) -> Exchange<DeliveryReceipt> {
        var message = planned
        message["uuid"] = .text(key)
        var url = "\(base)/open-apis/im/v1/messages"
        if let answered = message.removeValue(forKey: "answers")?.text {
            url += "/\(PercentCoding.encoded(answered))/reply"
        } else {
            url += "?receive_id_type=chat_id"
            message["receive_id"] = .text(chat)
        }
        return Self.ask(.asking("POST", url, bearer: access.value, json: .object(message), effect: .delivery)) { data in
            guard let id = data["message_id"]?.text else { return .failed(Self.noAnswer) }
            return .done(.taken(by: Wording("Feishu", "飞书"), as: id))
        }
    }

    private static func fileType(_ name: String) -> String {
        switch name.split(separator: ".").last.map({ $0.lowercased() }) {
        case "pdf": "pdf"
        case "doc", "docx": "doc"
        case "xls", "xlsx": "xls"
        case "ppt", "pptx": "ppt"
        default: "stream"
        }
    }

    // MARK: - Look-ups

    func signIn() -> Exchange<AccessToken>? {
        guard let appID, let appSecret else { return nil }
        let body: JSONValue = ["app_id": .text(appID), "app_secret": .text(appSecret.reveal())]
        let url = "\(base)/open-apis/auth/v3/tenant_access_token/internal"
        return .ask(.asking("POST", url, json: body)) { answer in
            guard let token = answer.json?["tenant_access_token"]?.text, answer.json?["code"]?.integer == 0 else {
                return .failed(FeishuFailures.signIn(answer))
            }
            let lifetime = min(max(answer.json?["expire"]?.integer ?? 7200, 60), 7200)
            return .done(AccessToken(value: Secret(token), lifetime: .seconds(lifetime)))
        }
    }

    /// The directory's entry.
    ///
    /// The company's own mailbox is proven by the directory; what else stands there, somebody typed in.
    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        guard let access, identity.namespace.hasPrefix("feishu:") else { return nil }
        let url = "\(base)/open-apis/contact/v3/users/\(PercentCoding.encoded(identity.value))?user_id_type=open_id"
        return Self.ask(.asking("GET", url, bearer: access.value)) { data in
            let user = data["user"]
            let claims = [
                (user?["enterprise_email"]?.text.flatMap(EmailAddressNormalization.key), true),
                (user?["email"]?.text.flatMap(EmailAddressNormalization.key), false),
                (user?["mobile"]?.text.flatMap { PhoneNumberNormalization.key($0, region: nil) }, false),
            ].compactMap { key, isVerified in
                key.map { IdentityClaim(identity: $0, assertedBy: "provider", isVerified: isVerified) }
            }
            return .done(
                EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: user?["name"]?.text.map { OneLine.text($0) },
                    authenticity: .verified(method: "provider"),
                    claims: claims
                )
            )
        }
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        guard let access else { return .failed(.missing("app_secret", provider: Wording("Feishu", "飞书"))) }
        let parts = handle.split(separator: "/").map { PercentCoding.encoded($0) }
        guard parts.count == 3 else {
            return .failed(
                DeliveryFailure(
                    .never,
                    reason: Wording("The message names no file that could be fetched.", "消息中没有可以获取的文件。")
                )
            )
        }
        let url = "\(base)/open-apis/im/v1/messages/\(parts[0])/resources/\(parts[2])?type=\(parts[1])"
        return .ask(.fetching(url, bearer: access.value, maximumBytes: maximumBytes)) { answer in
            if answer.status == 200, answer.json?["code"] == nil { return .done(answer.body) }
            return FeishuFailures.exchange(answer)
        }
    }

    func health(access: AccessToken?) -> Exchange<Wording>? {
        guard let access else { return nil }
        return .ask(.asking("GET", "\(base)/open-apis/bot/v3/info", bearer: access.value)) { answer in
            guard answer.json?["code"]?.integer == 0 else { return FeishuFailures.exchange(answer) }
            return .done(.signedIn(as: answer.json?["bot", "app_name"]?.text ?? "?"))
        }
    }

    /// Asks, and goes on with the `data` of an answer whose `code` is 0.
    private static func ask<Outcome>(
        _ request: ProviderRequest,
        then read: @escaping @Sendable (JSONValue) -> Exchange<Outcome>
    ) -> Exchange<Outcome> {
        .ask(request) { answer in
            guard let json = answer.json, json["code"]?.integer == 0 else { return FeishuFailures.exchange(answer) }
            return read(json["data"] ?? [:])
        }
    }

    private static let noAnswer = DeliveryFailure(
        .unknown,
        reason: Wording(
            "Feishu took the message without telling its id; it may or may not have arrived.",
            "飞书接收了消息但没有返回标识；消息不一定已送达。"
        )
    )
}
