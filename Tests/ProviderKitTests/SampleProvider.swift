import ChannelKit
import ProviderKit
import Synchronization

/// A made-up provider with tokens, uploads, doorbells and everything that can go wrong, told by the words of a reply.
struct SampleProvider: MessageProvider {
    static let name = "sample"
    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 10, unit: .characters),
        replyWindow: .seconds(3600),
        outboundAttachmentBytes: 100,
        intake: [.webhook, .pulling, .listening],
        defaultBaseURL: "https://api.sample.example"
    )

    let hosts = ["files.sample.example"]
    let pullPause = Duration.seconds(3600)
    let usesTokens: Bool

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        _ = try settings.required("key", "the key that calls are signed with")
    }

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) { usesTokens = settings.flag("tokens") }

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.headers.single(named: "Signed") == signedURL else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        let text = String(decoding: call.body, as: UTF8.self)
        if text == "ping" { return .answered(.taken) }
        if text.hasPrefix("ring ") { return .doorbell(Doorbell(stream: String(text.dropFirst(5))), answer: .taken) }
        return .authentic(
            ProviderPayload(
                externalID: ExternalID(rawValue: "call\n\(text)"),
                mediaType: "text/plain",
                body: call.body
            ),
            answer: .taken
        )
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        let text = String(decoding: arrival.body, as: UTF8.self)
        guard text != "poison" else { throw UnreadableArrival(.verbatim("It is\npoison.")) }
        if text.hasPrefix("many ") {
            return (0..<(Int(text.dropFirst(5)) ?? 0)).map {
                ProviderEvent(
                    kind: .message,
                    externalID: ExternalID(rawValue: "m\($0 / 2)"),
                    conversation: "c",
                    actor: nil
                )
            }
        }
        return [
            ProviderEvent(
                kind: .message,
                externalID: ExternalID(rawValue: "m1"),
                occurredAt: Int64(text).map { Timestamp(rawValue: $0) },
                conversation: "room",
                actor: ProviderEvent.Actor(id: "u1", space: "sample", name: "Ada\nLovelace"),
                isGroup: true,
                messageID: String(repeating: "x", count: 600),
                html: "<p>It <script>x</script>weaves.</p>",
                regarding: ["", "m0"],
                attachments: [InboundAttachment(name: "../a.txt", contentType: "text/plain", content: .handle("h"))]
            )
        ]
    }

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let plan = try ReplyPlan(reply, by: Self.traits)
        return plan.parts(of: plan.pieces()) { ["n": JSONValue($0), "text": .text($1)] }
    }

    func delivery(of part: OutboundPart, _ context: DeliveryContext, access: AccessToken?) -> Exchange<DeliveryReceipt>
    {
        let token = access?.value.reveal() ?? "none"
        @Sendable func ask(
            _ path: String,
            _ effect: ProviderRequest.Effect,
            then: @escaping @Sendable (ProviderAnswer) -> Exchange<DeliveryReceipt>
        )
            -> Exchange<DeliveryReceipt>
        {
            let url = path.hasPrefix("https://") ? path : "https://api.sample.example\(path)"
            return .ask(
                ProviderRequest(method: "POST", url: url, headers: [HeaderField("Token", token)], effect: effect),
                then: then
            )
        }
        @Sendable func read(_ answer: ProviderAnswer) -> Exchange<DeliveryReceipt> {
            let words = String(decoding: answer.body, as: UTF8.self)
            if answer.status == 498 {
                return .tokenExpired(DeliveryFailure(.blocked(.credentials), reason: .verbatim(words)))
            }
            if answer.status == 200 {
                return .done(DeliveryReceipt(externalID: ExternalID(rawValue: "s1"), answer: .verbatim(words)))
            }
            return .failed(
                DeliveryFailure.byStatus(of: answer, provider: .verbatim("Sample"), detail: words)
                    ?? DeliveryFailure(.never, reason: .verbatim(words), detail: words)
            )
        }
        switch part.destinations.first {
        case "prepared": return ask("/prepare", .none) { _ in ask("/send", .delivery, then: read) }
        case "confirmed": return ask("/send", .delivery) { _ in ask("/confirm", .none, then: read) }
        case "twice": return ask("/send", .delivery) { _ in ask("/send", .delivery, then: read) }
        case "elsewhere": return ask("https://elsewhere.example/send", .delivery, then: read)
        case "files": return ask("https://files.sample.example/send", .delivery, then: read)
        default: return ask("/send", .delivery, then: read)
        }
    }

    func signIn() -> Exchange<AccessToken>? {
        guard usesTokens else { return nil }
        return .ask(ProviderRequest(url: "https://api.sample.example/token")) { answer in
            guard answer.status == 200 else {
                return .failed(
                    DeliveryFailure(.blocked(.credentials), reason: .verbatim("The account is refused; set its key."))
                )
            }
            let value = String(decoding: answer.body, as: UTF8.self)
            return .done(AccessToken(value: Secret(value), lifetime: .seconds(7200)))
        }
    }

    func pull(stream: String, cursor: String?, ring: Doorbell?, access: AccessToken?) -> Exchange<PulledBatch>? {
        let from = cursor.flatMap { Int($0) } ?? 0
        return .ask(ProviderRequest(url: "https://api.sample.example/pull/\(stream)?from=\(from)")) { answer in
            guard answer.status == 200 else {
                return .failed(
                    DeliveryFailure(.blocked(.credentials), reason: .verbatim("The account is refused; set its key."))
                )
            }
            let names = String(decoding: answer.body, as: UTF8.self).split(separator: " ").map(String.init)
            let payloads = names.map {
                ProviderPayload(externalID: ExternalID(rawValue: $0), mediaType: "text/plain", body: Array($0.utf8))
            }
            return .done(PulledBatch(payloads: payloads, cursor: String(from + names.count), hasMore: !names.isEmpty))
        }
    }
}

