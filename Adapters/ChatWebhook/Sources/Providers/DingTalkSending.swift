import ChannelKit
import ProviderKit

extension DingTalk {
    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        let place = plan.place.conversation.split(separator: ":", maxSplits: 1).map(String.init)
        guard place.count == 2, place[0] != "guest" else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The person is no member of the company, and DingTalk's robots reach members only.",
                    "此人不是企业成员，而钉钉机器人只能联系企业成员。"
                )
            )
        }
        let asker = plan.place.isGroup ? reply.recipientName.map { OneLine.text($0, maximumBytes: 200) } : nil
        let pieces = plan.pieces(behind: asker.map { "@\($0) " } ?? "")
        return plan.parts(of: pieces) { _, piece in
            let content: JSONValue = ["content": .text(piece)]
            var message: [String: JSONValue] = [
                "robotCode": .text(robot), "msgKey": "sampleText", "msgParam": .text(content.document),
            ]
            if place[0] == "user" {
                message["userIds"] = [.text(place[1])]
            } else {
                message["openConversationId"] = .text(place[1])
            }
            return .object(message)
        }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        guard let access else { return .failed(.missing("app_secret", provider: Wording("DingTalk", "钉钉"))) }
        let message = part.message
        let path = message["userIds"] == nil ? "groupMessages/send" : "oToMessages/batchSend"
        let request = asking("POST", "robot/\(path)", access, .object(message), effect: .delivery)
        return .ask(request) { answer in
            guard answer.status == 200, let json = answer.json else { return Self.exchange(answer) }
            if !json["flowControlledStaffIdList", orEmpty: true].isEmpty {
                return .failed(
                    DeliveryFailure(
                        .later(after: .seconds(60)),
                        reason: Wording(
                            "DingTalk asks to send more slowly to that person; it is tried again by itself.",
                            "钉钉要求放慢向此人发送的速度；将自动重试。"
                        )
                    )
                )
            }
            if !json["invalidStaffIdList", orEmpty: true].isEmpty {
                return .failed(
                    DeliveryFailure(
                        .never,
                        reason: Wording("DingTalk does not know that person any more.", "钉钉中已没有此人。")
                    )
                )
            }
            let key = json["processQueryKey"]?.text
            return .done(.taken(by: Wording("DingTalk", "钉钉"), as: key))
        }
    }

    private func asking(
        _ method: String,
        _ path: String,
        _ access: AccessToken,
        _ body: JSONValue,
        effect: ProviderRequest.Effect = .none
    ) -> ProviderRequest {
        let token = HeaderField("x-acs-dingtalk-access-token", access.value.reveal())
        return .asking(method, "\(base)/v1.0/\(path)", headers: [token], json: body, effect: effect)
    }

    // MARK: - Failures

    private static func exchange<Outcome>(_ answer: ProviderAnswer) -> Exchange<Outcome> {
        let failure = failure(answer)
        let isExpired = answer.status == 401 || answer.json?["code"]?.text == "InvalidAuthentication"
        return isExpired ? .tokenExpired(failure) : .failed(failure)
    }

    private static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let code = answer.json?["code"]?.name ?? ""
        let detail = OneLine.text("HTTP \(answer.status) \(code) \(answer.json?["message"]?.text ?? "")")
        if code.hasPrefix("Throttling") || code.contains("QpsLimit") || code == "130101" {
            return DeliveryFailure(
                .later(after: answer.retryAfter ?? .seconds(code == "130101" ? 600 : 30)),
                reason: Wording("DingTalk asks to send more slowly; it is tried again by itself.", "钉钉要求放慢发送速度；将自动重试。"),
                detail: detail
            )
        }
        if code.hasPrefix("Forbidden") || code == "310000" || answer.status == 403 || code == "InvalidAuthentication" {
            return DeliveryFailure(
                .blocked(.credentials),
                reason:
                    Wording(
                        "DingTalk refuses the robot: check app_secret, the robot's permission to send, and the list of allowed addresses.",
                        "钉钉拒绝了该机器人：请检查 app_secret、机器人的发送权限和 IP 白名单。"
                    ),
                detail: detail
            )
        }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: Wording("DingTalk", "钉钉"), detail: detail) {
            return failure
        }
        if let reason = never[code] { return DeliveryFailure(.never, reason: reason, detail: detail) }
        return DeliveryFailure(
            .never,
            reason: Wording("DingTalk does not take the message.", "钉钉不接受此消息。"),
            detail: detail
        )
    }

    private static let never: [String: Wording] = [
        "invalidParameter.robotCode.notExsit": Wording(
            "DingTalk does not know the robot; check robot_code.",
            "钉钉不认识该机器人；请检查 robot_code。"
        ),
        "invalid.openConversationId": Wording("The robot is not in that group any more.", "机器人已不在该群中。"),
        "bot.stopped": Wording("The robot was turned off in that group.", "机器人在该群中已被停用。"),
        "staffId.notExisted": Wording("DingTalk does not know that person any more.", "钉钉中已没有此人。"),
        "robot 不存在": Wording("DingTalk does not know the robot; check robot_code.", "钉钉不认识该机器人；请检查 robot_code。"),
    ]

    // MARK: - Look-ups

    func signIn() -> Exchange<AccessToken>? {
        guard let secret = secrets.first, !appKey.isEmpty else { return nil }
        let body: JSONValue = ["appKey": .text(appKey), "appSecret": .text(secret.reveal())]
        return .ask(.asking("POST", "\(base)/v1.0/oauth2/accessToken", json: body)) { answer in
            guard answer.status == 200, let token = answer.json?["accessToken"]?.text else {
                let failure = Self.failure(answer)
                guard case .never = failure.verdict else { return .failed(failure) }
                return .failed(
                    DeliveryFailure(
                        .blocked(.credentials),
                        reason: Wording(
                            "DingTalk refuses the app: check app_id, robot_code and app_secret.",
                            "钉钉拒绝了该应用：请检查 app_id、robot_code 和 app_secret。"
                        ),
                        detail: failure.detail
                    )
                )
            }
            let lifetime = min(max(answer.json?["expireIn"]?.integer ?? 7200, 60), 7200)
            return .done(AccessToken(value: Secret(token), lifetime: .seconds(lifetime)))
        }
    }

    /// A file's code is changed for an address, from which the file is fetched without the token.
    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        guard let access else { return .failed(.missing("app_secret", provider: Wording("DingTalk", "钉钉"))) }
        let body: JSONValue = ["downloadCode": .text(handle), "robotCode": .text(robot)]
        return .ask(asking("POST", "robot/messageFiles/download", access, body)) { answer in
            guard answer.status == 200, let url = answer.json?["downloadUrl"]?.text else {
                return Self.exchange(answer)
            }
            return .ask(.fetching(url, maximumBytes: maximumBytes)) { $0.fetched(from: Wording("DingTalk", "钉钉")) }
        }
    }

    /// The sign-in, which comes before, is what shows that the account is in order.
    func health(access: AccessToken?) -> Exchange<Wording>? { access.map { _ in .done(Wording("signed in", "已登录")) } }
}
