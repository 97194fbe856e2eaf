import MessageText

/// Turns the octets of a mail into what it says.
///
/// A total and pure function: the same octets and options give the same mail, nothing throws, and hostile input costs
/// time in proportion to its length.
public enum MailParser {
    /// Reads a mail.
    ///
    /// - Parameters:
    ///   - octets: the mail as it came, with any kind of line ends; a leading mbox `From ` line is skipped.
    ///   - options: bounds, and the servers whose authentication verdict counts.
    /// - Returns: the mail, with a warning for whatever was cut, repaired or guessed.
    public static func parse(_ octets: [UInt8], options: MailParseOptions = .init()) -> ParsedMail {
        var mail = ParsedMail()
        let source = MailSource(octets, options: options, warnings: &mail.warnings)
        readHeader(source.header, options: options, into: &mail)
        let outer = MimeStructure(header: source.header, body: source.body, options: options)
        let reading = ProtectionReading(outer, body: source.body, options: options)
        let structure = reading.opened ?? outer
        mail.protection = reading.protection
        mail.warnings += outer.warnings + (reading.opened?.warnings ?? [])
        readBody(structure, options: options, into: &mail)
        classify(structure, header: source.header, into: &mail)
        var seen: Set<MailWarning> = []
        mail.warnings.removeAll { !seen.insert($0).inserted }
        return mail
    }

    private static func readHeader(_ header: HeaderSection, options: MailParseOptions, into mail: inout ParsedMail) {
        var reader = HeaderReader(header, options: options)
        mail.subject = reader.text("subject")
        mail.from = reader.author()
        mail.to = reader.addresses("to")
        mail.cc = reader.addresses("cc")
        mail.bcc = reader.addresses("bcc")
        mail.replyTo = reader.addresses("reply-to")
        mail.sender = reader.addresses("sender").first
        mail.messageID = reader.ids("message-id").first
        mail.inReplyTo = reader.ids("in-reply-to")
        mail.references = reader.ids("references")
        if !mail.from.contains(where: { $0.address.contains("@") }),
            let other = mail.replyTo.first ?? mail.sender, other.address.contains("@")
        {
            mail.from = [MailAddress(name: other.name ?? mail.from.first?.name, address: other.address)]
            mail.warnings.append(.fromMissing)
        }
        mail.deliveredTo = reader.plainAddresses(["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"])
        mail.returnPath = header.first("return-path").map { reader.envelopeAddress($0.unfolded) }
        if let field = header.first("date") {
            mail.date = MailDateReading.read(field.unfolded)
            if mail.date == nil { mail.warnings.append(.dateUnreadable) }
        }
        if let field = header.first("thread-index") {
            let octets = Base64.decode(field.unfolded.prefix(2048))
            mail.threadIndex = octets.count >= 22 ? octets : nil
        }
        mail.authentication = AuthenticationResults.read(header, authservIDs: options.authservIDs)
        mail.spam = SpamVerdict(header)
        mail.headers = reader.list()
        if header.all("from").count > 1 { mail.warnings.append(.severalFrom) }
        mail.warnings += reader.warnings
    }

    private static func readBody(_ structure: MimeStructure, options: MailParseOptions, into mail: inout ParsedMail) {
        let selection = BodySelection(structure)
        var body = BodyAssembly(structure, selection: selection)
        let files = FileCollection(structure, selection: selection, limit: options.maximumParts)
        if files.isCut { mail.warnings.append(.containerCut) }
        body.complete(from: files, structure: structure)
        mail.text = body.text
        mail.textWithFiles = body.textWithFiles
        mail.originalHTML = body.html
        if body.isDoubtful { mail.warnings.append(.charsetGuessed) }
        if let html = body.html {
            let sanitized = HTMLSanitizer.sanitize(html)
            mail.html = sanitized.html
            mail.remoteImages = sanitized.remoteImages
            if sanitized.shortened { mail.warnings.append(.textShortened) }
            if !body.hasPlainText { mail.text = sanitized.text }
        }
        mail.attachments = body.files + files.attachments
        guard options.trimsReply else {
            mail.replyText = mail.text
            return
        }
        let trimmed =
            if let html = body.html, !body.hasPlainText { ReplyTrimmer.split(html: html) } else {
                ReplyTrimmer.split(text: mail.text)
            }
        mail.replyText = trimmed.reply
        mail.quotedText = trimmed.quoted
    }

    private static func classify(_ structure: MimeStructure, header: HeaderSection, into mail: inout ParsedMail) {
        mail.automaticSignals = AutomaticSignals.read(header, from: mail.from, subject: mail.subject)
        mail.isList = mail.automaticSignals.contains(.list)
        if CalendarReading.first(in: structure)?.method == "REPLY" { mail.automaticSignals.append(.calendarReply) }
        let reading = ReportReading.read(structure, mail: mail)
        mail.report = reading?.report
        mail.kind = reading?.kind ?? MailKind(signals: mail.automaticSignals)
        if reading != nil, !mail.automaticSignals.contains(.report) { mail.automaticSignals.append(.report) }
    }
}
