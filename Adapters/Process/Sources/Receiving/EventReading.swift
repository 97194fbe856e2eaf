import AddressNormalization
import ChannelKit
import MessageText
import ProviderKit

/// Turns one journaled event of a program into an envelope: pure, with the channel's settings alone.
///
/// The names are those of docs/guide/process-protocol.md.
struct EventReading: Sendable {
    /// What is read of an event's JSON; it came on one line.
    private static let limits = JSONLimits(octets: RPCMessage.longestLine, depth: 32, values: 100_000)
    /// The most entries of any list.
    private static let mostEntries = 200

    let namespace: String
    let region: String?
    let replies: Bool
    let replyWindow: Duration?

    /// The envelope of an arrival.
    ///
    /// - Throws: `UnreadableArrival`.
    func envelope(of arrival: RawArrival) throws(UnreadableArrival) -> InboundEnvelope {
        let event: JSONValue
        do { event = try JSONValue(parsing: arrival.body, limits: Self.limits) } catch {
            throw UnreadableArrival("The program's event is no JSON that can be read here.", "程序的事件不是这里能读取的 JSON。")
        }
        guard event.isObject else {
            throw UnreadableArrival("The program's event is no JSON object.", "程序的事件不是 JSON 对象。")
        }
        guard let id = event["event_id"]?.name, !id.isEmpty else {
            throw UnreadableArrival("The program's event has no `event_id`.", "程序的事件没有 `event_id`。")
        }
        var warnings: [Wording] = []
        let place = place(of: event)
        let sender = sender(event["sender"] ?? [:], &warnings)
        let markup = event["html"]?.text.map { HTMLSanitizer.sanitize($0) }
        let text = Self.clean(event["text"]?.text ?? markup?.text ?? "")
        let occurredAt = event["occurred_at"].flatMap { Self.time($0, "occurred_at", &warnings) }
        return InboundEnvelope(
            externalID: ExternalID(rawValue: OneLine.id(id)),
            kind: kind(of: event, &warnings),
            occurredAt: occurredAt,
            sender: sender,
            recipients: recipients(of: event),
            subject: Self.line(event["subject"]),
            text: text,
            html: markup?.html.markup,
            attachments: try attachments(of: event, &warnings),
            threading: ThreadingFacts(
                messageID: event["message_id"]?.name.flatMap(Self.id),
                parentIDs: Self.ids(event["reply_to"]),
                conversationKey: place.map { OneLine.id($0.key) },
                conversationEndsWhenSolved: event["conversation_ends"]?.boolean ?? true
            ),
            replyRoute: route(of: event, to: sender, in: place, at: occurredAt, arrival, &warnings),
            automatic: automatic(event),
            followUp: followUp(of: event, &warnings),
            news: receipts(of: event),
            fields: fields(of: event),
            language: Self.line(event["language"], maximumBytes: 35),
            warnings: warnings,
            providerMetadata: metadata(of: event, place)
        )
    }

    // MARK: - Who

    private func sender(_ sender: JSONValue, _ warnings: inout [Wording]) -> EnvelopeSender {
        let verified = Set((sender["verified"]?.array ?? []).prefix(10).compactMap(\.text))
        let addresses = addresses(of: sender)
        let primary = addresses.first
        if primary == nil, !sender.members.isEmpty {
            warnings.append(
                Wording(
                    "The sender has no usable id, e-mail address or number.",
                    "发送者没有可用的 id、电子邮件地址或号码。"
                )
            )
        }
        let claims = addresses.dropFirst().map { name, identity, _ in
            IdentityClaim(
                identity: identity,
                assertedBy: verified.contains(name) ? "provider" : "sender",
                isVerified: verified.contains(name)
            )
        }
        let isProven = primary.map { verified.contains($0.name) } ?? false
        return EnvelopeSender(
            identity: primary?.identity,
            address: primary?.address ?? "",
            name: Self.line(sender["name"]),
            authenticity: isProven
                ? .verified(method: "provider")
                : .unproven(.program),
            standing: sender["is_colleague"]?.boolean == true ? .colleague : .customer,
            claims: Array(claims)
        )
    }

    /// The addresses of a person in the order in which a reply would take them.
    private func addresses(of person: JSONValue) -> [(name: String, identity: IdentityKey, address: String)] {
        let readers: [(String, (String) -> IdentityKey?)] = [
            ("id", { HandleNormalization.key(provider: namespace, handle: $0) }),
            ("email", { EmailAddressNormalization.key($0) }),
            ("phone", { PhoneNumberNormalization.key($0, region: region) }),
        ]
        return readers.compactMap { name, read in
            guard let written = person[name]?.name, OneLine.text(written, maximumBytes: 512) == written,
                let identity = read(written)
            else { return nil }
            return (name, identity, written)
        }
    }

