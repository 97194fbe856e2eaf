import ChannelKit
import MessageText

/// Turns a provider's events into envelopes: the rules that hold for all providers.
struct EventNormalization: Sendable {
    /// The most events that one arrival may hold.
    private static let mostEvents = 1000
    /// The most attachments, ids, claims and facts of one event.
    private static let mostEntries = 200
    /// The years 1970 to 9999; other times are nobody's.
    private static let times = 0...253_402_300_799_999 as ClosedRange<Int64>

    let replies: Bool
    let colleagues: Set<String>
    let replyWindow: Duration?

    /// The envelopes of an arrival, in the order of its events.
    ///
    /// - Throws: `UnreadableArrival` when there are too many events.
    func envelopes(of events: [ProviderEvent], in arrival: RawArrival) throws(UnreadableArrival) -> [InboundEnvelope] {
        guard events.count <= Self.mostEvents else {
            throw UnreadableArrival(
                "The call holds more than \(Self.mostEvents) events.",
                "调用中的事件超过 \(Self.mostEvents) 个。"
            )
        }
        var seen: Set<ExternalID> = []
        return events.map { envelope(of: $0, in: arrival) }.filter { seen.insert($0.externalID).inserted }
    }

    private func envelope(of event: ProviderEvent, in arrival: RawArrival) -> InboundEnvelope {
        let occurredAt = event.occurredAt.flatMap { Self.times.contains($0.rawValue) ? $0 : nil }
        let place = place(of: event)
        let sender = sender(of: event, in: arrival)
        let markup = event.html.map { HTMLSanitizer.sanitize($0) }
        let text = Self.clean(event.text.isEmpty ? markup?.text ?? "" : event.text)
        var warnings = event.warnings.prefix(Self.mostEntries).map { $0.map { OneLine.text($0) } }
        if event.attachments.count > Self.mostEntries {
            warnings.append(Wording("Some of its files were left out.", "部分文件已略去。"))
        }
        return InboundEnvelope(
            externalID: ExternalID(rawValue: OneLine.id(event.externalID.rawValue)),
            kind: event.kind,
            occurredAt: occurredAt,
            sender: sender,
            text: text,
            html: markup?.html.markup,
            attachments: event.attachments.prefix(Self.mostEntries).map(Self.attachment),
            threading: ThreadingFacts(
                messageID: event.messageID.map(OneLine.id),
                parentIDs: event.regarding.prefix(Self.mostEntries).filter { !$0.isEmpty }.map(OneLine.id),
                conversationKey: place.map { OneLine.id($0.key) },
                conversationEndsWhenSolved: true
            ),
            replyRoute: route(of: event, to: sender, in: place, at: occurredAt, arrival),
            automatic: event.automatic,
            news: event.news.prefix(Self.mostEntries).map(Self.news),
            language: event.language.map { OneLine.text($0, maximumBytes: 35) },
            warnings: warnings,
            providerMetadata: metadata(of: event, in: place)
        )
    }

    private func place(of event: ProviderEvent) -> ReplyPlace? {
        guard !event.conversation.isEmpty else { return nil }
        return ReplyPlace(
            conversation: OneLine.text(event.conversation),
            thread: event.thread.flatMap { $0.isEmpty ? nil : OneLine.text($0) },
            isGroup: event.isGroup,
            asker: event.actor.map { OneLine.text($0.id) }
        )
    }

    private func sender(of event: ProviderEvent, in arrival: RawArrival) -> EnvelopeSender {
        guard let actor = event.actor, !actor.id.isEmpty || actor.identity != nil else {
            return EnvelopeSender(identity: nil, address: "", name: event.actor?.name.map { OneLine.text($0) })
        }
        let handle = IdentityKey(kind: .handle, namespace: OneLine.text(actor.space), value: OneLine.id(actor.id))
        let identity = actor.identity ?? handle
        let proof: SenderAuthenticity =
            switch arrival.verdict {
            case .unauthenticated: .unproven(.origin)
            case .signed, .fetched, .operatorSupplied:
                actor.doubt.map { .unverified(reason: OneLine.text($0)) } ?? .verified(method: "provider")
            }
        return EnvelopeSender(
            identity: identity,
            address: OneLine.text(identity.value),
            name: actor.name.map { OneLine.text($0) }.flatMap { $0.isEmpty ? nil : $0 },
            authenticity: proof,
            standing: colleagues.contains(actor.id) ? .colleague : actor.standing,
            claims: Array(actor.claims.prefix(Self.mostEntries))
        )
    }

    private func route(
        of event: ProviderEvent,
        to sender: EnvelopeSender,
        in place: ReplyPlace?,
        at time: Timestamp?,
        _ arrival: RawArrival
    ) -> ReplyRoute {
        let isAnswerable = replies && event.automatic != .ownEcho
        // What says it is from the future opens no window beyond the present.
        let spoken = min(time ?? arrival.receivedAt, arrival.receivedAt)
        let from = Timestamp(rawValue: min(max(spoken.rawValue, Self.times.lowerBound), Self.times.upperBound))
        return ReplyRoute(
            target: isAnswerable ? sender.identity : nil,
            address: sender.address,
            conversationKey: place.map { OneLine.id($0.key) },
            openUntil: replyWindow.map { from.advanced(by: $0) },
            audience: place.flatMap { $0.isGroup ? audience(of: event, in: $0) : nil }
        )
    }

    /// What a room is called, else its id.
    private func audience(of event: ProviderEvent, in place: ReplyPlace) -> String {
        let title = event.conversationTitle.map { OneLine.text($0) } ?? ""
        return title.isEmpty ? place.conversation : title
    }

    private func metadata(of event: ProviderEvent, in place: ReplyPlace?) -> [String: String] {
        var metadata: [String: String] = [:]
        for (name, value) in event.metadata.sorted(by: { $0.key < $1.key }).prefix(Self.mostEntries) {
            metadata[OneLine.text(name, maximumBytes: 100)] = OneLine.text(value, maximumBytes: 2000)
        }
        if let actor = event.actor, colleagues.contains(actor.id) { metadata["colleague"] = "true" }
        guard let place else { return metadata }
        metadata["conversation"] = place.conversation
        metadata["thread"] = place.thread
        metadata["title"] = event.conversationTitle.map { OneLine.text($0) }
        if place.isGroup {
            metadata["group"] = "true"
            metadata["asker"] = event.actor.map { OneLine.text($0.id) }
        }
        return metadata
    }

    private static func attachment(_ attachment: InboundAttachment) -> InboundAttachment {
        var attachment = attachment
        attachment.name = OneLine.fileName(attachment.name)
        attachment.contentType = OneLine.text(attachment.contentType, maximumBytes: 200)
        attachment.contentID = attachment.contentID.map { OneLine.text($0) }.flatMap { $0.isEmpty ? nil : $0 }
        return attachment
    }

    private static func news(_ news: DeliveryNews) -> DeliveryNews {
        var news = news
        news.messageID = news.messageID.map(OneLine.id)
        news.detail = news.detail.map { OneLine.text($0, maximumBytes: 1000) }
        news.code = news.code.map { OneLine.text($0, maximumBytes: 100) }
        return news
    }

    /// A text without NUL, which no storage and no terminal takes.
    private static func clean(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
    }
}
