public import MessageText

/// What a mail says, read from its octets; every field holds what could be read, never a failure.
public struct ParsedMail: Sendable {
    /// The subject on one line, decoded; empty when there is none.
    public var subject = ""
    /// The authors (`From`).
    public var from: [MailAddress] = []
    /// The recipients in `To`, members of groups included.
    public var to: [MailAddress] = []
    /// The recipients in `Cc`.
    public var cc: [MailAddress] = []
    /// The recipients in `Bcc`, which some systems leave in.
    public var bcc: [MailAddress] = []
    /// Where answers are wanted (`Reply-To`); empty means `from`.
    public var replyTo: [MailAddress] = []
    /// Who sent on the authors' behalf (`Sender`).
    public var sender: MailAddress?
    /// When the mail was written, by its author's clock.
    public var date: MailDate?
    /// The mail's id without angle brackets.
    public var messageID: String?
    /// The ids this mail answers, without angle brackets.
    public var inReplyTo: [String] = []
    /// The ids of the thread, oldest first, without angle brackets.
    public var references: [String] = []

    /// The readable whole: the text parts, or the HTML part as text where there is no other.
    public var text = ""
    /// The text as it came, where files stood in it that are now among the ``attachments``; nil where none did.
    public var textWithFiles: String?
    /// The HTML part, safe to show; nil when the mail has none.
    public var html: SafeHTML?
    /// The HTML part as it came; for keeping, never for showing.
    public var originalHTML: String?
    /// Pictures that the HTML part would fetch from elsewhere.
    public var remoteImages = 0
    /// What the sender newly wrote: the text without quotes and signature.
    public var replyText = ""
    /// The quoted rest.
    public var quotedText = ""
    /// Everything that is no readable text, in the order of the mail.
    public var attachments: [MailAttachment] = []

    /// Whether a person wrote the mail or what kind of machine did.
    public var kind = MailKind.message
    /// Why the mail counts as automatic; empty for a person's mail.
    public var automaticSignals: [AutomaticSignal] = []
    /// The mail came through a mailing list.
    public var isList = false
    /// What a bounce, delivery notice, read receipt or feedback report says about earlier mail.
    public var report: MailReport?
    /// What a trusted server found out about the sender; nil when none of the trusted servers said anything.
    public var authentication: MailAuthentication?
    /// What the sender did to protect the content; nil for a mail that is neither signed nor encrypted.
    public var protection: MailProtection?
    /// The verdict of a spam filter on the way, as its headers state it.
    public var spam: SpamVerdict?
    /// The decoded `Thread-Index` of Outlook and Exchange: 22 octets for a conversation, 5 more for each answer.
    public var threadIndex: [UInt8]?
    /// Addresses the mail was delivered to, by `Delivered-To`, `X-Original-To`, `Envelope-To`.
    public var deliveredTo: [String] = []
    /// The envelope sender that the last server wrote down; empty for a bounce's null sender, nil when unknown.
    public var returnPath: String?
    /// The header fields in order, within bounds, decoded and on one line each.
    public var headers: [MailHeader] = []
    /// What was cut, repaired or guessed.
    public var warnings: [MailWarning] = []

    /// True when a machine sent the mail: nothing may be sent in answer by itself.
    public var isAutomatic: Bool { kind != .message || isList || !automaticSignals.isEmpty }
}

/// One header field.
public struct MailHeader: Sendable, Hashable {
    /// The name in lower case.
    public let name: String
    /// The decoded value on one line.
    public let value: String
}

/// What kind of mail it is, as far as its treatment depends on it.
public enum MailKind: String, Sendable, Hashable, CaseIterable {
    /// Written by a person, or by a machine on a person's behalf (a shop's order mail).
    case message
    /// An absence notice or another answer by a machine.
    case autoReply = "auto-reply"
    /// A mail could not be delivered, for now or for good.
    case bounce
    /// A mail was delivered, relayed, delayed or read.
    case deliveryNotice = "delivery-notice"
    /// A recipient complained about a mail (ARF, RFC 5965).
    case feedbackReport = "feedback-report"
}

/// The verdict of a spam filter that saw the mail before.
public struct SpamVerdict: Sendable, Hashable {
    /// The filter called it spam.
    public let isSpam: Bool
    /// The filter's score, where it gave one.
    public let score: Double?
}
