import ChannelKit

/// A provider that brings mail, and news about mail we sent, by webhook.
enum MailProvider: String, Sendable, CaseIterable {
    case mailgun
    case sendgrid
    case postmark
    case ses

    /// Its name for people.
    var title: String {
        switch self {
        case .mailgun: "Mailgun"
        case .sendgrid: "SendGrid"
        case .postmark: "Postmark"
        case .ses: "Amazon SES"
        }
    }

    /// What a call brings; it is believed to be the provider's.
    ///
    /// - Throws: ``UnreadableCall`` when it makes no sense.
    func contents(of call: CallBody) throws(UnreadableCall) -> CallContents {
        switch self {
        case .mailgun: try MailgunReading.contents(of: call)
        case .sendgrid: try SendGridReading.contents(of: call)
        case .postmark: try PostmarkReading.contents(of: call)
        case .ses: try SESReading.contents(of: call)
        }
    }
}

/// What a provider's call brings.
enum CallContents: Sendable {
    /// A mail, its octets as the provider received them.
    case rawMail(ProviderMail)
    /// A mail that the provider took apart, put together again.
    case parsedMail(ProviderMail)
    /// News about mail we sent.
    case news([ProviderNews])
    /// Something that concerns nobody here.
    case nothing
}

/// A mail as a provider hands it over.
struct ProviderMail: Sendable {
    /// The mail, with a header.
    var octets: [UInt8]
    /// What the transport said beside it.
    var envelope = FileEnvelope()
    /// What the provider found out about the sender.
    var findings = SenderFindings()
    /// The provider's own id for it.
    var id: String?
    /// What is missing or doubtful, for the agent.
    var warnings: [Wording] = []
}

/// A provider's event that tells what became of a mail we sent.
struct ProviderNews: Sendable {
    /// The provider's own id for the event; nil where it gives none.
    var id: String?
    /// When it happened.
    var occurredAt: Timestamp?
    /// What the provider calls it.
    var event: String
    /// What became of the mail.
    var news: DeliveryNews
}

/// A call that makes no sense, authentic or not.
struct UnreadableCall: Error, Sendable, Hashable {
    /// What is wrong with it, for the agent who looks at it.
    var reason: Wording

    /// Creates the error, with its reason in English and in Simplified Chinese.
    init(_ english: String, _ chinese: String) { reason = Wording(english, chinese) }
}
