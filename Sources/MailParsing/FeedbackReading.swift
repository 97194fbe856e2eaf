/// Reads complaints (Abuse Reporting Format, RFC 5965).
enum FeedbackReading {
    /// Reads the complaints of Outlook.com (JMRP), which come as a plain mail with the mail in question attached.
    static func readPlain(_ mail: ParsedMail, original: OriginalMail) -> ReportReading? {
        guard mail.subject.lowercased().hasPrefix("complaint about message from "), original.messageID != nil else {
            return nil
        }
        let report = MailReport(
            recipients: original.recipients.map { MailReport.Recipient(address: $0, action: "abuse") },
            originalMessageID: original.messageID,
            originalSubject: original.subject
        )
        return ReportReading(kind: .feedbackReport, report: report)
    }

    /// Reads the machine-readable part.
    static func read(_ part: Octets, original: OriginalMail) -> ReportReading {
        var rest = part.prefix(64 << 10)
        while let first = rest.first, ASCII.isSpace(first) { rest = rest.dropFirst() }
        let header = HeaderSection(rest)
        let type = header.first("feedback-type").map { HeaderParameters($0.unfolded).value } ?? "other"
        var addresses: [String] = []
        for name in ["original-rcpt-to", "removal-recipient", "redacted-address"] {
            for field in header.all(name).prefix(100) {
                let address = DeliveryStatusReading.address(field.unfolded)
                if address.contains("@"), !address.hasSuffix("@"), !addresses.contains(address) {
                    addresses.append(address)
                }
            }
            if !addresses.isEmpty { break }
        }
        if addresses.isEmpty { addresses = original.recipients }
        let report = MailReport(
            recipients: addresses.map { MailReport.Recipient(address: $0, action: type, permanent: false) },
            originalMessageID: original.messageID,
            originalSubject: original.subject
        )
        return ReportReading(kind: .feedbackReport, report: report)
    }
}
