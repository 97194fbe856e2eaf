/// Keeps what GMime has to take apart within bounds that make its work linear.
///
/// GMime compares each line that begins with two hyphens with all open boundaries and builds an object for each part
/// and header field. A mail that nests thousands of containers, opens a hundred thousand parts or gives a part a
/// megabyte of header would cost minutes, so the body is cut where such a thing begins.
struct BoundaryScan {
    /// The body, or the part of it that stays within bounds.
    let readable: Octets
    /// What was cut.
    private(set) var warnings: [MailWarning] = []

    /// Bodies below this size cannot cost more than tens of milliseconds, whatever they hold.
    private static let harmlessSize = 32 << 10
    /// How much deeper than the limit on parts GMime may go: attached mails nest as well.
    private static let spareDepth = 4

    /// False when no line of the body is the boundary, as far as the body was looked through.
    private(set) var isUsed = true

    /// Looks through a body.
    ///
    /// - Parameters:
    ///   - body: everything behind the mail's header.
    ///   - outermost: the boundary that the mail's own header names.
    ///   - options: the bounds.
    init(body: Octets, outermost: [UInt8], options: MailParseOptions) {
        guard body.count > Self.harmlessSize else {
            readable = body
            return
        }
        // The boundaries of the containers that are open, outermost first, as GMime keeps them.
        var open: [Octets] = [outermost[...]]
        var partLines = 0
        var headerOctets = 0
        var headerStart: Int?
        var at = body.startIndex
        var cut: Int?
        while at < body.endIndex, cut == nil {
            let end = body[at...].firstIndex(of: ASCII.lineFeed) ?? body.endIndex
            let line = body[at..<end]
            if line.count >= 2, line[at] == ASCII.hyphen, line[at + 1] == ASCII.hyphen,
                let level = Self.level(of: line, in: open)
            {
                open.removeSubrange((level + 1)...)
                partLines += 1
                headerStart = end
                // Opening and closing lines: twice as many as parts.
                if partLines > options.maximumParts * 2 { cut = at }
            } else if let start = headerStart {
                headerOctets += line.count + 1
                if line.isEmpty || line.elementsEqual([ASCII.carriageReturn]) {
                    open += Self.boundaries(declaredIn: body[min(start + 1, at)..<at])
                    headerStart = nil
                    if open.count > options.maximumDepth + Self.spareDepth { cut = at }
                } else if headerOctets > options.maximumHeaderSection * 2 || end - start > options.maximumHeaderSection
                {
                    cut = start
                }
            }
            at = end + 1
        }
        isUsed = partLines > 0
        readable = body[body.startIndex..<(cut ?? body.endIndex)]
        if cut != nil { warnings.append(.partsCut) }
    }

    /// Which open container a line is the boundary of.
    private static func level(of line: Octets, in open: [Octets]) -> Int? {
        var name = line.dropFirst(2)
        while let last = name.last, ASCII.isSpace(last) { name.removeLast() }
        if let level = open.lastIndex(of: name) { return level }
        guard name.count > 2, name.suffix(2).elementsEqual([ASCII.hyphen, ASCII.hyphen]) else { return nil }
        return open.lastIndex(of: name.dropLast(2))
    }

    private static func boundaries(declaredIn header: Octets) -> [Octets] {
        guard header.firstRange(ofLowercased: "boundary") != nil else { return [] }
        return HeaderSection(header).all("content-type").compactMap { field in
            HeaderParameters(field.unfolded)["boundary"].map { Array($0.utf8)[...] }
        }
    }
}
