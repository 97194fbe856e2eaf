/// Reads delivery status notifications (RFC 3464).
enum DeliveryStatusReading {
    /// The most recipients that one notification tells of.
    static let recipientLimit = 200

    /// Reads the machine-readable part; nil when it speaks of no recipient and the text must tell.
    ///
    /// - Parameters:
    ///   - part: the content of the machine-readable part.
    ///   - original: what is known of the mail it is about.
    ///   - mail: the report itself, for what its parts leave out.
    /// - Returns: what it says, or nil.
    static func read(_ part: Octets, original: OriginalMail, mail: ParsedMail) -> ReportReading? {
        var recipients: [MailReport.Recipient] = []
        for group in groups(part.prefix(1 << 20)) where recipients.count < recipientLimit {
            guard let recipient = recipient(group, mail: mail) else { continue }
            if let known = recipients.firstIndex(where: { $0.address.lowercased() == recipient.address.lowercased() }) {
                // One address twice: the graver word counts.
                if recipient.permanent, !recipients[known].permanent { recipients[known] = recipient }
            } else {
                recipients.append(recipient)
            }
        }
        guard !recipients.isEmpty else { return nil }
        let report = MailReport(
            recipients: recipients,
            originalMessageID: original.messageID ?? mail.inReplyTo.first,
            originalSubject: original.subject
        )
        let hasFailed = recipients.contains { $0.action == "failed" || $0.action == "delayed" }
        return ReportReading(kind: hasFailed ? .bounce : .deliveryNotice, report: report)
    }

    /// The groups of fields that empty lines separate; the first tells of the whole mail, each other of a recipient.
    ///
    /// Systems that leave the empty line out between recipients are told by a field that repeats.
    private static func groups(_ part: Octets) -> [HeaderSection] {
        var groups: [HeaderSection] = []
        var rest = part
        while !rest.isEmpty, groups.count <= recipientLimit * 2 {
            while let first = rest.first, ASCII.isSpace(first) { rest = rest.dropFirst() }
            guard !rest.isEmpty else { break }
            let section = HeaderSection(rest)
            if section.fields.isEmpty {
                guard let end = rest.firstIndex(of: ASCII.lineFeed) else { break }
                rest = rest[(end + 1)...]
                continue
            }
            groups += split(section)
            rest = rest[max(section.contentStart, rest.startIndex + 1)...]
        }
        return groups
    }

    private static func split(_ section: HeaderSection) -> [HeaderSection] {
        guard section.all("final-recipient").count > 1 else { return [section] }
        var groups: [[HeaderField]] = [[]]
        for field in section.fields {
            if field.name == "final-recipient", groups[groups.count - 1].contains(where: { $0.name == field.name }) {
                // An Original-Recipient directly before belongs to the new group.
                var last = groups[groups.count - 1]
                var moved: [HeaderField] = []
                if let previous = last.last, previous.name == "original-recipient" { moved = [last.removeLast()] }
                groups[groups.count - 1] = last
                groups.append(moved)
            }
            groups[groups.count - 1].append(field)
        }
        return groups.map(HeaderSection.init(fields:))
    }

    private static func recipient(_ group: HeaderSection, mail: ParsedMail) -> MailReport.Recipient? {
        let named = ["final-recipient", "x-actual-recipient", "original-recipient"]
            .compactMap { group.first($0) }.map { Self.address($0.unfolded) }
        guard var address = named.first(where: isWhole) ?? named.first else { return nil }
        if !isWhole(address) {
            let known = Set((mail.to + mail.from).map { $0.address.lowercased() })
            address = BounceText(String(mail.text.prefix(16 << 10)), exceptFor: known).recipients.first ?? address
        }
        let diagnostic = group.first("diagnostic-code").map { EncodedWords.decode($0.unfolded).onOneLine } ?? ""
        var status = group.first("status").flatMap { statusCode($0.unfolded) }
        var action = group.first("action").map { HeaderParameters($0.unfolded).value } ?? ""
        action = String(action.prefix { $0.isLetter })
        // The remote server's own code is nearer to the truth than the reporting one's.
        if let told = StatusCode.enhanced(in: diagnostic), status != nil || !action.hasPrefix("d") { status = told }
        if status == nil, let reply = StatusCode.replyClass(in: diagnostic) { status = "\(reply).0.0" }
        if action.isEmpty { action = status?.first == "2" ? "delivered" : status?.first == "4" ? "delayed" : "failed" }
        if status == nil {
            status = action == "delayed" ? "4.0.0" : action == "failed" ? "5.0.0" : nil
        }
        return MailReport.Recipient(
            address: address,
            status: status,
            action: action,
            permanent: action == "failed" && isPermanent(status),
            diagnostic: diagnostic.isEmpty ? nil : String(diagnostic.prefix(500))
        )
    }

    /// `rfc822; user@example.com` without the type, brackets and comments.
    static func address(_ value: Octets) -> String {
        var value = value
        if let semicolon = value.prefix(40).firstIndex(of: ASCII.semicolon) { value = value[(semicolon + 1)...] }
        let text = AddressList(value.prefix(1000), limit: 1).addresses.first
        if let text, !text.address.isEmpty { return text.address }
        return EncodedWords.decode(value.prefix(320)).onOneLine
    }

    private static func statusCode(_ value: Octets) -> String? {
        let code = value.prefix { ASCII.isDigit($0) || $0 == ASCII.dot }
        guard let first = code.first, first == 0x32 || first == 0x34 || first == 0x35, code.count >= 3 else {
            return nil
        }
        return String(decoding: code.prefix(11), as: UTF8.self)
    }

    /// A class of 5, and a mailbox or host that does not exist whatever the class: the server has given up.
    private static func isPermanent(_ status: String?) -> Bool {
        guard let status else { return true }
        return !status.hasPrefix("4") || status == "4.1.1" || status == "4.1.2"
    }

    /// An address with both halves; some reports blank one out.
    private static func isWhole(_ address: String) -> Bool {
        guard let sign = address.lastIndex(of: "@") else { return false }
        return sign != address.startIndex && address.index(after: sign) != address.endIndex
    }
}
