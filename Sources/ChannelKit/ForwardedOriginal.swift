/// A message that another one forwards.
///
/// All of it is the word of whoever forwarded it: its author is never proven.
public struct ForwardedOriginal: Sendable, Hashable, Codable {
    /// What whoever forwarded it wrote above; empty when nothing.
    public var comment: String
    /// Its author.
    public var sender: EnvelopeSender
    /// Its subject.
    public var subject: String?
    /// All its readable words.
    public var text: String
    /// What its author newly wrote.
    public var newText: String
    /// What it quotes.
    public var quotedText: String?

    /// Creates an original.
    public init(
        comment: String,
        sender: EnvelopeSender,
        subject: String?,
        text: String,
        newText: String,
        quotedText: String? = nil
    ) {
        self.comment = comment
        self.sender = sender
        self.subject = subject
        self.text = text
        self.newText = newText
        self.quotedText = quotedText
    }
}
