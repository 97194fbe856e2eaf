import ChannelKit
import ProviderKit

extension WeCom {
    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        guard let place = WeComPlace(plan.place.conversation) else {
            throw DeliveryFailure(.never, reason: Wording("The ticket names no conversation of WeCom.", "工单中没有企业微信会话。"))
        }
        try check(reply, for: place)
        return plan.parts(of: plan.pieces()) { _, piece in message("text", ["content": .text(piece)], to: place) }
    }

    private func check(_ reply: OutboundReply, for place: WeComPlace) throws(DeliveryFailure) {
        if case .member = place, agent == nil { throw .missing("agent_id", provider: Wording("WeCom", "企业微信")) }
        for file in reply.attachments {
            guard file.bytes.count > 5 else {
                throw DeliveryFailure(
                    .never,
                    reason: Wording(
                        "\(file.name) is empty or nearly so; WeCom takes files of more than 5 bytes.",
                        "\(file.name) 为空或几乎为空；企业微信只接受大于 5 字节的文件。"
                    )
                )
            }
            guard Self.kind(of: file.contentType) == "file" || file.bytes.count <= 10 << 20 else {
                throw DeliveryFailure(
                    .never,
                    reason: Wording(
                        "\(file.name) is larger than the 10 MB that WeCom takes of pictures and films.",
                        "\(file.name) 超过了企业微信对图片和视频的 10 MB 限制。"
                    )
                )
            }
        }
    }

    /// The request that sends a content of a kind.
    private func message(_ kind: String, _ content: JSONValue, to place: WeComPlace) -> JSONValue {
        switch place {
        case .member(let member):
            ["touser": .text(member), "agentid": JSONValue(agent ?? 0), "msgtype": .text(kind), .init(kind): content]
        case .customer(let customer, let account):
            ["touser": .text(customer), "open_kfid": .text(account), "msgtype": .text(kind), .init(kind): content]
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        guard let access else { return .failed(.missing("corp_secret", provider: Wording("WeCom", "企业微信"))) }
        guard let place = part.destinations.first.flatMap(WeComPlace.init) else { return .failed(.strangePart) }
        guard let file = FilePosting(part) else { return deliver(part.message, to: place, context, access) }
        let kind = Self.kind(of: part.mediaType)
        var form = MultipartForm()
        form.add("media", fileName: file.name, contentType: part.mediaType, octets: part.body)
        let upload = ProviderRequest.uploading(form, to: url("media/upload", access, ["type": kind]))
        return WeComFailures.ask(upload) { answer in
            guard let media = answer["media_id"]?.text else { return .failed(WeComFailures.noAnswer) }
            return deliver(message(kind, ["media_id": .text(media)], to: place).members, to: place, context, access)
        }
    }

    private static func kind(of mediaType: String) -> String {
        switch mediaType.lowercased() {
        case "image/jpeg", "image/png", "image/jpg": "image"
        case "video/mp4": "video"
        default: "file"
        }
    }

    private func deliver(
        _ planned: [String: JSONValue],
        to place: WeComPlace,
        _ context: DeliveryContext,
        _ access: AccessToken
    ) -> Exchange<DeliveryReceipt> {
        var message = planned
        switch place {
        case .member:
            // WeCom's own check for duplicates drops equal words, and an agent may well write the same twice.
            return send(message, to: url("message/send", access))
        case .customer(let customer, let account):
            message["msgid"] = .text(RepeatKey.digits(context.idempotencyKey, count: 32))
            let complete = message
            return readied(customer, account, access).then { send(complete, to: url("kf/send_msg", access)) }
        }
    }

    private func send(_ message: [String: JSONValue], to url: String) -> Exchange<DeliveryReceipt> {
        WeComFailures.ask(.asking("POST", url, json: .object(message), effect: .delivery)) { answer in
            if let nobody = answer["invaliduser"]?.text, !nobody.isEmpty {
                return .failed(
                    DeliveryFailure(
                        .never,
                        reason: Wording(
                            "The person cannot be reached by the app: WeCom does not know them there.",
                            "应用无法联系到此人：企业微信在应用的可见范围内找不到此人。"
                        )
                    )
                )
            }
            let id = answer["msgid"]?.text
            return .done(.taken(by: Wording("WeCom", "企业微信"), as: id))
        }
    }

    /// Sees to it that a customer's session is in a state in which answers are taken.
    ///
    /// 0 is new, 1 served by an assistant, 2 waiting in a queue, 3 served by a person, 4 ended. A session is moved to a person
    /// where one is named; without one, answers are taken while it is new or served by an assistant.
    private func readied(_ customer: String, _ account: String, _ access: AccessToken) -> Exchange<Void> {
        let session: [String: JSONValue] = ["open_kfid": .text(account), "external_userid": .text(customer)]
        let question = ProviderRequest.asking("POST", url("kf/service_state/get", access), json: .object(session))
        return WeComFailures.ask(question) { answer in
            switch (answer["service_state"]?.integer, servicer) {
            case (4, _): return .failed(WeComFailures.ended)
            case (0, let servicer?), (1, let servicer?), (2, let servicer?):
                var change = session
                change["service_state"] = 3
                change["servicer_userid"] = .text(servicer)
                let request = ProviderRequest.asking(
                    "POST",
                    url("kf/service_state/trans", access),
                    json: .object(change)
                )
                return WeComFailures.ask(request) { _ in .done(()) }
            case (2, nil):
                return .failed(
                    DeliveryFailure(
                        .blocked(.windowClosed),
                        reason:
                            Wording(
                                "The customer waits in WeCom's own queue: take them there, or give the channel a servicer_id.",
                                "客户正在企业微信自己的队列中等待：请在那里接待，或为该渠道设置 servicer_id。"
                            )
                    )
                )
            default: return .done(())
            }
        }
    }

    func url(_ path: String, _ access: AccessToken, _ parameters: KeyValuePairs<String, String> = [:]) -> String {
        let token = FormFields(["access_token": access.value.reveal()]).text
        let rest = FormFields(parameters).text
        return "\(base)/cgi-bin/\(path)?\(token)\(rest.isEmpty ? "" : "&")\(rest)"
    }
}