    private func recipients(of event: JSONValue) -> [EnvelopeRecipient] {
        (event["recipients"]?.array ?? []).prefix(Self.mostEntries).compactMap { person in
            let address = addresses(of: person).first
            let written = address?.address ?? ["id", "email", "phone"].lazy.compactMap { Self.line(person[$0]) }.first
            guard let written else { return nil }
            return EnvelopeRecipient(
                identity: address?.identity,
                address: written,
                name: Self.line(person["name"]),
                role: person["role"]?.text == "cc" ? .cc : .to
            )
        }
    }

    // MARK: - Where

    private func place(of event: JSONValue) -> ReplyPlace? {
        let sender = event["sender"] ?? [:]
        let person = sender["id"]?.name ?? sender["email"]?.name ?? sender["phone"]?.name
        guard let conversation = (event["conversation"]?.name ?? person).map({ OneLine.text($0) }),
            !conversation.isEmpty
        else { return nil }
        return ReplyPlace(
            conversation: conversation,
            thread: event["thread"]?.name.flatMap { $0.isEmpty ? nil : OneLine.text($0) },
            isGroup: event["group"]?.boolean ?? false,
            asker: person.map { OneLine.text($0) }
        )
    }

    private func route(
        of event: JSONValue,
        to sender: EnvelopeSender,
        in place: ReplyPlace?,
        at time: Timestamp?,
        _ arrival: RawArrival,
        _ warnings: inout [Wording]
    ) -> ReplyRoute {
        let isOurs = event["sender", "is_self"]?.boolean == true
        // What says it is from the future opens no window beyond the present.
        let spoken = min(time ?? arrival.receivedAt, arrival.receivedAt)
        let named = event["reply_until"].flatMap { Self.time($0, "reply_until", &warnings) }
        let isSane = Self.times.contains(spoken.rawValue)
        return ReplyRoute(
            target: replies && !isOurs ? sender.identity : nil,
            address: sender.address,
            conversationKey: place.map { OneLine.id($0.key) },
            openUntil: named ?? replyWindow.flatMap { isSane ? spoken.advanced(by: $0) : nil },
            audience: place.flatMap { $0.isGroup ? Self.line(event["title"]) ?? $0.conversation : nil }
        )
    }

    private func metadata(of event: JSONValue, _ place: ReplyPlace?) -> [String: String] {
        var metadata: [String: String] = [:]
        for (name, value) in (event["metadata"]?.members ?? [:]).sorted(by: { $0.key < $1.key }).prefix(50) {
            guard let value = value.name else { continue }
            metadata[OneLine.text(name, maximumBytes: 100)] = OneLine.text(value, maximumBytes: 2000)
        }
        metadata["conversation"] = place?.conversation
        metadata["thread"] = place?.thread
        metadata["title"] = Self.line(event["title"])
        if place?.isGroup == true {
            metadata["group"] = "true"
            metadata["asker"] = event["sender", "id"]?.name.map { OneLine.text($0) }
        }
        return metadata
    }

    // MARK: - What

    private func kind(of event: JSONValue, _ warnings: inout [Wording]) -> EnvelopeKind {
        guard let word = event["kind"]?.text else { return .message }
        if let kind = EnvelopeKind(rawValue: word) { return kind }
        let shown = OneLine.text(word, maximumBytes: 60)
        warnings.append(
            Wording("The program tells of something unknown here: \(shown)", "程序报告了这里未知的内容：\(shown)")
        )
        return .system
    }

    private func followUp(of event: JSONValue, _ warnings: inout [Wording]) -> FollowUp {
        switch event["follow_up"]?.text {
        case nil, "answer": return .answer
        case "call-back": return .callBack(due: event["due"].flatMap { Self.time($0, "due", &warnings) })
        case "nothing": return .nothing
        case "spoken": return .spoken
        case let word?:
            let shown = OneLine.text(word, maximumBytes: 60)
            warnings.append(
                Wording("The program asks for something unknown here: \(shown)", "程序要求了这里未知的操作：\(shown)")
            )
            return .answer
        }
    }

