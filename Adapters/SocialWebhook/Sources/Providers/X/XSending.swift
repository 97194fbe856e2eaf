import ChannelKit
import ProviderKit

/// Answers posts and direct messages on X.
///
/// Protocol: <https://docs.x.com/x-api/posts/create-post>, <https://docs.x.com/x-api/direct-messages/manage/introduction>.
struct XSending: Sendable {
    /// A post has 280 units, of which a letter takes one or two; octets are never fewer than units.
    private static let postLimit = TextLimit(maximum: 280, unit: .bytes)

    private let root: String
    private let token: Secret?

    /// Takes the settings for sending.
    init(_ settings: ChannelSettings) {
        root = settings.baseURL(orElse: "https://api.x.com")
        token = settings.secrets("access_token").first
    }

    /// The parts of a reply: a post that answers one stands in its own words, everything else is a direct message.
    func plan(_ reply: OutboundReply, _ traits: ProviderTraits) throws(DeliveryFailure) -> [OutboundPart] {
        var traits = traits
        let isPublic = reply.route.conversationKey.flatMap(ReplyPlace.init(key:))?.isGroup == true
        if isPublic { traits.textLimit = Self.postLimit }
        let plan = try ReplyPlan(reply, by: traits)
        guard isPublic else { return plan.parts(of: plan.pieces()) { _, piece in ["text": .text(piece)] } }
        guard let parent = plan.parentID else {
            throw DeliveryFailure(.never, reason: Wording("There is no post to answer.", "没有可回复的帖子。"))
        }
        return plan.parts(of: plan.pieces()) { _, piece in
            ["text": .text(piece), "reply": ["in_reply_to_tweet_id": .text(parent)]]
        }
    }

    /// What has to be asked to deliver a part.
    func delivery(of part: OutboundPart) -> Exchange<DeliveryReceipt> {
        guard let person = part.destinations.first.flatMap(Conversation.init)?.partner else {
            return .failed(
                DeliveryFailure(.never, reason: Wording("The stored message names no recipient.", "已存储的消息中没有接收者。"))
            )
        }
        let isPost = (try? JSONValue(parsing: part.body))?["reply"] != nil
        let path = isPost ? "tweets" : "dm_conversations/with/\(PercentCoding.encoded(person))/messages"
        let request = ProviderRequest(
            method: "POST",
            url: "\(root)/2/\(path)",
            headers: authorization + [HeaderField("Content-Type", "application/json")],
            body: part.body,
            effect: .delivery
        )
        return .ask(request) { answer in
            guard (200..<300).contains(answer.status) else { return .failed(Self.failure(answer)) }
            guard let id = answer.json?["data", isPost ? "id" : "dm_event_id"]?.name else {
                return .failed(
                    DeliveryFailure(
                        .unknown,
                        reason: Wording(
                            "X's answer could not be understood; the message may have been sent.",
                            "无法识别 X 的应答；消息可能已发送。"
                        ),
                        detail: "HTTP \(answer.status) without an id"
                    )
                )
            }
            return .done(.taken(by: .verbatim("X"), as: id))
        }
    }

    /// The failure behind an answer that is no success.
    static func failure(_ answer: ProviderAnswer) -> DeliveryFailure {
        let words = answer.json?["detail"]?.text ?? answer.json?["title"]?.text ?? "HTTP \(answer.status)"
        switch answer.status {
        case 429:
            return DeliveryFailure(
                .later(after: answer.wait(until: "x-rate-limit-reset") ?? .seconds(60)),
                reason: Wording("X asks to send more slowly; it is tried again by itself.", "X 要求放慢发送速度；将自动重试。"),
                detail: words
            )
        case 403:
            return DeliveryFailure(
                .never,
                reason: Wording(
                    "X does not allow this message: the person takes none from us, or the same was sent already.",
                    "X 不允许发送此消息：对方不接收我方消息，或相同内容已发送过。"
                ),
                detail: words
            )
        default:
            return DeliveryFailure.byStatus(of: answer, provider: .verbatim("X"), detail: words)
                ?? DeliveryFailure(.never, reason: Wording("X refused the message.", "X 拒绝了此消息。"), detail: words)
        }
    }

    /// Asks who we are.
    func health() -> Exchange<Wording> {
        .ask(ProviderRequest(url: "\(root)/2/users/me", headers: authorization)) { answer in
            guard answer.status == 200, let name = answer.json?["data", "username"]?.text else {
                return .failed(Self.failure(answer))
            }
            return .done(Wording("X knows us as @\(OneLine.text(name)).", "X 上的账号为 @\(OneLine.text(name))。"))
        }
    }

    private var authorization: [HeaderField] {
        token.map { [HeaderField("Authorization", "Bearer \($0.reveal())")] } ?? []
    }
}
