import ChannelKit
import ProviderKit

extension Matrix {
    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        let asker = plan.place.isGroup ? plan.recipient : nil
        let given = reply.recipientName.map { OneLine.text($0, maximumBytes: 200) } ?? ""
        let name = given.isEmpty ? asker ?? "" : given
        let pieces = plan.pieces(behind: asker == nil ? "" : "\(name): ")
        return plan.parts(of: pieces) { position, piece in
            var content: [String: JSONValue] = [
                "msgtype": "m.text", "body": .text(Self.plain(piece)), "m.mentions": [:],
            ]
            if let asker, position == 0 {
                content["m.mentions"] = ["user_ids": [.text(asker)]]
                content["format"] = "org.matrix.custom.html"
                content["formatted_body"] = .text(Self.markup(piece, naming: asker, as: name))
            }
            content["m.relates_to"] = Self.relation(in: plan.place.thread, answering: plan.parentID)
            return .object(content)
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        guard let token else { return .failed(.missing("as_token", provider: .verbatim("Matrix"))) }
        guard let room = part.destinations.first else { return .failed(.strangePart) }
        let transaction = RepeatKey.digits(context.idempotencyKey, count: 40)
        guard let file = FilePosting(part) else { return send(.object(part.message), to: room, transaction, token) }
        let upload = ProviderRequest(
            method: "POST",
            url: "\(base)/_matrix/media/v3/upload?\(FormFields(["filename": file.name]).text)\(asUser("&"))",
            headers: [
                HeaderField("Authorization", "Bearer \(token.reveal())"), HeaderField("Content-Type", part.mediaType),
            ],
            body: part.body
        )
        return .ask(upload) { answer in
            guard answer.status == 200, let address = answer.json?["content_uri"]?.text else {
                return .failed(Self.failure(answer))
            }
            var content = Self.content(of: part, named: file.name, at: address)
            content["m.relates_to"] = Self.relation(
                in: file.thread.isEmpty ? nil : file.thread,
                answering: file.parentID.isEmpty ? nil : file.parentID
            )
            return send(.object(content), to: room, transaction, token)
        }
    }

    private func send(
        _ content: JSONValue,
        to place: String,
        _ transaction: String,
        _ token: Secret
    ) -> Exchange<DeliveryReceipt> {
        let room = PercentCoding.encoded(place)
        let url = "\(base)/_matrix/client/v3/rooms/\(room)/send/m.room.message/\(transaction)\(asUser("?"))"
        return .ask(.asking("PUT", url, bearer: token, json: content, effect: .delivery)) { answer in
            guard answer.status == 200, let id = answer.json?["event_id"]?.text else {
                return .failed(Self.failure(answer))
            }
            return .done(.taken(by: Wording("The homeserver", "主服务器"), as: id))
        }
    }

    /// The parameter that names the user we speak as.
    private func asUser(_ separator: String) -> String {
        own.user.map { "\(separator)user_id=\(PercentCoding.encoded($0))" } ?? ""
    }

    private static func content(of part: OutboundPart, named name: String, at address: String) -> [String: JSONValue] {
        let kind =
            switch part.mediaType.prefix(while: { $0 != "/" }) {
            case "image": "m.image"
            case "audio": "m.audio"
            case "video": "m.video"
            default: "m.file"
            }
        return [
            "msgtype": .text(kind), "body": .text(name), "filename": .text(name), "url": .text(address),
            "info": ["mimetype": .text(part.mediaType), "size": JSONValue(part.body.count)],
        ]
    }

    /// What ties a message to its thread, or to the message it answers.
    private static func relation(in thread: String?, answering parent: String?) -> JSONValue? {
        guard let thread else { return parent.map { ["m.in_reply_to": ["event_id": .text($0)]] } }
        return [
            "rel_type": "m.thread", "event_id": .text(thread), "is_falling_back": true,
            "m.in_reply_to": ["event_id": .text(parent ?? thread)],
        ]
    }

