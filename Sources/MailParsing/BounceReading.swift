/// Recognizes bounces that come without a standard report, by their sender, subject and words.
///
/// A first sound reading: it takes two independent signs before a mail counts as a bounce, and prefers addresses that
/// the text itself calls undeliverable. Dialects of single systems belong behind this seam, each in a file of its own.
enum BounceReading {
    /// The most of a text that is looked at, in characters.
    private static let textLimit = 64 << 10

    /// Reads a bounce; nil for every other mail.
    static func read(_ structure: MimeStructure, mail: ParsedMail, parts: ReportParts) -> ReportReading? {
        guard looksLikeBounce(mail) else { return nil }
        let text = String(mail.text.prefix(textLimit))
        let quoted = QuotedHeader.start(in: text)
        var own = quoted.map { String(text[..<$0.position]) } ?? text
        // A text that begins with fields lists them as part of what it says.
        if !own.utf8.contains(ASCII.at) { own = text }
        let original = parts.original(in: text)
        var recipients = failedRecipients(mail)
        let fields = ReportFields(text)
        if recipients.isEmpty { recipients = fields.recipients }
        let found = BounceText(own, exceptFor: Set(senders(of: mail)))
        if recipients.isEmpty { recipients = found.recipients }
        if recipients.isEmpty { recipients = original.recipients }
        let isDelayed = BounceWords.isDelay(subject: mail.subject, text: own)
        let report = MailReport(
            recipients: recipients.prefix(DeliveryStatusReading.recipientLimit).map { address in
                let told = found.passage(of: address)
                let status =
                    fields.status ?? Self.status(told) ?? Self.status(own)
                    ?? BounceWords.defaultStatus(own, isDelayed: isDelayed)
                return MailReport.Recipient(
                    address: address,
                    status: status,
                    action: isDelayed ? "delayed" : "failed",
                    permanent: !isDelayed && status.hasPrefix("5"),
                    diagnostic: told.isEmpty ? nil : String(told.onOneLine.prefix(500))
                )
            },
            originalMessageID: original.messageID ?? mail.inReplyTo.first,
            originalSubject: original.subject ?? BounceText.subject(toldIn: own)
        )
        return ReportReading(kind: .bounce, report: report)
    }

    /// The status that a text gives, by its enhanced code or else by an SMTP reply.
    private static func status(_ text: String) -> String? {
        if let code = StatusCode.enhanced(in: text) { return code }
        return StatusCode.replyClass(in: text).map { "\($0).0.0" }
    }

    /// Two signs out of: a daemon's address, a bounce's subject, a bounce's words, a null sender.
    private static func looksLikeBounce(_ mail: ParsedMail) -> Bool {
        if mail.headers.contains(where: { $0.name == "x-failed-recipients" }) { return true }
        let isDaemon =
            mail.automaticSignals.contains(.mailerDaemon) || BounceWords.isDaemonName(mail.from.first?.name ?? "")
        let isNull = mail.automaticSignals.contains(.nullReturnPath) || mail.from.first?.address.isEmpty ?? false
        let hasSubject = BounceWords.isSubject(mail.subject)
        if mail.automaticSignals.contains(.autoReplySubject), !isDaemon { return false }
        if isDaemon && hasSubject || isNull && hasSubject { return true }
        // Most mails end here, before their text is looked at.
        return (isDaemon || hasSubject || isNull) && BounceWords.isText(mail.text)
    }

    /// The addresses that a bounce speaks to or from; the failed one is another.
    private static func senders(of mail: ParsedMail) -> [String] {
        (mail.to + mail.from + mail.cc).map { $0.address.lowercased() } + mail.deliveredTo.map { $0.lowercased() }
    }

    /// Exim and others name the recipients in a field of the header.
    private static func failedRecipients(_ mail: ParsedMail) -> [String] {
        mail.headers.filter { $0.name == "x-failed-recipients" }.flatMap { field in
            AddressList(Array(field.value.utf8)[...], limit: 100).addresses.map(\.address)
        }.filter { $0.contains("@") }
    }
}

/// Fields of RFC 3464 that a system wrote into the text instead of a part of its own.
struct ReportFields {
    /// The addresses in `Final-Recipient`, `Original-Recipient`.
    private(set) var recipients: [String] = []
    /// The first `Status`.
    private(set) var status: String?

    init(_ text: String) {
        for line in text.split(separator: "\n").prefix(2000) {
            let content = line.utf8.drop { ASCII.isSpace($0) || $0 == ASCII.greater }
            guard content.count > 8 else { continue }
            if content.startsLowercased(with: "final-recipient:")
                || content.startsLowercased(with: "original-recipient:")
            {
                let value = Array(content.drop { $0 != ASCII.colon }.dropFirst())
                let address = DeliveryStatusReading.address(value[...].trimmed())
                if address.contains("@"), !recipients.contains(address) { recipients.append(address) }
            } else if status == nil, content.startsLowercased(with: "status:") {
                status = StatusCode.enhanced(in: String(line))
            }
        }
    }
}
