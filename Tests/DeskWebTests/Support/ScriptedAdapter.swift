import ChannelKit
import Synchronization

/// A channel whose every answer is fixed beforehand: a webhook, a page and replies in one.
struct ScriptedAdapter: WebhookReceiving, PageServing, ReplyDelivering, HealthChecking {
    static let manifestSource: [UInt8] = []

    let channel: ChannelID
    let sent: SentParts

    init(channel: ChannelID, sent: SentParts = SentParts()) {
        self.channel = channel
        self.sent = sent
    }

    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) { self.init(channel: channel) }

    /// The form has nothing behind it to reach; the others have.
    func checkHealth() async -> HealthCheck {
        let isHealthy = channel.rawValue != "form"
        return HealthCheck(
            isHealthy: isHealthy,
            findings: [
                .verbatim(isHealthy ? "\(channel) <answers> & greets." : "\(channel) <does not> answer: switch it on.")
            ]
        )
    }

    /// The form's provider has an address for each purpose; the others have one for all.
    var webhookPlaces: [WebhookPlace] {
        guard channel.rawValue == "form" else { return [WebhookPlace(path: "webhook", purpose: .everything)] }
        return [
            WebhookPlace(path: "webhook/mime", purpose: .messages), WebhookPlace(path: "webhook", purpose: .news),
        ]
    }

    func receive(_ request: WebRequest) async -> WebhookOutcome {
        guard request.headers.first(named: "X-Secret") == "right" else { return .refused(WebAnswer(status: 401)) }
        guard !request.body.isEmpty else {
            return .accepted([], answer: WebAnswer(status: 200, contentType: "text/plain", text: request.path))
        }
        return .accepted([arrival(request, id: "hook-\(request.body.count)")], answer: WebAnswer(status: 202))
    }

    func serve(_ request: WebRequest) async -> PageOutcome {
        guard request.method == "POST" else {
            let visitor = request.host.visitorEmail.map { " for \($0)" } ?? ""
            return .answer(WebAnswer(status: 200, contentType: "text/html", text: "page \(request.path)\(visitor)"))
        }
        if request.path == "lead" {
            return .submission(arrival(request, id: "page-\(request.body.count)")) { _ in
                WebAnswer(status: 303, headers: [HeaderField("Location", "done")])
            }
        }
        return .submission(arrival(request, id: "page-\(request.body.count)")) { result in
            switch result {
            case .taken(let number, let isDuplicate):
                WebAnswer(
                    status: 200,
                    contentType: "text/plain",
                    text: "ticket \(number.map(String.init) ?? "pending") \(isDuplicate)"
                )
            case .refused: WebAnswer(status: 503, contentType: "text/plain", text: "typed: \(request.body.count)")
            }
        }
    }

    private func arrival(_ request: WebRequest, id: String) -> RawArrival {
        RawArrival(
            channel: channel,
            externalID: ExternalID(rawValue: id),
            receivedAt: request.receivedAt,
            mediaType: "text/plain",
            body: request.body
        )
    }

    func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        let text = String(decoding: arrival.body, as: UTF8.self)
        if text.hasPrefix("unreadable") { throw UnreadableArrival(.verbatim("it says so itself")) }
        let key = IdentityKey(kind: .email, value: "visitor@example.org")
        return [
            InboundEnvelope(
                externalID: arrival.externalID,
                sender: EnvelopeSender(identity: key, address: key.value, name: "Visitor"),
                subject: "From the page",
                text: text,
                replyRoute: ReplyRoute(target: key, address: key.value)
            )
        ]
    }

    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        if reply.text.contains("inexpressible") {
            throw DeliveryFailure(.never, reason: .verbatim("This cannot be said here."))
        }
        return [
            OutboundPart(
                index: 0,
                externalID: ExternalID(rawValue: "\(reply.threading.messageToken)@desk.example"),
                destinations: [reply.route.address] + reply.copies,
                mediaType: "text/plain",
                body: Array(reply.text.utf8)
            )
        ]
    }

    func deliver(_ part: OutboundPart, _ context: DeliveryContext) async throws(DeliveryFailure) -> DeliveryReceipt {
        if part.destinations.contains(where: { $0.hasPrefix("refused@") }) {
            throw DeliveryFailure(.never, reason: .verbatim("There is no such mailbox."))
        }
        sent.add(part)
        return DeliveryReceipt(answer: .verbatim("250 taken"))
    }
}

/// What was handed to a channel.
final class SentParts: Sendable {
    private let parts = Mutex<[OutboundPart]>([])

    var all: [OutboundPart] { parts.withLock { $0 } }

    /// The texts in order.
    var texts: [String] { all.map { String(decoding: $0.body, as: UTF8.self) } }

    func add(_ part: OutboundPart) { parts.withLock { $0.append(part) } }
}
