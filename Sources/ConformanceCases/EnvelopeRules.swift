import ChannelKit

/// What holds for every envelope, whatever arrival it was made from.
struct EnvelopeRules {
    /// The longest external id, in bytes.
    static let longestID = 512
    /// How many bytes an envelope may hold for each byte of its arrival, and how many in any case.
    ///
    /// Text is kept whole, new and quoted, and again as markup, where a single `&` takes five bytes.
    static let mostGrowth = (factor: 20, slack: 256 << 10)
    /// The longest name, subject, address, label or id, in bytes.
    static let longestLine = 8 << 10
    /// The most entries of any list.
    static let mostEntries = 10_000

    private let envelope: InboundEnvelope

    private init(_ envelope: InboundEnvelope) { self.envelope = envelope }

    /// What is wrong with the envelopes of an arrival of `size` bytes; nil when nothing is.
    static func violation(in envelopes: [InboundEnvelope], size: Int) -> String? {
        if envelopes.count > mostEntries { return "\(envelopes.count) envelopes" }
        if Set(envelopes.map(\.externalID)).count != envelopes.count { return "two envelopes share an external id" }
        var total = 0
        for envelope in envelopes {
            let rules = EnvelopeRules(envelope)
            if let wrong = rules.lineViolation ?? rules.listViolation ?? rules.textViolation { return wrong }
            total += rules.weight
        }
        let most = mostGrowth.factor * size + mostGrowth.slack
        return total > most ? "\(total) bytes were made of \(size)" : nil
    }

    /// What is wrong with an external id; nil when nothing is.
    static func violation(inID id: ExternalID) -> String? {
        let text = id.rawValue
        if text.isEmpty { return "an external id is empty" }
        if text.utf8.count > longestID { return "an external id has \(text.utf8.count) bytes, \(longestID) at most" }
        if text.unicodeScalars.contains(where: SingleLine.isControl) {
            return "an external id holds a control character"
        }
        return nil
    }

    private var lineViolation: String? {
        if let wrong = Self.violation(inID: envelope.externalID) { return wrong }
        for (name, text) in lines {
            if text.unicodeScalars.contains(where: SingleLine.isControl) { return "\(name) holds a control character" }
            if text.utf8.count > Self.longestLine { return "\(name) has \(text.utf8.count) bytes" }
        }
        for attachment in envelope.attachments {
            if attachment.name.contains(where: { $0 == "/" || $0 == "\\" }) { return "an attachment's name is a path" }
            if attachment.name == "." || attachment.name == ".." { return "an attachment's name is a path" }
            if attachment.name.unicodeScalars.contains(where: SingleLine.isMisleading) {
                return "an attachment's name turns its reading direction"
            }
        }
        return nil
    }

    /// Everything that is shown on one line.
    private var lines: [(String, String)] {
        let sender = envelope.sender
        var lines = [("the sender's address", sender.address), ("the reply's address", envelope.replyRoute.address)]
        func add(_ name: String, _ text: String?) {
            if let text { lines.append((name, text)) }
        }
        add("the subject", envelope.subject)
        add("the sender's name", sender.name)
        add("the sender's identity", sender.identity?.value)
        add("the language", envelope.language)
        for claim in sender.claims { add("a claimed identity", claim.identity.value) }
        for recipient in envelope.recipients {
            add("a recipient's address", recipient.address)
            add("a recipient's name", recipient.name)
        }
        for attachment in envelope.attachments {
            add("an attachment's name", attachment.name)
            add("an attachment's type", attachment.contentType)
            add("an attachment's content id", attachment.contentID)
        }
        for id in ids { add("an id", id) }
        for field in envelope.fields {
            add("a field's name", field.name)
            add("a field's label", field.label)
        }
        return lines
    }

    private var ids: [String] {
        let facts = envelope.threading
        return [facts.messageID, facts.conversationKey].compactMap { $0 } + facts.parentIDs + facts.ancestorIDs
            + facts.recipientTokens + facts.bodyMarkers
    }

    private var listViolation: String? {
        let facts = envelope.threading
        let lists = [
            ("recipients", envelope.recipients.count), ("attachments", envelope.attachments.count),
            ("parent ids", facts.parentIDs.count), ("ancestor ids", facts.ancestorIDs.count),
            ("recipient tokens", facts.recipientTokens.count), ("body markers", facts.bodyMarkers.count),
            ("news", envelope.news.count), ("fields", envelope.fields.count), ("warnings", envelope.warnings.count),
            ("claims", envelope.sender.claims.count), ("provider facts", envelope.providerMetadata.count),
        ]
        if let long = lists.first(where: { $0.1 > Self.mostEntries }) { return "\(long.1) \(long.0)" }
        // An empty id would match every other empty one.
        return ids.contains("") ? "an id is empty" : nil
    }

    private var textViolation: String? {
        for text in [envelope.text, envelope.newText, envelope.quotedText, envelope.html].compactMap({ $0 })
        where OctetSearch.holds(text, 0) { return "a text holds NUL" }
        if let long = envelope.news.first(where: { max($0.detail.english.count, $0.detail.chinese.count) > 1000 }) {
            return
                "the detail of news has \(max(long.detail.english.count, long.detail.chinese.count)) characters, 1000 at most"
        }
        if envelope.warnings.contains(where: { $0.english.isEmpty || $0.chinese.isEmpty }) {
            return "a warning has no words in one of the languages"
        }
        let dangerous = ["script", "iframe", "object", "embed", "meta", "base", "link"]
        let opened = envelope.html.flatMap { OctetSearch.element(of: dangerous, openedIn: $0) }
        return opened.map { "the markup holds <\($0)>" }
    }

    /// How many bytes the envelope holds.
    private var weight: Int {
        var weight = [envelope.text, envelope.newText, envelope.quotedText ?? "", envelope.html ?? ""]
            .reduce(0) { $0 + $1.utf8.count }
        weight += lines.reduce(0) { $0 + $1.1.utf8.count }
        weight += envelope.fields.reduce(0) { $0 + $1.value.utf8.count }
        weight += envelope.warnings.reduce(0) { $0 + $1.english.utf8.count + $1.chinese.utf8.count }
        weight += envelope.providerMetadata.values.reduce(0) { $0 + $1.utf8.count }
        for attachment in envelope.attachments {
            if case .bytes(let octets) = attachment.content { weight += octets.count }
        }
        return weight
    }
}
