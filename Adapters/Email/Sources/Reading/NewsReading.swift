import AddressNormalization
import ChannelKit
import MailParsing

/// Turns a bounce, notice, receipt or complaint into news about a mail we sent.
enum NewsReading {
    /// The most recipients of one report that are told of.
    static let mostRecipients = 100
    private static let longestDetail = 1000

    /// The news in a mail's report.
    ///
    /// - Parameters:
    ///   - mail: the mail that holds the report.
    ///   - subject: what it is about, where it came to an envelope sender of ours; nil believes the report.
    ///   - origin: the envelope sender it came to, where only the desk knows what that is about.
    /// - Returns: the news, none when the report tells nothing.
    static func news(
        _ mail: ParsedMail,
        about subject: BounceAddress.Subject? = nil,
        origin: String? = nil
    ) -> [DeliveryNews] {
        if let subject {
            return [certainNews(mail, messageID: subject.messageID, part: subject.part)]
        }
        if let origin {
            let original = mail.report?.originalMessageID.flatMap { $0.isEmpty ? nil : $0.onOneLine }
            return [certainNews(mail, messageID: original, part: nil, origin: origin)]
        }
        guard let report = mail.report else { return [] }
        let original = report.originalMessageID.flatMap { $0.isEmpty ? nil : $0.onOneLine }
        if report.recipients.isEmpty {
            guard original != nil else { return [] }
            let outcome = outcome(mail.kind, action: nil, permanent: mail.kind == .bounce)
            return [
                DeliveryNews(
                    messageID: original,
                    outcome: outcome,
                    detail: .verbatim(String(mail.subject.prefix(longestDetail)))
                )
            ]
        }
        return report.recipients.prefix(mostRecipients).map { recipient in
            let words = recipient.diagnostic ?? recipient.action ?? mail.subject
            return DeliveryNews(
                messageID: original,
                recipient: EmailAddressNormalization.key(recipient.address),
                outcome: outcome(mail.kind, action: recipient.action, permanent: recipient.permanent),
                code: recipient.status.map { String($0.prefix(40)) },
                detail: .verbatim(String(words.prefix(longestDetail)))
            )
        }
    }

    /// News about one mail to one recipient, of which there is no doubt; a report may tell more about it.
    private static func certainNews(
        _ mail: ParsedMail,
        messageID: String?,
        part: Int?,
        origin: String? = nil
    ) -> DeliveryNews {
        let recipient = mail.report?.recipients.first
        let words = recipient?.diagnostic ?? recipient?.action ?? mail.subject
        return DeliveryNews(
            messageID: messageID,
            part: part,
            origin: origin,
            recipient: recipient.flatMap { EmailAddressNormalization.key($0.address) },
            outcome: outcome(mail.kind, action: recipient?.action, permanent: recipient?.permanent ?? true),
            code: recipient?.status.map { String($0.prefix(40)) },
            detail: .verbatim(String(words.prefix(longestDetail)))
        )
    }

    private static func outcome(_ kind: MailKind, action: String?, permanent: Bool) -> DeliveryNews.Outcome {
        if kind == .feedbackReport { return .complained }
        switch action?.lowercased() {
        // The server has given up, whether the cause was lasting (5.x.x) or not (4.x.x).
        case "failed": return .failed
        case "delayed": return .delayed
        case "delivered", "relayed", "expanded": return .delivered
        case "displayed", "read": return .read
        default: break
        }
        switch kind {
        case .bounce: return permanent || action == nil ? .failed : .delayed
        default: return .delivered
        }
    }
}
