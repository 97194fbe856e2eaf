import ChannelKit

/// Puts a provider's news about mail we sent into envelopes.
enum ProviderNewsReading {
    private static let longestDetail = 1000
    /// The years 1970 to 9999; other times are nobody's.
    private static let times = 0...253_402_300_799_999 as ClosedRange<Int64>

    /// One envelope for each piece of news, each once.
    static func envelopes(
        of news: [ProviderNews],
        by provider: MailProvider,
        in arrival: RawArrival
    ) -> [InboundEnvelope] {
        var seen: Set<ExternalID> = []
        return news.enumerated().map { number, item in
            let id = item.id.map { "\(provider.rawValue):\($0)" } ?? "\(arrival.externalID.rawValue):\(number)"
            return envelope(item, ExternalID(rawValue: ProviderArrival.bounded(id)), provider)
        }
        .filter { seen.insert($0.externalID).inserted }
    }

    private static func envelope(_ item: ProviderNews, _ id: ExternalID, _ provider: MailProvider) -> InboundEnvelope {
        var news = item.news
        news.messageID = news.messageID.map(\.onOneLine).flatMap { $0.isEmpty ? nil : $0 }
        news.detail = news.detail.map { String($0.onOneLine.prefix(longestDetail)) }
        news.code = news.code.map { String($0.onOneLine.prefix(40)) }
        return InboundEnvelope(
            externalID: id,
            kind: .receipt,
            occurredAt: item.occurredAt.flatMap { times.contains($0.rawValue) ? $0 : nil },
            sender: EnvelopeSender(
                identity: nil,
                address: "",
                name: provider.title,
                authenticity: .verified(method: "provider")
            ),
            text: news.detail.english,
            threading: ThreadingFacts(parentIDs: [news.messageID].compactMap { $0 }),
            replyRoute: ReplyRoute(target: nil, address: ""),
            automatic: origin(news.outcome),
            news: [news],
            providerMetadata: ["event": String(item.event.onOneLine.prefix(100))]
        )
    }

    private static func origin(_ outcome: DeliveryNews.Outcome) -> AutomaticOrigin {
        switch outcome {
        case .failed: .bounce
        case .complained: .feedbackReport
        case .delayed, .delivered, .read: .deliveryNotice
        }
    }
}
