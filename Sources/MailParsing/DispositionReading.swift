/// Reads receipts: message disposition notifications (RFC 8098).
enum DispositionReading {
    /// Reads the machine-readable part.
    static func read(_ part: Octets) -> ReportReading {
        var rest = part.prefix(64 << 10)
        while let first = rest.first, ASCII.isSpace(first) { rest = rest.dropFirst() }
        let header = HeaderSection(rest)
        let recipient = header.first("final-recipient") ?? header.first("original-recipient")
        // `automatic-action/MDN-sent-automatically; displayed/error`: the word behind the semicolon counts.
        let disposition = header.first("disposition")?.unfolded ?? []
        let type = disposition.split(separator: ASCII.semicolon).last?.trimmed() ?? []
        let action = type.prefix { ASCII.isLetter($0) || $0 == ASCII.hyphen }.lowercasedText()
        let report = MailReport(
            recipients: recipient.map {
                [MailReport.Recipient(address: DeliveryStatusReading.address($0.unfolded), action: action)]
            } ?? [],
            originalMessageID: header.first("original-message-id").flatMap { MessageIDList.read($0.unfolded).first }
        )
        return ReportReading(kind: .deliveryNotice, report: report)
    }
}
