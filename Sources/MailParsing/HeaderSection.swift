/// One header field as it stands in the mail.
struct HeaderField {
    /// The name in lower case.
    let name: String
    /// Everything behind the colon, still folded and encoded.
    let value: Octets

    /// The value without line breaks: white space around folds is kept, as RFC 5322 asks.
    var unfolded: Octets {
        guard value.contains(where: { $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn }) else {
            return value.trimmed()
        }
        return value.filter { $0 != ASCII.lineFeed && $0 != ASCII.carriageReturn }[...].trimmed()
    }
}

/// The header fields of a mail or of one of its parts, and where its content begins.
struct HeaderSection {
    /// The fields in the order of the mail.
    private(set) var fields: [HeaderField] = []
    /// The first octet behind the empty line.
    private(set) var contentStart: Int
    /// An empty line was found; otherwise the section ended with the octets, or at a line that is no field.
    private(set) var isComplete = false
    /// Lines that are no header field were met on the way and left out.
    private(set) var hasStrayLines = false

    /// Reads fields until an empty line.
    ///
    /// A line that is neither a field nor a continuation is skipped when a field follows it; otherwise the header
    /// ends there and the line belongs to the content, because mails without an empty line exist.
    init(_ octets: Octets) {
        contentStart = octets.endIndex
        var at = octets.startIndex
        let end = octets.endIndex
        while at < end {
            var lineEnd = octets[at...].firstIndex(of: ASCII.lineFeed) ?? end
            if Self.isEmptyLine(octets[at..<lineEnd]) {
                contentStart = min(lineEnd + 1, end)
                isComplete = true
                return
            }
            guard let colon = Self.nameEnd(octets[at..<lineEnd]) else {
                if let last = fields.last, Self.isMissingFold(octets[at..<lineEnd], behind: last) {
                    fields[fields.count - 1] = HeaderField(
                        name: last.name,
                        value: octets[last.value.startIndex..<lineEnd]
                    )
                    at = min(lineEnd + 1, end)
                    continue
                }
                if !Self.fieldFollows(octets, behind: lineEnd) {
                    contentStart = at
                    return
                }
                hasStrayLines = true
                at = min(lineEnd + 1, end)
                continue
            }
            let valueStart = colon + 1
            while lineEnd + 1 < end, octets[lineEnd + 1] == ASCII.space || octets[lineEnd + 1] == ASCII.tab {
                let next = octets[(lineEnd + 1)...].firstIndex(of: ASCII.lineFeed) ?? end
                lineEnd = next
            }
            fields.append(
                HeaderField(
                    name: octets[at..<colon].trimmed().lowercasedText(),
                    value: octets[valueStart..<lineEnd]
                )
            )
            at = min(lineEnd + 1, end)
        }
    }

    /// A section of fields that stand elsewhere.
    init(fields: [HeaderField]) {
        self.fields = fields
        contentStart = 0
    }

    /// The first field of a name given in lower case.
    func first(_ name: String) -> HeaderField? { fields.first { $0.name == name } }

    /// The last field of a name given in lower case.
    func last(_ name: String) -> HeaderField? { fields.last { $0.name == name } }

    /// All fields of a name given in lower case.
    func all(_ name: String) -> [HeaderField] { fields.filter { $0.name == name } }

    /// True when a text begins with a header field.
    static func beginsWithField(_ octets: Octets) -> Bool {
        let end = octets.prefix(200).firstIndex(of: ASCII.lineFeed) ?? octets.prefix(200).endIndex
        return nameEnd(octets[octets.startIndex..<end]) != nil
    }

    /// Keeps the number of fields and the length of each within bounds; true when something was cut.
    mutating func limit(fields limit: Int, octets: Int) -> Bool {
        var isCut = false
        if fields.count > limit {
            fields.removeSubrange(limit...)
            isCut = true
        }
        for index in fields.indices where fields[index].value.count > octets {
            fields[index] = HeaderField(name: fields[index].name, value: fields[index].value.prefix(octets))
            isCut = true
        }
        return isCut
    }

    private static func isEmptyLine(_ line: Octets) -> Bool {
        line.isEmpty || (line.count == 1 && line[line.startIndex] == ASCII.carriageReturn)
    }

    /// A parameter (`boundary="…"`) that stands at the start of a line, where it should be indented.
    private static func isMissingFold(_ line: Octets, behind field: HeaderField) -> Bool {
        guard field.name.hasPrefix("content-"), field.value.trimmed().last == ASCII.semicolon,
            let equals = line.prefix(40).firstIndex(of: ASCII.equals), equals > line.startIndex
        else { return false }
        return line[line.startIndex..<equals].allSatisfy { ASCII.isLetter($0) || $0 == ASCII.hyphen || $0 == 0x2A }
    }

    /// Where the colon of a field stands; nil when the line is no field.
    private static func nameEnd(_ line: Octets) -> Int? {
        guard let colon = line.firstIndex(of: ASCII.colon), colon > line.startIndex else { return nil }
        var end = colon
        while end > line.startIndex, line[end - 1] == ASCII.space || line[end - 1] == ASCII.tab { end -= 1 }
        guard end > line.startIndex else { return nil }
        for octet in line[line.startIndex..<end] where octet <= ASCII.space || octet == 0x7F { return nil }
        return colon
    }

    /// True when one of the next lines, before an empty one, is a field that mails commonly have.
    private static func fieldFollows(_ octets: Octets, behind lineEnd: Int) -> Bool {
        var at = lineEnd + 1
        for _ in 0..<4 where at < octets.endIndex {
            let end = octets[at...].firstIndex(of: ASCII.lineFeed) ?? octets.endIndex
            let line = octets[at..<end]
            if isEmptyLine(line) { return false }
            if let colon = nameEnd(line) {
                let name = line[line.startIndex..<colon].trimmed().lowercasedText()
                return commonNames.contains(name) || name.hasPrefix("x-") || name.hasPrefix("list-")
            }
            at = end + 1
        }
        return false
    }

    private static let commonNames: Set<String> = [
        "from", "to", "cc", "bcc", "subject", "date", "message-id", "received", "return-path", "reply-to", "sender",
        "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id",
        "content-description", "in-reply-to", "references", "delivered-to", "dkim-signature", "user-agent",
        "precedence", "importance", "status", "thread-index", "thread-topic", "auto-submitted", "organization",
    ]
}
