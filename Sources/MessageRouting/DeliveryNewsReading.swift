import ChannelKit
import DeskModel

/// Ties news from outside to the deliveries it speaks of.
enum DeliveryNewsReading {
    /// News about one delivery.
    struct Match {
        /// The ticket the delivery is in.
        let ticket: TicketID
        /// What is known now.
        let update: DeliveryUpdate
    }

    /// The deliveries that news speaks of.
    ///
    /// News naming an id we never sent, or a recipient we never sent to, is nobody's.
    static func updates(_ news: [DeliveryNews], _ reads: any RoutingReads) throws -> [Match] {
        var matches: [Match] = []
        for item in news.prefix(100) {
            let certain = try item.origin.map { try reads.deliveries(origin: $0) } ?? []
            for delivery in certain { matches.append(match(item, delivery, isCertain: true)) }
            guard certain.isEmpty, let id = item.messageID, !id.isEmpty else { continue }
            for delivery in try reads.deliveries(externalID: id) where concerns(item, delivery) {
                matches.append(match(item, delivery, isCertain: item.part != nil))
            }
        }
        return matches
    }

    /// Mails to agents that came back, as news says.
    static func notices(_ news: [DeliveryNews], _ reads: any RoutingReads) throws -> [NoticeNews] {
        try news.prefix(100).lazy.filter { $0.outcome == .failed }.compactMap { item in
            let id = item.messageID.flatMap { $0.isEmpty ? nil : $0 }
            return try reads.noticeMail(messageID: id, origin: item.origin).map {
                NoticeNews(delivery: $0, reason: remark(item))
            }
        }
    }

    private static func match(_ item: DeliveryNews, _ delivery: Delivery, isCertain: Bool) -> Match {
        let update = DeliveryUpdate(
            delivery: delivery.id,
            state: state(after: item.outcome, code: item.code),
            reason: remark(item),
            undeliverable: item.outcome == .failed ? undeliverable(item, delivery, isCertain: isCertain) : nil
        )
        return Match(ticket: delivery.ticket, update: update)
    }

    private static func concerns(_ news: DeliveryNews, _ delivery: Delivery) -> Bool {
        // A part that only we could name is certain; a recipient may be another one since the mail was forwarded.
        if let part = news.part { return delivery.part.index == part }
        guard let recipient = news.recipient else { return true }
        return delivery.part.destinations.contains { $0.lowercased() == recipient.value.lowercased() }
    }

    /// Whose address is dead: the one that we wrote to, where that is certain.
    private static func undeliverable(_ news: DeliveryNews, _ delivery: Delivery, isCertain: Bool) -> IdentityKey? {
        guard isCertain, delivery.part.destinations.count == 1, let address = delivery.part.destinations.first
        else {
            return news.recipient
        }
        return IdentityKey(kind: .email, value: address.lowercased())
    }

    private static func state(after outcome: DeliveryNews.Outcome, code: String?) -> DeliveryState? {
        switch outcome {
        case .failed: .failed
        case .delivered: .delivered
        case .read: .read
        case .delayed, .complained: nil
        }
    }

    private static func remark(_ news: DeliveryNews) -> Wording {
        let code = news.code.map { " (\($0))" } ?? ""
        let chineseCode = news.code.map { "（\($0)）" } ?? ""
        let words = news.detail.map { String($0.prefix(500)) }
        return switch news.outcome {
        case .failed: Wording("It came back\(code): \(words.english)", "被退回\(chineseCode)：\(words.chinese)")
        case .delayed:
            Wording(
                "The recipient's server is late\(code): \(words.english)",
                "收件方服务器延迟投递\(chineseCode)：\(words.chinese)"
            )
        case .delivered:
            Wording("It reached the recipient's server\(code).", "已到达收件方服务器\(chineseCode)。")
        case .read: Wording("The recipient has seen it.", "对方已读。")
        case .complained: Wording("The recipient reported it as unwanted.", "收件人将其举报为不想收到的邮件。")
        }
    }
}