/// An adapter with one provider.
struct SampleAdapter: ProviderHosting, Listening, Pulling {
    static let manifestSource: [UInt8] = []
    static let providers: [any MessageProvider.Type] = [SampleProvider.self]
    let channel: ProviderChannel
    init(channel: ProviderChannel) { self.channel = channel }

    static func make(
        _ more: [String: SettingValue] = [:],
        transport: any ProviderTransport = ClosedTransport(),
        now: @escaping @Sendable () -> Timestamp = { Timestamp(seconds: 1_735_689_600) }
    ) throws -> SampleAdapter {
        let settings: [String: SettingValue] = [
            "provider": .text("sample"), "key": .secrets([Secret("planted-key-of-the-sample")]),
        ]
        return try SampleAdapter(
            channel: ChannelID(rawValue: "chat"),
            settings: ChannelSettings(settings.merging(more) { $1 }),
            context: AdapterContext(
                publicURL: "https://desk.example",
                dataFolder: "",
                settingsVersion: "v1",
                now: now,
                key: { _ in [] },
                mail: NoMail(),
                mailboxes: NoMail(),
                providers: transport,
                log: { _, _ in }
            )
        )
    }
}

/// Mail is none of a provider's matters.
struct NoMail: MailSubmitting, MailboxOpening {
    func submit(_ mail: MailSubmission, to server: MailServer, timeLimit: Duration) async throws(MailRefusal) -> String
    {
        throw .unreachable(detail: "there is no mail here")
    }

    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        throw .unreachable(detail: "there is no mail here")
    }
}

/// A provider's server that answers by the path, and remembers what it was asked.
final class SampleServer: ProviderTransport {
    typealias Answer = @Sendable (ProviderRequest, _ count: Int) throws(TransportFailure) -> ProviderAnswer

    private let asked = Mutex<[ProviderRequest]>([])
    private let answer: Answer

    init(_ answer: @escaping Answer) { self.answer = answer }

    var requests: [ProviderRequest] { asked.withLock { $0 } }
    var paths: [String] { requests.map { String($0.url.dropFirst("https://api.sample.example".count)) } }

    func send(_ request: ProviderRequest, timeLimit: Duration) async throws(TransportFailure) -> ProviderAnswer {
        let count = asked.withLock { asked in
            asked.append(request)
            return asked.count
        }
        return try answer(request, count)
    }
}
