import ChannelKit
import ProviderKit

/// Microsoft Teams' outgoing webhook: a message that mentions the desk, and one answer on the spot.
///
/// Teams takes no later answer on this way; a reply leaves by another leg of the ticket.
/// Source: <https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook>.
struct Teams: MessageProvider {
    static let name = "teams"
    static let traits = ProviderTraits(threading: .conversation)

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        let tokens = try settings.required("security_token", "the webhook's security token, in base64")
        guard tokens.allSatisfy({ !(Base64.octets($0.reveal()) ?? []).isEmpty }) else {
            throw SettingProblem(
                path: "security_token",
                problem: "this is no base64",
                allowed: "the security token as Teams showed it when the webhook was made"
            )
        }
    }

    let keys: [[UInt8]]
    let inlineAnswer: String

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        keys = settings.secrets("security_token").compactMap { Base64.octets($0.reveal()) }.filter { !$0.isEmpty }
        inlineAnswer = settings.inlineAnswer
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let authorization = call.headers.single(named: "Authorization"), authorization.hasPrefix("HMAC "),
            Signature.isCode(authorization.dropFirst(5), .sha256, .base64, keys: keys, over: call.body)
        else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let activity = try? JSONValue(parsing: call.body), activity.isObject else {
            return .refused(.notReadable)
        }
        let answer = WebAnswer.json(status: 200, ["type": "message", "text": .text(inlineAnswer)])
        guard activity["type"]?.text == "message", let id = activity["id"]?.name else { return .answered(.takenAsJSON) }
        let payload = ProviderPayload(
            externalID: ExternalID(rawValue: "activity:\(activity["conversation", "id"]?.text ?? ""):\(id)"),
            mediaType: "application/json",
            body: call.body
        )
        return .authentic(payload, answer: answer)
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let activity = try? JSONValue(parsing: arrival.body), let id = activity["id"]?.name else {
            throw UnreadableArrival("The activity is no JSON object with an id.", "活动不是带 id 的 JSON 对象。")
        }
        let (place, thread) = Self.place(activity["conversation", "id"]?.text ?? "")
        let tenant = activity["channelData", "tenant", "id"]?.text ?? activity["conversation", "tenantId"]?.text ?? ""
        let person = activity["from", "aadObjectId"]?.text ?? activity["from", "id"]?.text
        var event = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: "\(place):\(id)"),
            occurredAt: activity["timestamp"]?.text.flatMap(InternetDate.time),
            conversation: place,
            thread: thread,
            actor: person.map {
                ProviderEvent.Actor(id: $0, space: "teams:\(tenant)", name: activity["from", "name"]?.text)
            },
            isGroup: true,
            conversationTitle: activity["channelData", "channel", "name"]?.text,
            messageID: id,
            language: activity["locale"]?.text
        )
        // The text is markup in all but name; the readable words are made of it.
        event.html = Self.withoutMentions(activity["text"]?.text ?? "")
        event.attachments = activity["attachments", orEmpty: true].compactMap(Self.file)
        return [event]
    }

    /// `19:…;messageid=…` is a channel and the message that begins a thread in it.
    private static func place(_ conversation: String) -> (place: String, thread: String?) {
        guard let mark = conversation.firstRange(of: ";messageid=") else { return (conversation, nil) }
        return (String(conversation[..<mark.lowerBound]), String(conversation[mark.upperBound...]))
    }

    /// The desk's own name at the beginning says nothing.
    private static func withoutMentions(_ markup: String) -> String {
        var result = ""
        var rest = markup[...]
        while let start = rest.firstRange(of: "<at>"), let end = rest[start.upperBound...].firstRange(of: "</at>") {
            result += rest[..<start.lowerBound]
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    /// The copy of the text that Teams attaches is no file.
    private static func file(_ attachment: JSONValue) -> InboundAttachment? {
        guard let url = attachment["contentUrl"]?.text, attachment["contentType"]?.text != "text/html" else {
            return nil
        }
        return InboundAttachment(
            name: attachment["name"]?.text ?? "file",
            contentType: attachment["contentType"]?.text ?? "application/octet-stream",
            content: .handle(url)
        )
    }

    // MARK: - Out

    private static let noWay = DeliveryFailure(
        .never,
        reason: Wording(
            "Teams takes an answer on the spot only; reply by another leg of the ticket, such as mail.",
            "Teams 只接受即时应答；请通过工单的其他联系方式（如邮件）回复。"
        )
    )

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] { throw Self.noWay }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        .failed(Self.noWay)
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        .failed(
            DeliveryFailure(
                .never,
                reason: Wording("Teams hands files to people who are signed in only.", "Teams 只向已登录的人员提供文件。")
            )
        )
    }
}
