/// A message taken apart: what its sender wrote now, and what came along.
public struct TrimmedReply: Sendable, Hashable {
    /// How sure the trimmer is of where the reply ends.
    public enum Confidence: String, Sendable, Hashable {
        /// Nothing looked like a quote or a signature, and nothing was taken away.
        case untouched
        /// Something looked like the start of a quote, too little to take words away: ``reply`` is the whole message.
        case unsure
        /// Only marks that people also type themselves were found: `>` lines, a line of dashes.
        case likely
        /// A mail program's own mark was found: an attribution, a header block, a separator.
        case certain
    }

    /// What the sender newly wrote, as text.
    public let reply: String
    /// Everything quoted or forwarded, with the lines that introduce it; empty when there is none.
    public let quoted: String
    /// The signature, if one was recognized.
    ///
    /// A signature set off by a delimiter or added by a device is no longer part of ``reply``; a sign-off that is
    /// only written below the text is named here and stays there too, since people read it as part of the letter.
    public let signature: String?
    /// How sure the trimmer is.
    public let confidence: Confidence
}

/// Separates a reply from what it quotes.
///
/// It knows how the common mail programs introduce quotes (Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, QQ, Foxmail,
/// NetEase and their kin) in some twenty languages. Where it is in doubt it keeps text: a reply that is shown too long
/// is an annoyance, one that is cut is a loss.
public enum ReplyTrimmer {
    /// The most lines that are looked at; what follows goes where the last of them went.
    public static let maximumLines = 20_000

    /// Takes a plain-text message apart; linear in its length.
    ///
    /// - Parameter text: the message's text, line ends of any kind.
    /// - Returns: the parts; together they hold every line of the text.
    public static func split(text: String) -> TrimmedReply {
        var text = text
        return text.withUTF8 { split(LineReading.lines(of: $0)) }
    }

    /// Takes an HTML message apart.
    ///
    /// - Parameter html: the message's markup from outside, read within ``HTMLLimits/standard``.
    /// - Returns: the parts as text, without marks for quotes and lists.
    public static func split(html: String) -> TrimmedReply { HTMLText.withLines(of: html) { split($0) } }

    private static func split(_ lines: MessageLines) -> TrimmedReply {
        var anatomy = ReplyAnatomy(lines)
        return anatomy.parts()
    }
}
