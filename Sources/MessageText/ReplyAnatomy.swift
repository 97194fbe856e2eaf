/// Decides line by line what belongs to the reply.
struct ReplyAnatomy {
    let lines: MessageLines
    var fates: [LineFate]
    var folded = FoldedText()
    /// How sure the split is so far; ``raise(to:)`` and ``doubt()`` change it.
    private(set) var confidence = TrimmedReply.Confidence.untouched
    /// How many times a line was looked at or an octet compared in folded form, for tests of the work done.
    var work: Int { looks + folded.work }
    var looks = 0
    private var isDoubtful = false
    private var hasReplyText = false
    private var hasAttribution = false
    /// Where a quote without marks begins that goes on to the end.
    private var cutStart: Int?
    /// The last line that opens or closes a block of code.
    private let lastFence: Int

    init(_ lines: MessageLines) {
        self.lines = lines
        fates = Array(repeating: .reply, count: lines.count)
        lastFence = lines.lines.lastIndex { Self.isFence($0, lines.octets) } ?? 0
    }

    /// Takes the message apart.
    mutating func parts() -> TrimmedReply {
        assign()
        keepAnnouncedAnswers()
        if QuoteSettlement.settle(&fates, in: lines) { raise(to: .likely) }
        dropTrailingRule()
        takeDeviceSignature()
        let assembly = ReplyAssembly(lines: lines, fates: fates)
        let signature = fates.contains(.signature) ? assembly.text(of: .signature) : assembly.signOff(&folded)
        return TrimmedReply(
            reply: assembly.text(of: .reply),
            quoted: assembly.text(of: .quoted),
            signature: signature,
            confidence: confidence == .untouched && isDoubtful ? .unsure : confidence
        )
    }

    mutating func raise(to level: TrimmedReply.Confidence) {
        if level == .certain || confidence == .untouched { confidence = level }
    }

    /// Goes through the lines once and gives each its first fate.
    private mutating func assign() {
        var isInCode = false
        var index = 0
        while index < lines.count {
            let line = lines[index]
            looks += 1
            // A block of code that is never closed is none.
            if Self.isFence(line, lines.octets) { isInCode = !isInCode && index < lastFence }
            if isInCode || line.isBlank && !line.isQuoted {
                index += 1
            } else if line.isQuoted {
                index = takeQuote(at: index, isAttributed: opensWithAttribution(index))
            } else if let match = attribution(at: index) {
                guard let next = takeAttribution(at: index, match) else { return }
                index = next
            } else if endsReply(at: index) {
                // Nothing above: the mail is forwarded as it is, and what it forwards is what it says.
                if hasReplyText { cut(from: index) }
                return
            } else if SignatureLines.isDelimiter(lines.inner(index)) {
                index = hasReplyText && isSignature(below: index) ? takeSignature(at: index) : index + 1
            } else {
                hasReplyText = true
                index += 1
            }
        }
    }

    private static func isFence(_ line: TrimLine, _ octets: Octets) -> Bool {
        !line.isQuoted && line.inner.count >= 3 && octets.holds("```", at: line.inner.lowerBound)
    }

    /// Whether a quote begins here that goes on to the end of the message.
    mutating func endsReply(at index: Int) -> Bool {
        let line = lines[index]
        if line.mark == .quoteBegins { return true }
        if line.header != nil {
            looks += 1
            if QuotedHeaders.begin(at: index, in: lines) { return true }
        }
        return QuoteSeparators.matches(lines.inner(index), &folded)
    }

    private mutating func cut(from index: Int, as level: TrimmedReply.Confidence = .certain) {
        for each in index..<lines.count { fates[each] = .quoted }
        raise(to: level)
        cutStart = index
    }

    /// Shows a mail whole that says its answers stand in what it quotes, when nothing marks them there.
    private mutating func keepAnnouncedAnswers() {
        guard let cutStart else { return }
        // Such words stand in the few lines that cover the answers; a longer letter says what it has to say.
        var seen = 0
        for index in 0..<cutStart where fates[index] == .reply && !lines[index].isBlank {
            seen += 1
            if seen > InlineAnswers.maximumLines { return }
            guard InlineAnswers.announced(by: lines.inner(index), &folded) else { continue }
            fates = Array(repeating: .reply, count: lines.count)
            confidence = .untouched
            isDoubtful = true
            return
        }
    }