    /// The text without control characters, each of which would take six bytes in the event.
    private static func plain(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.value < 0x20 && $0 != "\n" && $0 != "\t" ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The text as markup, with the name at its beginning as a link that notifies the person.
    private static func markup(_ text: String, naming id: String, as name: String) -> String {
        let link = "<a href=\"https://matrix.to/#/\(PercentCoding.encoded(id))\">\(escaped(name))</a>"
        let rest = plain(text).hasPrefix("\(name): ") ? plain(text).dropFirst(name.count) : ": \(plain(text))"
        return link + escaped(rest)
    }

    private static func escaped(_ text: some StringProtocol) -> String {
        var markup = ""
        for character in text {
            switch character {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\n", "\r\n": markup += "<br>"
            default: markup.append(character)
            }
        }
        return markup
    }

    // MARK: - Failures

    /// What an error answer means.
    ///
    /// Sending is repeated under one transaction id, so "try later" is always safe.
    static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let code = answer.json?["errcode"]?.text ?? ""
        let words = answer.json?["error"]?.text ?? ""
        let detail = OneLine.text("HTTP \(answer.status) \(code) \(words)")
        if code == "M_LIMIT_EXCEEDED" {
            let wait =
                answer.retryAfter
                ?? answer.json?["retry_after_ms"]?.double.map { DeliveryFailure.wait(seconds: $0 / 1000) }
            return DeliveryFailure(
                .later(after: wait ?? .seconds(30)),
                reason: Wording(
                    "The homeserver asks to send more slowly; it is tried again by itself.",
                    "主服务器要求放慢发送速度；将自动重试。"
                ),
                detail: detail
            )
        }
        if let verdict = verdicts[code] { return DeliveryFailure(verdict.0, reason: verdict.1, detail: detail) }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: Wording("The homeserver", "主服务器"), detail: code)
        {
            return failure
        }
        return DeliveryFailure(
            .never,
            reason: Wording("The homeserver does not take the message.", "主服务器不接受此消息。"),
            detail: detail
        )
    }

    private static let verdicts: [String: (DeliveryFailure.Verdict, Wording)] = [
        "M_UNKNOWN_TOKEN": (
            .blocked(.credentials),
            Wording(
                "The homeserver does not know the channel's as_token; compare it with the registration file.",
                "主服务器不认识该渠道的 as_token；请与注册文件核对。"
            )
        ),
        "M_MISSING_TOKEN": (
            .blocked(.credentials),
            Wording("The homeserver got no token; give the channel its as_token.", "主服务器没有收到令牌；请为该渠道设置 as_token。")
        ),
        "M_EXCLUSIVE": (
            .blocked(.credentials),
            Wording(
                "The channel's user_id is not in the namespace of the registration file.",
                "该渠道的 user_id 不在注册文件的命名空间内。"
            )
        ),
        "M_USER_DEACTIVATED": (
            .blocked(.credentials),
            Wording("The user the desk speaks as is deactivated on the homeserver.", "服务台所用的用户已在主服务器上停用。")
        ),
        "M_RESOURCE_LIMIT_EXCEEDED": (
            .later(after: .seconds(3600)),
            Wording(
                "The homeserver has reached a limit of its own; it is tried again in an hour.",
                "主服务器已达到其资源上限；将在一小时后重试。"
            )
        ),
        "M_FORBIDDEN": (
            .never,
            Wording(
                "The desk may not write in the room: it is not, or no longer, a member. Ask to be invited again.",
                "服务台无权在该聊天室发言：它不是成员，或已不再是成员。请让对方重新邀请。"
            )
        ),
        "M_NOT_FOUND": (.never, Wording("The homeserver does not know the room.", "主服务器中没有该聊天室。")),
        "M_TOO_LARGE": (
            .never, Wording("The message or file is larger than the homeserver takes.", "消息或文件超出了主服务器的大小限制。")
        ),
    ]

    // MARK: - Look-ups

    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        guard identity.namespace == Self.space, let token else { return nil }
        let user = PercentCoding.encoded(identity.value)
        return .ask(.asking("GET", "\(base)/_matrix/client/v3/profile/\(user)/displayname", bearer: token)) { answer in
            guard answer.status == 200 || answer.status == 404 else { return .failed(Self.failure(answer)) }
            return .done(
                EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: answer.json?["displayname"]?.text.map { OneLine.text($0) },
                    authenticity: .verified(method: "provider")
                )
            )
        }
    }

    /// Fetches a file by its `mxc` address, in the old way where the homeserver does not know the new one.
    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        guard let token else { return .failed(.missing("as_token", provider: .verbatim("Matrix"))) }
        let parts = handle.dropFirst(6).split(separator: "/")
        guard handle.hasPrefix("mxc://"), parts.count == 2 else {
            return .failed(
                DeliveryFailure(
                    .never,
                    reason: Wording("The message names no file that could be fetched.", "消息中没有可以获取的文件。")
                )
            )
        }
        let path = parts.map { PercentCoding.encoded($0) }.joined(separator: "/")
        let new = "\(base)/_matrix/client/v1/media/download/\(path)"
        let old = "\(base)/_matrix/media/v3/download/\(path)"
        return .ask(.fetching(new, bearer: token, maximumBytes: maximumBytes)) { answer in
            guard answer.status == 404, answer.json?["errcode"]?.text == "M_UNRECOGNIZED" else {
                return answer.fetched(from: Wording("the homeserver", "主服务器"))
            }
            return .ask(.fetching(old, bearer: token, maximumBytes: maximumBytes)) {
                $0.fetched(from: Wording("the homeserver", "主服务器"))
            }
        }
    }

    /// Does the chores that a doorbell's stream names; nothing is fetched.
    func pull(stream: String, cursor: String?, ring: Doorbell?, access: AccessToken?) -> Exchange<PulledBatch>? {
        chores(stream.split(separator: "\n").compactMap { MatrixChore(name: $0) }[...])
    }

    private func chores(_ left: ArraySlice<MatrixChore>) -> Exchange<PulledBatch> {
        guard let token, let chore = left.first else {
            return .done(PulledBatch(payloads: [], cursor: nil, hasMore: false))
        }
        let request: ProviderRequest
        switch chore {
        case .join(let name):
            let room = PercentCoding.encoded(name)
            let url = "\(base)/_matrix/client/v3/rooms/\(room)/join\(asUser("?"))"
            request = .asking("POST", url, bearer: token, json: [:])
        case .tell(let name):
            let room = PercentCoding.encoded(name)
            // One transaction id for a room: however many messages come, the homeserver says it once in a while.
            let transaction = RepeatKey.digits("notice \(name)", count: 40)
            let url = "\(base)/_matrix/client/v3/rooms/\(room)/send/m.room.message/\(transaction)\(asUser("?"))"
            let content: JSONValue = ["msgtype": "m.notice", "body": .text(MatrixReading.notice), "m.mentions": [:]]
            request = .asking("PUT", url, bearer: token, json: content)
        }
        return .ask(request) { answer in
            if answer.status == 429 || answer.status >= 500 { return .failed(Self.failure(answer)) }
            // Any other refusal is final (the invitation was withdrawn): asking again would change nothing.
            return chores(left.dropFirst())
        }
    }

    /// Asks who we are; a user of the namespace that is not there yet is created.
    func health(access: AccessToken?) -> Exchange<Wording>? {
        guard let token else { return nil }
        let who = ProviderRequest.asking("GET", "\(base)/_matrix/client/v3/account/whoami\(asUser("?"))", bearer: token)
        return .ask(who) { answer in
            if answer.status == 200 {
                return .done(.signedIn(as: answer.json?["user_id"]?.text ?? "?"))
            }
            guard answer.status == 403, let local = own.user?.dropFirst().prefix(while: { $0 != ":" }) else {
                return .failed(Self.failure(answer))
            }
            let body: JSONValue = [
                "type": "m.login.application_service", "username": .text(String(local)), "inhibit_login": true,
            ]
            return .ask(.asking("POST", "\(base)/_matrix/client/v3/register", bearer: token, json: body)) { answer in
                let isThere = answer.status == 200 || answer.json?["errcode"]?.text == "M_USER_IN_USE"
                return isThere
                    ? .done(Wording("created the user \(own.user ?? "")", "已创建用户 \(own.user ?? "")"))
                    : .failed(Self.failure(answer))
            }
        }
    }
}
