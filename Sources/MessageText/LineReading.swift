/// Reads a message into lines in one pass.
struct LineReading {
    private let octets: Octets
    private var lines: [TrimLine] = []
    private var folded = FoldedText()

    /// Splits text into lines, up to ``ReplyTrimmer/maximumLines``; the rest is one last line.
    ///
    /// - Parameters:
    ///   - octets: the text; must stay alive while the result is used.
    ///   - starts: what markup said about the lines that begin at these places, in order.
    /// - Returns: the lines.
    static func lines(of octets: Octets, starts: [TextWriter.LineStart] = []) -> MessageLines {
        var reading = LineReading(octets: octets)
        reading.lines.reserveCapacity(min(octets.count / 32 + 8, ReplyTrimmer.maximumLines + 1))
        reading.run(starts)
        return MessageLines(octets: octets, lines: reading.lines)
    }

    private init(octets: Octets) { self.octets = octets }

    private mutating func run(_ starts: [TextWriter.LineStart]) {
        var start = 0
        var known = 0
        while start < octets.count {
            var traits: TrimLine.Traits = []
            var end = start
            if lines.count == ReplyTrimmer.maximumLines {
                end = octets.count
            } else {
                (end, traits) = Self.scan(octets, from: start)
            }
            var line = line(start..<end, traits)
            if known < starts.count, (start...end).contains(starts[known].offset) {
                line.mark = starts[known].mark
                if starts[known].depth > 0 {
                    line.depth += starts[known].depth
                    line.isSoft = starts[known].isSoft
                }
                known += 1
            }
            append(line)
            start = end + 1
            if end + 1 < octets.count, octets[end] == 0x0D, octets[end + 1] == 0x0A { start += 1 }
        }
    }

    /// Finds the end of a line and what it holds.
    private static func scan(_ octets: Octets, from start: Int) -> (end: Int, traits: TrimLine.Traits) {
        var traits: UInt8 = 0
        var index = start
        while index < octets.count {
            let octet = octets[index]
            if octet >= 0x61, octet < 0x80 {
                // The most frequent octets, small letters, say nothing.
            } else if octet == 0x0A || octet == 0x0D {
                break
            } else if octet.isDigit {
                traits |= TrimLine.Traits.digit.rawValue
            } else if octet == UInt8(ascii: "@") {
                traits |= TrimLine.Traits.at.rawValue
            } else if octet == UInt8(ascii: ":") {
                traits |= TrimLine.Traits.colon.rawValue
            } else if octet >= 0xE3 {
                traits |= TrimLine.Traits.wide.rawValue
            }
            index += 1
        }
        return (index, TrimLine.Traits(rawValue: traits))
    }

    private mutating func line(_ whole: Range<Int>, _ traits: TrimLine.Traits) -> TrimLine {
        let marks = Self.quoteMarks(octets, whole)
        let inner = octets.trimmed(marks.rest..<whole.upperBound)
        let mayBeHeader = !traits.isDisjoint(with: [.colon, .wide])
        return TrimLine(
            whole: whole,
            inner: inner,
            depth: marks.depth,
            traits: traits,
            header: mayBeHeader ? QuotedHeaders.header(octets.part(inner), &folded) : nil
        )
    }

    /// Adds a line; an attribution that shares it with the reply's last words gets a line of its own.
    private mutating func append(_ line: TrimLine) {
        guard line.traits.contains(.colon), !line.isQuoted, octets[line.inner.upperBound - 1] == UInt8(ascii: ":"),
            let offset = AttributionLine.start(inside: octets.part(line.inner), &folded)
        else { return lines.append(line) }
        let start = line.inner.lowerBound + offset
        var words = line.whole.lowerBound..<start
        while let last = octets[words].last, last == UInt8(ascii: "-") || last == 0x20 { words = words.dropLast() }
        lines.append(TrimLine(whole: words, inner: octets.trimmed(words), depth: 0, traits: line.traits))
        var attribution = line
        attribution.whole = start..<line.whole.upperBound
        attribution.inner = start..<line.inner.upperBound
        lines.append(attribution)
    }

    /// Counts `>` at the start, also behind initials as some Unix mailers write them.
    private static func quoteMarks(_ octets: Octets, _ line: Range<Int>) -> (depth: Int, rest: Int) {
        var depth = 0
        var rest = line.lowerBound
        var spaces = 0
        var letters = 0
        var index = line.lowerBound
        while index < line.upperBound {
            switch octets[index] {
            case UInt8(ascii: ">"):
                if letters > 0 {
                    let next = index + 1 < line.upperBound ? octets[index + 1] : 0x20
                    if next != 0x20, next != UInt8(ascii: ">") { return (depth, rest) }
                }
                depth += 1
                letters = 0
                spaces = 0
                rest = index + 1
            case 0x20, 0x09:
                spaces += 1
                if letters > 0 || spaces > 4 { return (depth, rest) }
            case 0x41...0x5A where depth == 0 && spaces == 0 && letters < 3: letters += 1
            default: return (depth, rest)
            }
            index += 1
        }
        return (depth, rest)
    }
}