    // MARK: Attributions

    /// The attribution that begins here.
    mutating func attribution(at index: Int) -> AttributionLine.Match? {
        if lines[index].mark == .attribution, let next = nextText(after: index), lines[next].isQuoted {
            return AttributionLine.Match(length: 1, strength: .strong)
        }
        return AttributionLine.match(at: index, in: lines, &folded)
    }

    /// Whether the first lines of a quote say who is quoted.
    private mutating func opensWithAttribution(_ index: Int) -> Bool {
        var first = index
        while first < lines.count, lines[first].isBlank { first += 1 }
        looks += first - index
        guard first < lines.count, lines[first].isQuoted else { return false }
        return AttributionLine.match(at: first, in: lines, &folded) != nil || QuotedHeaders.begin(at: first, in: lines)
    }

    /// Takes an attribution and what follows it; returns where to go on, or `nil` at the end.
    private mutating func takeAttribution(at index: Int, _ match: AttributionLine.Match) -> Int? {
        let below = index + match.length
        let next = nextText(after: below - 1)
        if let next, lines[next].isQuoted || isBarred(next) {
            for each in index..<next { fates[each] = .marker }
            raise(to: .certain)
            return takeQuote(at: next, isAttributed: true)
        }
        let isKnown = match.strength == .strong || lines[index].mark == .quoteBegins
        let isAlone = (index == 0 || lines[index - 1].isBlank) && next != below
        guard isKnown || match.strength == .fair && isAlone else {
            isDoubtful = true
            hasReplyText = true
            return below
        }
        if hasReplyText {
            cut(from: index, as: isKnown ? .certain : .likely)
            return nil
        }
        raise(to: .certain)
        for each in index..<below { fates[each] = .marker }
        return below
    }

    // MARK: Quotes

    /// Takes a run of quoted lines; returns the line after it.
    private mutating func takeQuote(at start: Int, isAttributed: Bool) -> Int {
        var end = start
        var index = start
        let allowsBars = isAttributed && isBarred(start)
        while index < lines.count {
            let line = lines[index]
            looks += 1
            if line.isQuoted || allowsBars && isBarred(index) || continuesLink(index, quoteEnd: end) {
                end = index
            } else if !line.isBlank {
                break
            }
            index += 1
        }
        let isSoft =
            !isAttributed && !hasAttribution && lines.lines[start...end].allSatisfy { $0.isSoft || !$0.isQuoted }
        for each in start...end where !isSoft { fates[each] = isAttributed ? .attributedQuote : .looseQuote }
        if isSoft { hasReplyText = true }
        if isAttributed {
            raise(to: .certain)
            hasAttribution = true
        }
        return end + 1
    }

    /// Whether a line between quoted ones is the rest of an address that was wrapped.
    private func continuesLink(_ index: Int, quoteEnd: Int) -> Bool {
        guard index - quoteEnd <= 1, lines[quoteEnd].isQuoted || index == quoteEnd else { return false }
        let line = lines.inner(index)
        if line.opens(with: "(http") || line.opens(with: "<http") { return true }
        guard index > quoteEnd, !line.isEmpty else { return false }
        let above = lines.inner(quoteEnd)
        guard above.count <= 4_096, let open = above.first("(http") ?? above.first("<http") else { return false }
        let isOpen = above[open...].allSatisfy { $0 != UInt8(ascii: ")") && $0 != UInt8(ascii: ">") }
        return isOpen && !line.contains(0x20)
    }

    /// Whether a line is quoted with a bar, as some webmailers do.
    private func isBarred(_ index: Int) -> Bool { lines.inner(index).first == UInt8(ascii: "|") }

    /// A line drawn between the reply and what it quotes belongs to neither.
    private mutating func dropTrailingRule() {
        guard fates.contains(.quoted) else { return }
        for index in fates.indices.reversed() where fates[index] == .reply && !lines[index].isBlank {
            guard !lines[index].isQuoted, SignatureLines.isDelimiter(lines.inner(index)) else { return }
            fates[index] = .quoted
        }
    }

    /// The first line below that is not empty.
    mutating func nextText(after index: Int) -> Int? {
        var next = index + 1
        while next < lines.count, lines[next].isBlank, !lines[next].isQuoted { next += 1 }
        looks += next - index
        return next < lines.count ? next : nil
    }
}
