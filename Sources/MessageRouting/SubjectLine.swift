import ChannelKit
import MessageText

/// The subject of a new ticket.
enum SubjectLine {
    /// The longest subject, in characters.
    static let maximumLength = 200
    /// The longest subject made of a message's words, in characters.
    static let maximumWords = 80

    /// The envelope's subject, or the beginning of its words.
    static func subject(of envelope: InboundEnvelope) -> String {
        let subject = Excerpt.line(of: envelope.subject ?? "", maximumLength: maximumLength)
        guard subject.isEmpty else { return subject }
        let words = Excerpt.line(
            of: envelope.newText.isEmpty ? envelope.text : envelope.newText,
            maximumLength: maximumWords + 1
        )
        if words.count > maximumWords { return String(words.prefix(maximumWords - 1)) + "…" }
        return words.isEmpty ? "(no subject)" : words
    }
}
