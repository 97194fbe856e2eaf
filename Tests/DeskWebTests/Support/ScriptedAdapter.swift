import ChannelKit

/// A channel whose every answer is fixed beforehand: a webhook, a page and replies in one.
struct ScriptedAdapter: WebhookReceiving, PageServing, ReplyDelivering {
    static let manifestSource: [UInt8] = []

    let channel: ChannelID

    init(channel: ChannelID) { self.channel = channel }

    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) { self.channel = channel }

    func receive(_ request: WebRequest) async -> WebhookOutcome {
        guard request.headers.first(named: "X-Secret") == "right" else { return .refused(WebAnswer(status: 401)) }
        guard !request.body.isEmpty else {
            return .accepted([], answer: WebAnswer(status: 200, contentType: "text/plain", text: request.path))
        }
        return .accepted([arrival(request, id: "hook-\(request.body.count)")], answer: WebAnswer(status: 202))
    }

    func serve(_ request: WebRequest) async -> PageOutcome {
        guard request.method == "POST" else {
            return .answer(WebAnswer(status: 200, contentType: "text/html", text: "page \(request.path)"))
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
        if text.hasPrefix("unreadable") { throw UnreadableArrival("it says so itself") }
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
        if reply.text.contains("inexpressible") { throw DeliveryFailure(.never, reason: "This cannot be said here.") }
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
        DeliveryReceipt(answer: "250 taken")
    }
}
