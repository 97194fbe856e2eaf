/// The rules of threading, in the order they are asked.
///
/// The first that fires decides.
public enum ThreadingRule: String, Sendable, CaseIterable {
    /// A signed token of ours stands in a recipient address.
    case replyToken = "reply-token"
    /// It answers a message that is known here.
    case inReplyTo = "in-reply-to"
    /// It names a message that is known here among those before it.
    case references
    /// A signed marker of ours stands in its body.
    case bodyMarker = "body-marker"
    /// It belongs to a conversation that is known here.
    case conversation
    /// Its subject carries a ticket's number, and its sender is a proven participant.
    case subjectNumber = "subject-number"
    /// The person has exactly one open ticket, wrote there a short while ago, and is proven on both sides.
    case unifyWindow = "unify-window"
    /// None of the above: a new ticket.
    case newMatter = "new-matter"
}
