/// The octets of a mail behind their bounds, split into header and body.
struct MailSource {
    let header: HeaderSection
    let body: Octets

    /// Cuts what is over a bound and finds the header's end.
    init(_ octets: [UInt8], options: MailParseOptions, warnings: inout [MailWarning]) {
        var whole = octets[...]
        if whole.count > options.maximumSize {
            whole = whole.prefix(options.maximumSize)
            warnings.append(.mailCut)
        }
        whole = Self.withoutEnvelopeLine(whole)
        var section = HeaderSection(whole.prefix(options.maximumHeaderSection))
        var bodyStart = section.contentStart
        let limit = whole.startIndex + options.maximumHeaderSection
        // A section that ends in the last line before the limit was cut in the middle of that line.
        if limit < whole.endIndex, !section.isComplete, !section.fields.isEmpty,
            bodyStart >= limit || !whole[bodyStart..<limit].contains(ASCII.lineFeed)
        {
            // The header goes on behind its bound: the body begins at the next empty line.
            bodyStart = Self.emptyLineEnd(whole[bodyStart...])
            warnings.append(.headerCut)
        }
        if section.limit(fields: options.maximumHeaderFields, octets: options.maximumHeaderField),
            !warnings.contains(.headerCut)
        {
            warnings.append(.headerCut)
        }
        if section.hasStrayLines { warnings.append(.strayHeaderLines) }
        header = section
        body = whole[min(bodyStart, whole.endIndex)...]
    }

    /// Skips what stands before a header: empty lines, a byte order mark, an mbox `From ` line.
    private static func withoutEnvelopeLine(_ octets: Octets) -> Octets {
        var rest = octets
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        if let first = rest.firstIndex(where: { $0 != ASCII.lineFeed && $0 != ASCII.carriageReturn }),
            first - rest.startIndex <= 64, first > rest.startIndex,
            HeaderSection.beginsWithField(rest[first...])
        {
            rest = rest[first...]
        }
        let line = rest.prefix(6)
        guard line.starts(with: Array("From ".utf8)) || line.starts(with: Array(">From ".utf8)),
            let end = rest.prefix(1024).firstIndex(of: ASCII.lineFeed)
        else { return rest }
        return rest[(end + 1)...]
    }

    private static func emptyLineEnd(_ octets: Octets) -> Int {
        var at = octets.startIndex
        while let end = octets[at...].firstIndex(of: ASCII.lineFeed) {
            let next = end + 1
            if next < octets.endIndex, octets[next] == ASCII.lineFeed { return next + 1 }
            if next + 1 < octets.endIndex, octets[next] == ASCII.carriageReturn, octets[next + 1] == ASCII.lineFeed {
                return next + 2
            }
            at = next
        }
        return octets.endIndex
    }
}
