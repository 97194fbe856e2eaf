/// What a report tells of the mail that it is about, from that mail's own header.
struct OriginalMail {
    /// The Message-ID without angle brackets.
    let messageID: String?
    /// The subject on one line.
    let subject: String?
    /// The addresses in To and Cc.
    let recipients: [String]

    /// The most octets of a returned mail that are looked at.
    private static let headerLimit = 64 << 10

    /// Reads a returned mail or its header.
    init(_ octets: Octets) {
        var rest = octets.prefix(Self.headerLimit)
        while let first = rest.first, ASCII.isSpace(first) { rest = rest.dropFirst() }
        if rest.starts(with: Array("From ".utf8)), let end = rest.firstIndex(of: ASCII.lineFeed) {
            rest = rest[(end + 1)...]
        }
        self.init(HeaderSection(rest))
    }

    /// Reads a returned mail's header.
    init(_ header: HeaderSection) {
        messageID = header.first("message-id").flatMap { MessageIDList.read($0.unfolded).first }
        let subject = header.first("subject").map { EncodedWords.decode($0.unfolded).onOneLine }
        self.subject = subject?.isEmpty ?? true ? nil : subject
        recipients = (header.all("to") + header.all("cc")).flatMap { field in
            AddressList(field.unfolded.prefix(16 << 10), limit: 100).addresses.map(\.address)
        }.filter { $0.contains("@") }
    }

    /// Finds the header of a mail that a bounce quotes in its text; nil when there is none.
    static func quoted(in text: String) -> OriginalMail? {
        guard let start = QuotedHeader.start(in: text) else { return nil }
        return OriginalMail(start.header)
    }
}

/// Finds where a text goes over into the header of another mail.
enum QuotedHeader {
    /// The header and where it starts in the text.
    struct Found {
        let header: HeaderSection
        let position: String.Index
    }

    /// The most lines that are looked at.
    private static let lineLimit = 2000

    /// The first place where three different fields of a mail's header stand close together at line starts.
    static func start(in text: String) -> Found? {
        var position = text.startIndex
        var window: [(position: String.Index, name: String)] = []
        var quietLines = 0
        for line in text.split(separator: "\n", maxSplits: lineLimit, omittingEmptySubsequences: false) {
            position = line.startIndex
            var content = line.utf8.prefix(80)
            while let first = content.first, first == ASCII.greater || first == ASCII.space {
                content = content.dropFirst()
            }
            let isIndented = line.utf8.first == ASCII.space || line.utf8.first == ASCII.tab
            if let colon = content.firstIndex(of: ASCII.colon) {
                let name = content[..<colon].lowercasedText()
                if names.contains(name) {
                    quietLines = 0
                    if !window.contains(where: { $0.name == name }) { window.append((position, name)) }
                    if window.count == 3 { return found(text, at: window[0].position) }
                    continue
                }
            }
            if line.utf8.allSatisfy(ASCII.isSpace) {
                window = []
            } else if !isIndented {
                quietLines += 1
                if quietLines > 12 { window = [] }
            }
        }
        return nil
    }

    private static func found(_ text: String, at position: String.Index) -> Found {
        // Some systems indent or quote the header; one common prefix comes off each line.
        let rest = text[position...]
        let prefix = rest.utf8.prefix { $0 == ASCII.space || $0 == ASCII.greater }.count
        var octets: [UInt8] = []
        for line in rest.prefix(64 << 10).split(separator: "\n", omittingEmptySubsequences: false) {
            octets += line.utf8.dropFirst(
                min(prefix, line.utf8.prefix { $0 == ASCII.space || $0 == ASCII.greater }.count)
            )
            octets.append(ASCII.lineFeed)
        }
        var header = HeaderSection(octets[...])
        if header.first("message-id") == nil || header.first("subject") == nil {
            // Broken folds end a header early: what looks like a field further down counts as well.
            header = HeaderSection(fields: header.fields + looseFields(octets[...]))
        }
        return Found(header: header, position: position)
    }

    /// Fields of interest at the starts of lines, up to the first empty line.
    private static func looseFields(_ octets: Octets) -> [HeaderField] {
        var fields: [HeaderField] = []
        for line in octets.split(separator: ASCII.lineFeed, maxSplits: 400, omittingEmptySubsequences: false) {
            if line.allSatisfy(ASCII.isSpace) { break }
            guard let colon = line.prefix(20).firstIndex(of: ASCII.colon) else { continue }
            let name = line[..<colon].lowercasedText()
            if name == "message-id" || name == "subject" || name == "to" {
                fields.append(HeaderField(name: name, value: line[(colon + 1)...]))
            }
        }
        return fields
    }

    private static let names: Set<String> = [
        "received", "return-path", "from", "to", "subject", "date", "message-id", "mime-version", "content-type",
        "reply-to", "cc", "dkim-signature", "delivered-to", "x-mailer", "user-agent", "content-transfer-encoding",
        "x-received", "sender", "in-reply-to", "references", "received-spf", "authentication-results",
        "domainkey-signature", "x-originating-ip", "arc-seal",
    ]
}