    private func automatic(_ event: JSONValue) -> AutomaticOrigin? {
        if event["sender", "is_self"]?.boolean == true { return .ownEcho }
        if let word = event["automatic"]?.text { return Self.origins[word] ?? .autoReply }
        if event["automatic"]?.boolean == true { return .autoReply }
        return event["sender", "is_bot"]?.boolean == true ? .bulk : nil
    }

    /// What `automatic` says, by word.
    static let origins: [String: AutomaticOrigin] = [
        "auto-reply": .autoReply, "bounce": .bounce, "delivery-notice": .deliveryNotice,
        "feedback-report": .feedbackReport, "bulk": .bulk, "own-echo": .ownEcho,
    ]

    private func attachments(
        of event: JSONValue,
        _ warnings: inout [Wording]
    ) throws(UnreadableArrival) -> [InboundAttachment] {
        var attachments: [InboundAttachment] = []
        let list = event["attachments"]?.array ?? []
        if list.count > Self.mostEntries { warnings.append(Wording("Some of its files were left out.", "部分文件已略去。")) }
        for file in list.prefix(Self.mostEntries) {
            let content: InboundAttachment.Content
            if let handle = file["handle"]?.name, !handle.isEmpty, handle.utf8.count <= 4096 {
                content = .handle(handle)
            } else if let octets = file["content"]?.text.flatMap({ Base64.octets($0) }) {
                content = .bytes(octets)
            } else {
                warnings.append(
                    Wording(
                        "A file has neither a `handle` nor `content` in Base64; it was left out.",
                        "一个文件既没有 `handle` 也没有 Base64 的 `content`；已略去。"
                    )
                )
                continue
            }
            attachments.append(
                InboundAttachment(
                    name: OneLine.fileName(file["name"]?.text ?? ""),
                    contentType: Self.line(file["content_type"], maximumBytes: 200) ?? "application/octet-stream",
                    content: content,
                    contentID: Self.line(file["content_id"]),
                    isInline: file["inline"]?.boolean ?? false
                )
            )
        }
        return attachments
    }

    private func receipts(of event: JSONValue) -> [DeliveryNews] {
        (event["receipts"]?.array ?? []).prefix(Self.mostEntries).compactMap { receipt in
            guard let outcome = DeliveryNews.Outcome(rawValue: receipt["status"]?.text ?? "") else { return nil }
            let detail = Self.line(receipt["detail"], maximumBytes: 1000) ?? ""
            return DeliveryNews(
                messageID: receipt["message_id"]?.name.flatMap(Self.id),
                outcome: outcome,
                code: Self.line(receipt["code"], maximumBytes: 100),
                detail: Wording(detail, Self.line(receipt["detail_zh"], maximumBytes: 1000) ?? detail)
            )
        }
    }

    private func fields(of event: JSONValue) -> [EnvelopeField] {
        (event["fields"]?.array ?? []).prefix(Self.mostEntries).compactMap { field in
            guard let name = Self.line(field["name"], maximumBytes: 100), let value = field["value"]?.name else {
                return nil
            }
            return EnvelopeField(name: name, label: Self.line(field["label"]) ?? name, value: Self.clean(value))
        }
    }

    // MARK: - Words

    /// The years 1970 to 9999; other times are nobody's.
    private static let times = 0...253_402_300_799_999 as ClosedRange<Int64>

    private static func time(_ value: JSONValue, _ name: String, _ warnings: inout [Wording]) -> Timestamp? {
        guard let time = value.text.flatMap({ InternetDate.time($0) }), times.contains(time.rawValue) else {
            warnings.append(
                Wording(
                    "`\(name)` is no time as RFC 3339 writes them, such as 2025-01-31T08:00:00Z.",
                    "`\(name)` 不是 RFC 3339 格式的时间，例如 2025-01-31T08:00:00Z。"
                )
            )
            return nil
        }
        return time
    }

    private static func line(_ value: JSONValue?, maximumBytes: Int = 500) -> String? {
        guard let text = value?.name.map({ OneLine.text($0, maximumBytes: maximumBytes) }), !text.isEmpty else {
            return nil
        }
        return text
    }

    private static func id(_ text: String) -> String? { text.isEmpty ? nil : OneLine.id(text) }

    private static func ids(_ value: JSONValue?) -> [String] {
        let values = value.map { $0.name == nil ? $0.array : [$0] } ?? []
        return values.prefix(mostEntries).compactMap(\.name).compactMap(id)
    }

    /// A text without NUL, which no storage and no terminal takes.
    private static func clean(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
    }
}
