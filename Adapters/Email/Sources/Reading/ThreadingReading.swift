import AddressNormalization
import ChannelKit
import MailParsing
import MessageText

/// Collects the facts that tell which ticket a mail belongs to.
///
/// Nothing here is believed yet.
enum ThreadingReading {
    /// The most ids taken from In-Reply-To.
    static let mostParents = 20
    /// The most ids taken from References, the nearest first.
    static let mostAncestors = 100
    /// The most tokens taken from recipient addresses.
    static let mostTokens = 20

    /// The facts of a mail.
    static func facts(_ mail: ParsedMail, recipients: [EnvelopeRecipient], own: OwnAddresses) -> ThreadingFacts {
        var parents = mail.inReplyTo.prefix(mostParents).compactMap(id)
        // A report stands in the thread of what it reports on.
        if let original = mail.report?.originalMessageID.flatMap(id), !parents.contains(original) {
            parents.append(original)
        }
        return ThreadingFacts(
            messageID: mail.messageID.flatMap(id),
            parentIDs: parents,
            ancestorIDs: mail.references.reversed().prefix(mostAncestors).compactMap(id),
            recipientTokens: tokens(recipients, own: own),
            bodyMarkers: markers(mail),
            conversationKey: mail.threadIndex.flatMap { ThreadIndex.conversationKey($0) },
            subjectNumber: SubjectTag.number(in: mail.subject)
        )
    }

    /// An id on one line; nil when nothing is left of it, for empty ids would match each other.
    private static func id(_ written: String) -> String? {
        let id = written.onOneLine
        return id.isEmpty ? nil : id
    }

    private static func tokens(_ recipients: [EnvelopeRecipient], own: OwnAddresses) -> [String] {
        var tokens: [String] = []
        for recipient in recipients
        where recipient.identity != nil && recipient.address.utf8.contains(UInt8(ascii: "+")) {
            guard tokens.count < mostTokens, let address = EmailAddressNormalization.parse(recipient.address),
                let token = own.token(in: address), !tokens.contains(token)
            else { continue }
            tokens.append(token)
        }
        return tokens
    }

    /// The marks in the text, and in the HTML when the text has none: some programs send a text part without the
    /// quotation.
    private static func markers(_ mail: ParsedMail) -> [String] {
        let found = BodyMarker.tokens(in: mail.text)
        if !found.isEmpty { return found }
        return mail.html.map { BodyMarker.tokens(in: $0.markup) } ?? []
    }
}
