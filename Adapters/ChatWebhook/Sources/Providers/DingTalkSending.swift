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
                reason: "The person is no member of the company, and DingTalk's robots reach members only."
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
        guard let access else { return .failed(.missing("app_secret", provider: "DingTalk")) }
        let message = part.message
        let path = message["userIds"] == nil ? "groupMessages/send" : "oToMessages/batchSend"
        let request = asking("POST", "robot/\(path)", access, .object(message), effect: .delivery)
        return .ask(request) { answer in
            guard answer.status == 200, let json = answer.json else { return Self.exchange(answer) }
            if !json["flowControlledStaffIdList", orEmpty: true].isEmpty {
                return .failed(
                    DeliveryFailure(
                        .later(after: .seconds(60)),
                        reason: "DingTalk asks to send more slowly to that person; it is tried again by itself."
                    )
                )
            }
            if !json["invalidStaffIdList", orEmpty: true].isEmpty {
                return .failed(DeliveryFailure(.never, reason: "DingTalk does not know that person any more."))
            }
            let key = json["processQueryKey"]?.text
            return .done(
                DeliveryReceipt(externalID: key.map(ExternalID.init), answer: "taken\(key.map { " as \($0)" } ?? "")")
            )
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
                reason: "DingTalk asks to send more slowly; it is tried again by itself.",
                detail: detail
            )
        }
        if code.hasPrefix("Forbidden") || code == "310000" || answer.status == 403 || code == "InvalidAuthentication" {
            return DeliveryFailure(
                .blocked(.credentials),
                reason:
                    "DingTalk refuses the robot: check app_secret, the robot's permission to send, and the list of allowed addresses.",
                detail: detail
            )
        }
        if let failure = DeliveryFailure.byStatus(of: answer, provider: "DingTalk", detail: detail) { return failure }
        if let reason = never[code] { return DeliveryFailure(.never, reason: reason, detail: detail) }
        return DeliveryFailure(.never, reason: "DingTalk does not take the message.", detail: detail)
    }

    private static let never: [String: String] = [
        "invalidParameter.robotCode.notExsit": "DingTalk does not know the robot; check robot_code.",
        "invalid.openConversationId": "The robot is not in that group any more.",
        "bot.stopped": "The robot was turned off in that group.",
        "staffId.notExisted": "DingTalk does not know that person any more.",
        "robot 不存在": "DingTalk does not know the robot; check robot_code.",
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
                        reason: "DingTalk refuses the app: check app_id, robot_code and app_secret.",
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
        guard let access else { return .failed(.missing("app_secret", provider: "DingTalk")) }
        let body: JSONValue = ["downloadCode": .text(handle), "robotCode": .text(robot)]
        return .ask(asking("POST", "robot/messageFiles/download", access, body)) { answer in
            guard answer.status == 200, let url = answer.json?["downloadUrl"]?.text else {
                return Self.exchange(answer)
            }
            return .ask(.fetching(url, maximumBytes: maximumBytes)) { $0.fetched(from: "DingTalk") }
        }
    }

    /// The sign-in, which comes before, is what shows that the account is in order.
    func health(access: AccessToken?) -> Exchange<String>? { access.map { _ in .done("signed in") } }
}
