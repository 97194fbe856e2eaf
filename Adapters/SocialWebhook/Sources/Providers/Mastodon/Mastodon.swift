import ChannelKit
import ProviderKit

/// The fediverse by a bot account on a Mastodon server: what mentions the account is pulled, and answered directly.
///
/// Protocol: <https://docs.joinmastodon.org/methods/notifications/>.
struct Mastodon: MessageProvider {
    static let name = "mastodon"

    static let traits = ProviderTraits(
        replies: true,
        // The server takes 500 with the mention before them.
        textLimit: TextLimit(maximum: 500 - longestMention, unit: .characters),
        threading: .references,
        idempotentSending: true,
        intake: [.pulling, .listening]
    )

    /// The longest `@user@host` and the blank behind it.
    private static let longestMention = 100
    /// How many notifications are asked for at once; the server gives 80 at most.
    private static let batch = 40

    private let root: String
    private let token: Secret?
    private let pause: Duration

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        guard settings.text("api_base_url") != nil else {
            throw SettingProblem(
                path: "api_base_url",
                problem: "this provider needs it",
                allowed: "the address of the server, such as `https://mastodon.example`"
            )
        }
        _ = try settings.required(
            "access_token",
            "the token of an application of the account, with read:notifications and write:statuses"
        )
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        root = settings.baseURL(orElse: "")
        token = settings.secrets("access_token").first
        pause = settings.duration("poll_interval") ?? .seconds(15)
    }

    /// Files lie wherever the server keeps them, and are fetched without a token.
    var hosts: [String] { ["*"] }

    var pullPause: Duration { pause }

    // MARK: - In

    /// Nobody calls: what is new is pulled.
    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        .refused(WebAnswer(status: 404))
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let notification = try? JSONValue(parsing: call.body) else { return .refused(.notReadable) }
        return .authentic(Self.payload(notification), answer: .taken)
    }

    func pull(stream: String, cursor: String?, ring: Doorbell?, access: AccessToken?) -> Exchange<PulledBatch>? {
        let place = cursor.flatMap { Self.isID($0) ? $0 : nil }
        // From the lowest id on, oldest first, so that nothing is skipped however much there is.
        return notifications(above: place ?? "0", limit: Self.batch).then { found in
            let ids = found.compactMap { $0["id"]?.name }
            if let newest = ids.first {
                return .done(
                    PulledBatch(
                        payloads: found.reversed().map(Self.payload),
                        cursor: newest,
                        hasMore: found.count == Self.batch
                    )
                )
            }
            guard let place else { return .done(Self.nothing) }
            return notifications(above: nil, limit: 1).then { latest in
                // A server that was restored from a backup counts from a lower id again.
                guard let id = latest.first?["id"]?.name, Self.isBelow(id, place) else { return .done(Self.nothing) }
                return .done(PulledBatch(payloads: [], cursor: "", hasMore: true))
            }
        }
    }

    private static let nothing = PulledBatch(payloads: [], cursor: nil, hasMore: false)

    private func notifications(above id: String?, limit: Int) -> Exchange<[JSONValue]> {
        var query = FormFields(["types[]": "mention", "types[]": "update", "limit": String(limit)])
        if let id { query.fields.append(FormFields.Field("min_id", id)) }
        return .ask(request("/api/v1/notifications?\(query.text)")) { answer in
            guard answer.status == 200, case .array(let notifications)? = answer.json else {
                return .failed(MastodonFailure.failure(answer))
            }
            return .done(notifications)
        }
    }

    private static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { octet in
                (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
            }
    }

    /// Ids are whole numbers, or texts of one length, that grow with time.
    private static func isBelow(_ id: String, _ other: String) -> Bool {
        id.utf8.count == other.utf8.count ? id < other : id.utf8.count < other.utf8.count
    }

    private static func payload(_ notification: JSONValue) -> ProviderPayload {
        ProviderPayload(
            externalID: ExternalID(rawValue: "notification:\(notification["id"]?.name ?? "")"),
            mediaType: "application/json",
            body: notification.octets()
        )
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let notification = try? JSONValue(parsing: arrival.body), notification.isObject else {
            throw UnreadableArrival(
                "This is no notification of Mastodon: it is no JSON object.",
                "这不是 Mastodon 的通知：不是 JSON 对象。"
            )
        }
        return MastodonReading(root: root).event(notification).map { [$0] } ?? []
    }

    // MARK: - Out

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let place = reply.route.conversationKey.flatMap(ReplyPlace.init(key:))
        guard let person = place.flatMap({ Conversation($0.conversation) })?.partner else {
            throw DeliveryFailure(
                .never,
                reason: Wording("This contact has no address in the fediverse.", "该联系人没有联邦宇宙（Fediverse）地址。")
            )
        }
        let mention = "@\(person) "
        guard mention.count <= Self.longestMention else {
            throw DeliveryFailure(
                .never,
                reason: Wording("The person's address is longer than a message can name.", "此人的地址太长，无法在消息中提及。")
            )
        }
        let plan = try ReplyPlan(reply, by: Self.traits)
        return plan.parts(of: plan.pieces()) { _, piece in
            var status: [String: JSONValue] = ["status": .text(mention + piece), "visibility": "direct"]
            if let parent = plan.parentID { status["in_reply_to_id"] = .text(parent) }
            return .object(status)
        }
    }

    func delivery(
        of part: OutboundPart,
        _ context: DeliveryContext,
        access: AccessToken?
    ) -> Exchange<DeliveryReceipt> {
        var request = request("/api/v1/statuses")
        request.method = "POST"
        request.headers += [
            HeaderField("Content-Type", "application/json"),
            HeaderField("Idempotency-Key", OneLine.text(context.idempotencyKey, maximumBytes: 200)),
        ]
        request.body = part.body
        request.effect = .delivery
        return .ask(request) { answer in
            guard (200..<300).contains(answer.status) else { return .failed(MastodonFailure.failure(answer)) }
            guard let id = answer.json?["id"]?.name else {
                return .failed(
                    DeliveryFailure(
                        .unknown,
                        reason: Wording(
                            "The server's answer could not be understood; the message may have been sent.",
                            "无法识别服务器的应答；消息可能已发送。"
                        ),
                        detail: "HTTP \(answer.status) without `id`"
                    )
                )
            }
            return .done(
                .taken(by: Wording("The server", "服务器"), as: id)
            )
        }
    }

    // MARK: - Look-ups

    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        .ask(request("/api/v1/accounts/lookup?\(FormFields(["acct": identity.value]).text)")) { answer in
            guard answer.status == 200, let account = answer.json else {
                return .failed(MastodonFailure.failure(answer))
            }
            return .done(
                EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: account["display_name"]?.text,
                    authenticity: .verified(method: "provider")
                )
            )
        }
    }

    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        .ask(ProviderRequest(url: handle, maximumAnswerBytes: maximumBytes)) { answer in
            answer.status == 200 ? .done(answer.body) : .failed(MastodonFailure.failure(answer))
        }
    }

    func health(access: AccessToken?) -> Exchange<Wording>? {
        .ask(request("/api/v1/accounts/verify_credentials")) { answer in
            guard answer.status == 200, let name = answer.json?["acct"]?.text else {
                return .failed(MastodonFailure.failure(answer))
            }
            return .done(Wording("The server knows us as @\(OneLine.text(name)).", "服务器上的账号为 @\(OneLine.text(name))。"))
        }
    }

    private func request(_ path: String) -> ProviderRequest {
        let headers = token.map { [HeaderField("Authorization", "Bearer \($0.reveal())")] } ?? []
        return ProviderRequest(url: root + path, headers: headers)
    }
}
