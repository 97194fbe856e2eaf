/// Decides line by line what belongs to the reply.
struct ReplyAnatomy {
    private enum Fate {
        case reply
        /// Introduces a quote.
        case marker
        /// Quoted below a marker.
        case attributedQuote
        /// Quoted, with nothing that says by whom.
        case looseQuote
        case signature
        case quoted
    }

    private let lines: [TrimLine]
    private let headers: [QuotedHeaders.Header?]
    private var fates: [Fate]
    private var confidence = TrimmedReply.Confidence.untouched
    private var hasReplyText = false
    private var hasAttribution = false

    init(lines source: [TrimLine]) {
        lines = Self.separated(source)
        headers = lines.map { QuotedHeaders.header($0.inner) }
        fates = Array(repeating: .reply, count: lines.count)
    }

    /// Gives attributions that share a line with the reply's last words a line of their own.
    private static func separated(_ source: [TrimLine]) -> [TrimLine] {
        var lines: [TrimLine] = []
        lines.reserveCapacity(source.count)
        for line in source {
            guard !line.isQuoted, let start = AttributionLine.start(inside: line.inner) else {
                lines.append(line)
                continue
            }
            var words = line.inner[..<start]
            while let last = words.last, last == "-" || last == " " { words = words.dropLast() }
            lines.append(TrimLine(words))
            lines.append(TrimLine(line.inner[start...]))
        }
        return lines
    }

    /// Takes the message apart.
    consuming func parts() -> TrimmedReply {
        assign()
        settleQuotes()
        dropTrailingRule()
        takeDeviceSignature()
        return assemble()
    }

    /// Goes through the lines once and gives each its first fate.
    private mutating func assign() {
        var isInCode = false
        var index = 0
        while index < lines.count {
            let line = lines[index]
            if !line.isQuoted, line.inner.hasPrefix("```") { isInCode.toggle() }
            if isInCode || line.isBlank && !line.isQuoted {
                index += 1
                continue
            }
            if line.isQuoted {
                index = takeQuote(at: index, isAttributed: opensWithAttribution(index))
            } else if let length = attribution(at: index) {
                guard let next = takeAttribution(at: index, length: length) else { return }
                index = next
            } else if endsReply(at: index) {
                // Nothing above: the mail is forwarded as it is, and what it forwards is what it says.
                if hasReplyText { cut(from: index) }
                return
            } else if hasReplyText, SignatureLines.isDelimiter(line.inner), isSignature(below: index) {
                index = takeSignature(at: index)
            } else if SignatureLines.isDelimiter(line.inner) {
                index += 1
            } else {
                hasReplyText = true
                index += 1
            }
        }
    }

    /// Whether a quote begins here that goes on to the end of the message.
    private func endsReply(at index: Int) -> Bool {
        lines[index].mark == .quoteBegins || QuoteSeparators.matches(lines[index].inner)
            || QuotedHeaders.begin(at: index, in: lines, headers)
    }

    private mutating func cut(from index: Int) {
        for each in index..<lines.count { fates[each] = .quoted }
        confidence = .certain
    }

    // MARK: Attributions

    /// The number of lines of an attribution that begins here.
    private func attribution(at index: Int) -> Int? {
        if lines[index].mark == .attribution, let next = nextText(after: index), lines[next].isQuoted { return 1 }
        return AttributionLine.length(at: index, in: lines)
    }

    /// Whether the first lines of a quote say who is quoted.
    private func opensWithAttribution(_ index: Int) -> Bool {
        guard let first = lines[index...].firstIndex(where: { !$0.isBlank }), lines[first].isQuoted else {
            return false
        }
        return AttributionLine.length(at: first, in: lines) != nil || QuotedHeaders.begin(at: first, in: lines, headers)
    }

    /// Takes an attribution and what follows it; returns where to go on, or `nil` at the end.
    private mutating func takeAttribution(at index: Int, length: Int) -> Int? {
        let next = nextText(after: index + length - 1)
        let isQuoteMarked = next.map { lines[$0].isQuoted || isBarred($0) } ?? false
        if hasReplyText, !isQuoteMarked {
            cut(from: index)
            return nil
        }
        confidence = .certain
        let end = isQuoteMarked ? next ?? index + length : index + length
        for each in index..<end { fates[each] = .marker }
        guard let next, isQuoteMarked else { return end }
        return takeQuote(at: next, isAttributed: true)
    }

    // MARK: Quotes

    /// Takes a run of quoted lines; returns the line after it.
    private mutating func takeQuote(at start: Int, isAttributed: Bool) -> Int {
        var end = start
        var index = start
        let allowsBars = isAttributed && isBarred(start)
        while index < lines.count {
            let line = lines[index]
            if line.isQuoted || allowsBars && isBarred(index) || continuesLink(index, quoteEnd: end) {
                end = index
            } else if !line.isBlank {
                break
            }
            index += 1
        }
        let isSoft = !isAttributed && !hasAttribution && lines[start...end].allSatisfy { $0.isSoft || !$0.isQuoted }
        for each in start...end where !isSoft { fates[each] = isAttributed ? .attributedQuote : .looseQuote }
        if isSoft { hasReplyText = true }
        if isAttributed {
            confidence = .certain
            hasAttribution = true
        }
        return end + 1
    }

    /// Whether a line between quoted ones is the rest of an address that was wrapped.
    private func continuesLink(_ index: Int, quoteEnd: Int) -> Bool {
        guard index > 0, index - quoteEnd <= 1, lines[quoteEnd].isQuoted || index == quoteEnd else { return false }
        let line = lines[index].inner
        if line.hasPrefix("(http") || line.hasPrefix("<http") { return true }
        guard index > quoteEnd else { return false }
        let above = lines[quoteEnd].inner
        guard let open = above.range(ofAny: ["(http", "<http"]) else { return false }
        return !above[open...].contains(")") && !above[open...].contains(">") && !line.contains(" ")
    }

