public import ChannelKit
import ProviderKit

extension EmailAdapter: WebhookReceiving {
    /// Mailgun sends whole mails only to an address that ends in `mime`; it has another for news about mail we sent.
    ///
    /// Source: https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/routes
    public var webhookPlaces: [WebhookPlace] {
        guard case .webhook(let webhook) = settings.wayIn, webhook.provider == .mailgun else {
            return [WebhookPlace(path: "webhook", purpose: .everything)]
        }
        return [
            WebhookPlace(path: "webhook/mime", purpose: .messages), WebhookPlace(path: "webhook", purpose: .news),
        ]
    }

    /// Judges a provider's call and names what is to be journaled.
    public func receive(_ request: WebRequest) async -> WebhookOutcome {
        guard case .webhook(let webhook) = settings.wayIn else { return .refused(WebAnswer(status: 404)) }
        let judged = CallReading(settings: webhook).read(request, now: request.receivedAt, proof: .required)
        switch judged {
        case .refused(let answer): return .refused(answer)
        case .signed(let message, let body, let contents):
            guard let key = await certificates.key(at: message.certificateURL) else {
                // Not the caller's fault: Amazon tries again.
                return .refused(WebAnswer(status: 503, headers: [HeaderField("Retry-After", "60")]))
            }
            guard message.isSigned(by: key) else { return .refused(.notAuthentic) }
            if message.kind != .notification { return await attend(to: message) }
            return taken(contents, body, request)
        case .proven(let body, let contents):
            if let stamp = MailgunStamp(body), webhook.provider == .mailgun,
                !usedTokens.admit(stamp.token, body: request.body)
            {
                return .refused(.notAuthentic)
            }
            return taken(contents, body, request)
        }
    }

    private func taken(_ contents: CallContents, _ body: CallBody, _ request: WebRequest) -> WebhookOutcome {
        guard case .webhook(let webhook) = settings.wayIn else { return .refused(WebAnswer(status: 404)) }
        let writer = ProviderArrival(
            provider: webhook.provider,
            channel: channel,
            settingsVersion: context.settingsVersion
        )
        return .accepted(writer.arrivals(of: contents, in: body, at: request.receivedAt), answer: .taken)
    }

    /// Confirms that our topic may call here, and takes note when it stops.
    private func attend(to message: SNSMessage) async -> WebhookOutcome {
        guard message.kind == .subscription else {
            context.log("The topic was disconnected from the channel.", ["channel": channel.rawValue])
            return .accepted([], answer: .taken)
        }
        guard let url = message.subscribeURL else { return .refused(.notReadable) }
        guard await certificates.confirm(at: url) else { return .refused(WebAnswer(status: 503)) }
        context.log("The topic was connected to the channel.", ["channel": channel.rawValue])
        return .accepted([], answer: .taken)
    }
}
