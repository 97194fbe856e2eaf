import ChannelKit

/// The subject of a new ticket.
enum SubjectLine {
    /// The longest subject, in characters.
    static let maximumLength = 200

    /// The envelope's subject, or the beginning of its words.
    static func subject(of envelope: InboundEnvelope) -> String {
        let subject = collapse(envelope.subject ?? "")
        guard subject.isEmpty else { return subject }
        let words = collapse(envelope.newText.isEmpty ? envelope.text : envelope.newText)
        if words.count > 80 { return String(words.prefix(79)) + "…" }
        return words.isEmpty ? "(no subject)" : words
    }

    private static func collapse(_ text: String) -> String {
        let words = text.prefix(4 * maximumLength).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return String(words.prefix(maximumLength))
    }
}
