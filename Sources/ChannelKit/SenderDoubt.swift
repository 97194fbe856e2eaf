/// The usual reasons why nothing proves a sender.
///
/// The raw value is the reason in English, which is what is stored and what programs read. Pages know a reason by it and say it
/// in the reader's language, so it must not change; an adapter that gives other words has them shown as they are.
public enum SenderDoubt: String, Sendable, Hashable, CaseIterable {
    /// No proof came along.
    case nothing = "nothing proves it"
    /// The channel's provider did not sign the message.
    case origin = "nothing proves where the message comes from"
    /// Somebody typed the address into the portal.
    case form = "typed into a form, which proves nothing"
    /// Somebody typed the address into a form of a web site.
    case webForm = "typed into a web form, which proves nothing"
    /// Somebody on a web page who did not sign in.
    case visitor = "an anonymous visitor of a web page"
    /// Whoever calls may show any number.
    case callerID = "a caller id can be forged and proves nothing"
    /// Whoever sends a short message may show any number.
    case textMessage = "the sender of an SMS can be forged"
    /// A channel program gave no proof.
    case program = "the program does not say that it is proven"
    /// A mail without a usable sender.
    case noSender = "the mail names no usable sender"
    /// A mail with several senders, of whom a proof could mean any.
    case severalSenders = "the mail names several senders"
    /// A mail in the desk's own name that names somebody for replies.
    case ownName = "the mail was sent in the desk's own name, and Reply-To is anybody's word"
    /// A mail without the verdict of a trusted server.
    case noServer = "no trusted mail server vouches for the sender"
    /// A mail that fails its domain's policy (RFC 7489).
    case disowned = "the sender's domain disowns the mail (DMARC)"
    /// A mail for which neither DMARC, DKIM nor SPF speaks.
    case unverified = "the mail server could not verify it"
    /// A mail that somebody forwarded.
    case forward = "it was forwarded, and nobody vouches for what a forward says"
}

extension SenderAuthenticity {
    /// Not proven, for one of the usual reasons.
    public static func unproven(_ doubt: SenderDoubt) -> SenderAuthenticity { .unverified(reason: doubt.rawValue) }
}
