import MessageText

/// What a report mail says and what kind it is.
struct ReportReading {
    let kind: MailKind
    let report: MailReport

    /// Reads bounces, delivery notices, receipts and complaints; nil for every other mail.
    ///
    /// Standard parts go before anything else; then what providers send instead; then the words of the text.
    static func read(_ structure: MimeStructure, mail: ParsedMail) -> ReportReading? {
        let parts = ReportParts(structure)
        if let part = parts.feedback { return FeedbackReading.read(part, original: parts.original(in: mail.text)) }
        if let part = parts.deliveryStatus,
            let reading = DeliveryStatusReading.read(part, original: parts.original(in: mail.text), mail: mail)
        {
            return reading
        }
        if parts.hasReturned, let reading = FeedbackReading.readPlain(mail, original: parts.original(in: "")) {
            return reading
        }
        if let part = parts.disposition { return DispositionReading.read(part) }
        return ProviderNotification.read(mail) ?? BounceReading.read(structure, mail: mail, parts: parts)
    }
}

/// The parts of a report mail (RFC 6522): the machine-readable one and the mail that it is about.
struct ReportParts {
    /// `message/delivery-status` (RFC 3464).
    private(set) var deliveryStatus: Octets?
    /// `message/feedback-report` (RFC 5965).
    private(set) var feedback: Octets?
    /// `message/disposition-notification` (RFC 8098).
    private(set) var disposition: Octets?
    /// The returned mail or its header.
    private(set) var returned: Octets?
    /// The header of a part that is itself the returned mail's: the system left the empty line out.
    private var mixedHeader: HeaderSection?

    init(_ structure: MimeStructure) {
        for part in structure.parts where !part.isMultipart {
            if part.parent != nil, mixedHeader == nil, part.header.first("message-id") != nil,
                part.header.first("from") != nil
            {
                mixedHeader = part.header
            }
            switch part.mediaType {
            case "message/delivery-status", "message/global-delivery-status", "text/delivery-status":
                deliveryStatus = deliveryStatus ?? part.decoded()
            case "message/feedback-report": feedback = feedback ?? part.decoded()
            case "message/disposition-notification", "message/global-disposition-notification":
                disposition = disposition ?? part.decoded()
            case "text/rfc822-headers", "text/rfc822", "message/rfc822-headers", "message/global-headers",
                "message/partial":
                returned = returned ?? part.decoded()
            default: if part.isAttachedMail { returned = returned ?? part.decoded() }
            }
        }
    }

    /// A mail or a header is attached.
    var hasReturned: Bool { returned != nil }

    /// The mail that the report is about: a part of its own, or quoted at the end of the text.
    func original(in text: String) -> OriginalMail {
        if let returned {
            let mail = OriginalMail(returned)
            if mail.messageID != nil || mail.subject != nil || !mail.recipients.isEmpty { return mail }
        }
        if let mixedHeader { return OriginalMail(mixedHeader) }
        if let quoted = OriginalMail.quoted(in: text) { return quoted }
        // A boundary that was not declared leaves the returned header in the machine-readable part.
        let status = deliveryStatus.map { String(decoding: $0.prefix(64 << 10), as: UTF8.self) } ?? ""
        return OriginalMail.quoted(in: BodyText.unixLines(status)) ?? OriginalMail([])
    }
}

extension MailKind {
    /// The kind that header signals alone tell.
    init(signals: [AutomaticSignal]) {
        let replies: [AutomaticSignal] = [.autoReplyHeader, .autoReplySubject, .autoSubmitted, .calendarReply]
        self = signals.contains(where: replies.contains) ? .autoReply : .message
    }
}
