import AddressNormalization
import ChannelKit
import ProviderKit

extension Mattermost {
    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        let pieces = plan.pieces(behind: plan.place.isGroup ? ChatMention.text(reply.recipientName) : "")
        return plan.parts(of: pieces) { _, piece in
            var post: [String: JSONValue] = ["channel_id": .text(plan.place.conversation), "message": .text(piece)]
            post["answers"] = plan.parentID.map { .text($0) }
            return .object(post)
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        guard let botToken else { return .failed(.missing("bot_token", provider: .verbatim("Mattermost"))) }
        guard let channel = part.destinations.first else { return .failed(.strangePart) }
        guard let file = FilePosting(part) else {
            var post = part.message
            let answered = post.removeValue(forKey: "answers")?.text
            return inThread(of: answered, post, context, botToken)
        }
        var form = MultipartForm()
        form.add("channel_id", channel)
        form.add("files", fileName: file.name, contentType: part.mediaType, octets: part.body)
        let upload = ProviderRequest.uploading(
            form,
            to: "\(base)/api/v4/files",
            headers: [HeaderField("Authorization", "Bearer \(botToken.reveal())")]
        )
        return .ask(upload) { answer in
            guard (200...299).contains(answer.status),
                let id = answer.json?["file_infos", orEmpty: true].first?["id"]?.text
            else { return .failed(Self.failure(answer)) }
            let post: [String: JSONValue] = ["channel_id": .text(channel), "message": "", "file_ids": [.text(id)]]
            return inThread(of: file.parentID.isEmpty ? nil : file.parentID, post, context, botToken)
        }
    }

    /// A webhook does not tell which thread a post is in, so the post that is answered is asked for its root.
    private func inThread(
        of answered: String?,
        _ post: [String: JSONValue],
        _ context: DeliveryContext,
        _ token: Secret
    ) -> Exchange<DeliveryReceipt> {
        guard repliesInThreads, let answered else { return send(post, context, token) }
        let url = "\(base)/api/v4/posts/\(PercentCoding.encoded(answered))"
        return .ask(.asking("GET", url, bearer: token)) { answer in
            guard answer.status == 200 || answer.status == 404 else { return .failed(Self.failure(answer)) }
            var post = post
            // A post that was deleted leaves no thread to answer in.
            if answer.status == 200 {
                let root = answer.json?["root_id"]?.text.flatMap { $0.isEmpty ? nil : $0 }
                post["root_id"] = .text(root ?? answered)
            }
            return send(post, context, token)
        }
    }

    private func send(
        _ planned: [String: JSONValue],
        _ context: DeliveryContext,
        _ token: Secret
    ) -> Exchange<DeliveryReceipt> {
        var post = planned
        post["pending_post_id"] = .text(RepeatKey.digits(context.idempotencyKey, count: 26))
        let request = ProviderRequest.asking(
            "POST",
            "\(base)/api/v4/posts",
            bearer: token,
            json: .object(post),
            effect: .delivery
        )
        return .ask(request) { answer in
            guard (200...299).contains(answer.status) else { return .failed(Self.failure(answer)) }
            let id = answer.json?["id"]?.text
            return .done(.taken(by: .verbatim("Mattermost"), as: id))
        }
    }

    private static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let detail = OneLine.text(
            "HTTP \(answer.status) \(answer.json?["id"]?.text ?? "") \(answer.json?["message"]?.text ?? "")"
        )
        if answer.status == 429, let reset = answer.headers.first(named: "X-Ratelimit-Reset").flatMap(Double.init) {
            return DeliveryFailure(
                .later(after: DeliveryFailure.wait(seconds: reset)),
                reason: Wording(
                    "Mattermost asks to send more slowly; it is tried again by itself.",
                    "Mattermost 要求放慢发送速度；将自动重试。"
                ),
                detail: detail
            )
        }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: .verbatim("Mattermost"), detail: detail) {
            return failure
        }
        let reason: Wording =
            switch answer.status {
            case 403: Wording("The bot may not write in that channel; add it to the channel.", "机器人无权在该频道发言；请将其加入频道。")
            case 404: Wording("Mattermost does not know that channel.", "Mattermost 中没有该频道。")
            case 413: Wording("The file is larger than Mattermost takes.", "文件超出了 Mattermost 的大小限制。")
            default: Wording("Mattermost does not take the message.", "Mattermost 不接受此消息。")
            }
        return DeliveryFailure(.never, reason: reason, detail: detail)
    }

    // MARK: - Look-ups

    /// The account's name and mailbox, which counts as proven where Mattermost has verified it.
    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        guard identity.namespace == space, let botToken else { return nil }
        let url = "\(base)/api/v4/users/\(PercentCoding.encoded(identity.value))"
        return .ask(.asking("GET", url, bearer: botToken)) { answer in
            guard answer.status == 200, let user = answer.json else { return .failed(Self.failure(answer)) }
            let full = [user["first_name"]?.text, user["last_name"]?.text].compactMap { $0 }.filter { !$0.isEmpty }
            let name = full.isEmpty ? user["username"]?.text : full.joined(separator: " ")
            let mailbox = user["email"]?.text.flatMap(EmailAddressNormalization.key)
            return .done(
                EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: name.map { OneLine.text($0) },
                    authenticity: .verified(method: "provider"),
                    claims: [mailbox].compactMap { $0 }.map {
                        IdentityClaim(
                            identity: $0,
                            assertedBy: "provider",
                            isVerified: user["email_verified"]?.boolean == true
                        )
                    }
                )
            )
        }
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        guard let botToken else { return .failed(.missing("bot_token", provider: .verbatim("Mattermost"))) }
        let url = "\(base)/api/v4/files/\(PercentCoding.encoded(handle))"
        return .ask(.fetching(url, bearer: botToken, maximumBytes: maximumBytes)) {
            $0.fetched(from: .verbatim("Mattermost"))
        }
    }

    func health(access: AccessToken?) -> Exchange<Wording>? {
        guard let botToken else { return nil }
        return .ask(.asking("GET", "\(base)/api/v4/users/me", bearer: botToken)) { answer in
            guard answer.status == 200 else { return .failed(Self.failure(answer)) }
            return .done(.signedIn(as: answer.json?["username"]?.text ?? "?"))
        }
    }
}

/// Names people at the beginning of a text where a service knows them by a user name.
enum ChatMention {
    /// `@name ` where the name can be a user name; otherwise nothing, since others would be meant.
    static func text(_ name: String?) -> String {
        guard let name, !name.isEmpty, name.utf8.count <= 64,
            name.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains($0)
            }),
            !["all", "here", "channel"].contains(name.lowercased())
        else { return "" }
        return "@\(name) "
    }
}