    /// Whether a line is quoted with a bar, as some webmailers do.
    private func isBarred(_ index: Int) -> Bool { lines[index].inner.hasPrefix("|") }

    /// Quotes between the sender's own paragraphs are part of the reply; quotes around it are not.
    private mutating func settleQuotes() {
        guard let lastText = fates.indices.last(where: { fates[$0] == .reply && !lines[$0].isBlank }) else {
            for index in fates.indices where isQuote(fates[index]) { fates[index] = .quoted }
            if confidence == .untouched, fates.contains(.quoted) { confidence = .likely }
            return
        }
        var laterQuote = false
        var laterMarker = false
        var textSinceQuote = false
        for index in fates.indices.reversed() {
            switch fates[index] {
            case .reply:
                if !lines[index].isBlank, laterQuote { textSinceQuote = true }
            case .attributedQuote:
                // Answers stand between the quotes only when another quote follows an answer.
                let isAnswered = index < lastText && laterQuote && textSinceQuote
                fates[index] = isAnswered ? .reply : .quoted
                if !isAnswered, !textSinceQuote { laterQuote = laterQuote || index < lastText }
            case .looseQuote:
                laterQuote = true
                if index < lastText || laterMarker {
                    fates[index] = .reply
                } else {
                    fates[index] = .quoted
                    if confidence == .untouched { confidence = .likely }
                }
            case .marker:
                laterMarker = true
                fates[index] = .quoted
            case .signature, .quoted: break
            }
        }
    }

    /// A line drawn between the reply and what it quotes belongs to neither.
    private mutating func dropTrailingRule() {
        guard fates.contains(.quoted) else { return }
        for index in fates.indices.reversed() where fates[index] == .reply && !lines[index].isBlank {
            guard !lines[index].isQuoted, SignatureLines.isDelimiter(lines[index].inner) else { return }
            fates[index] = .quoted
        }
    }

    private func isQuote(_ fate: Fate) -> Bool {
        fate == .attributedQuote || fate == .looseQuote || fate == .marker
    }

    // MARK: Signatures

    private func isSignature(below index: Int) -> Bool {
        guard let next = nextText(after: index), !lines[next].isQuoted, attribution(at: next) == nil,
            !endsReply(at: next)
        else { return false }
        var lengths: [Int] = []
        for each in (index + 1)..<max(index + 1, lines.count) {
            let line = lines[each]
            if line.isQuoted || lengths.count > SignatureLines.maximumLines { break }
            if !line.isBlank { lengths.append(line.inner.utf8.count) }
        }
        let isUnderline = index > 0 && !lines[index - 1].isBlank
        return SignatureLines.isPlausible(
            delimiter: lines[index].inner,
            isUnderline: isUnderline,
            lineLengths: lengths
        )
    }

    private mutating func takeSignature(at start: Int) -> Int {
        var index = start
        while index < lines.count {
            if index > start, lines[index].isQuoted || attribution(at: index) != nil || endsReply(at: index) { break }
            fates[index] = .signature
            index += 1
        }
        if confidence == .untouched { confidence = .likely }
        return index
    }

    /// Takes the lines that telephones add below the last words.
    private mutating func takeDeviceSignature() {
        var index = lines.count - 1
        var taken: [Int] = []
        while index >= 0 {
            if fates[index] == .reply, !lines[index].isBlank {
                guard !lines[index].isQuoted, SignatureLines.isDeviceLine(lines[index].inner) else { break }
                taken.append(index)
            }
            index -= 1
        }
        let isAllThereIs = index < 0 && !fates.contains(.quoted) && !fates.contains(.signature)
        guard !isAllThereIs else { return }
        for each in taken { fates[each] = .signature }
        if !taken.isEmpty, confidence == .untouched { confidence = .likely }
    }

    // MARK: Result

    private func nextText(after index: Int) -> Int? {
        var next = index + 1
        while next < lines.count {
            if !lines[next].isBlank || lines[next].isQuoted { return next }
            next += 1
        }
        return nil
    }

    private func assemble() -> TrimmedReply {
        var signature = joined { $0 == .signature }
        let reply = joined { $0 == .reply }
        if signature.isEmpty { signature = SignatureLines.signOff(in: reply) ?? "" }
        return TrimmedReply(
            reply: reply,
            quoted: joined { $0 == .quoted },
            signature: signature.isEmpty ? nil : signature,
            confidence: confidence
        )
    }

    /// The lines of one fate, without empty lines around them.
    private func joined(where isWanted: (Fate) -> Bool) -> String {
        var text = ""
        var gap = ""
        var isFirst = true
        for index in lines.indices where isWanted(fates[index]) {
            let line = lines[index]
            if line.isBlank && !line.isQuoted {
                if !isFirst { gap += "\n" }
                continue
            }
            if !isFirst { text += gap + "\n" }
            gap = ""
            var end = line.text.endIndex
            while end > line.text.startIndex, line.text[line.text.index(before: end)].isWhitespace {
                end = line.text.index(before: end)
            }
            text += line.text[..<end]
            isFirst = false
        }
        return text
    }
}

extension String {
    /// The start of the first of the given strings to occur, in their order.
    fileprivate func range(ofAny wanted: [String]) -> String.Index? {
        for each in wanted {
            if let start = ByteSearch.first(each, in: self) { return start }
        }
        return nil
    }
}
