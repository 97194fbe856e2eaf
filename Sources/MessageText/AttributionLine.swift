/// Recognizes the line that introduces a quote: "On 3 Apr 2012, at 16:19, Bob wrote:" and its kin.
///
/// Such a line holds a date or an address, and a verb of writing or a mail program's fixed form; that is asked for,
/// rather than the wording of each program and language.
enum AttributionLine {
    /// How much a line says.
    enum Strength {
        /// People write such lines themselves; only a quote below makes it one: "On 3 April Bob wrote:".
        case weak
        /// Programs and people write such lines; one that stands alone introduces what follows: "Bob <b@x.org> wrote:".
        case fair
        /// Programs write such lines: a time of day or an address stands in it.
        case strong
    }

    /// An attribution found.
    struct Match {
        /// How many lines it takes.
        let length: Int
        let strength: Strength
    }

    /// The most lines one attribution is wrapped over.
    private static let maximumLines = 4
    /// The longest attribution, in octets.
    private static let maximumLength = 400
    /// How many places in a line are tried for an attribution that follows other words.
    private static let maximumStarts = 8

    /// The attribution that begins at a line, or `nil` when none does.
    static func match(at index: Int, in lines: MessageLines, _ text: inout FoldedText) -> Match? {
        let first = lines[index]
        guard !first.traits.isDisjoint(with: [.digit, .at]), first.inner.count <= maximumLength else { return nil }
        text.set(lines.inner(index))
        let limit = text.read { lineLimit($0) }
        for length in 1...4 where length <= limit && index + length <= lines.count {
            if length > 1 {
                let line = lines[index + length - 1]
                if line.isBlank || line.isQuoted != first.isQuoted { return nil }
                if text.count + line.inner.count > maximumLength { return nil }
                text.join(lines.inner(index + length - 1))
            }
            if let strength = text.read({ strength(of: $0) }) { return Match(length: length, strength: strength) }
        }
        return nil
    }

    /// Over how many lines an attribution may be wrapped that begins with this one; 0 when none can.
    private static func lineLimit(_ opening: Octets) -> Int {
        let hasAddress = opening.contains(at)
        if AttributionWords.openings.opens(opening) || LineDates.opens(opening) { return maximumLines }
        if hasAddress, AttributionWords.verbs.firstWord(in: opening) != nil { return maximumLines }
        return hasAddress || endsInColon(opening) ? 1 : 0
    }

    /// Where an attribution begins that shares its line with the last words of a reply.
    static func start(inside line: Octets, _ text: inout FoldedText) -> Int? {
        guard line.count <= maximumLength, line.first("On ") != nil else { return nil }
        text.set(line)
        if text.read({ strength(of: $0) }) != nil { return nil }
        var from = 0
        for _ in 0..<maximumStarts {
            guard let next = line.part(from..<line.count).first("On ") else { return nil }
            let start = from + next
            if start > 0 {
                text.set(line.part(start..<line.count))
                if text.read({ strength(of: $0) }) == .strong { return start }
            }
            from = start + 1
        }
        return nil
    }

    /// What speaks for a text being an attribution as a whole; `nil` when it is none.
    private static func strength(of text: Octets) -> Strength? {
        guard text.count >= 8, let last = text.last else { return nil }
        let isClosed = endsInColon(text)
        let hasAddress = text.contains(at)
        let isBracketed = hasAddress && text.contains(open) && text.contains(close)
        guard isClosed || isBracketed || hasAddress || text.contains(where: { $0.isDigit }) else { return nil }
        let seen = LineDates.sighting(in: text)
        if let verb = AttributionWords.verbs.firstWord(in: text) {
            guard isClosed || ends(text, after: verb.upperBound) else { return nil }
            if seen.hasDate, LineDates.opens(text) || AttributionWords.openings.opens(text) {
                return seen.hasTime || hasAddress ? .strong : isClosed && isLast(verb, in: text) ? .fair : .weak
            }
            if isBracketed { return seen.hasDate ? .strong : isClosed && isLast(verb, in: text) ? .fair : .weak }
            // "Ann Lee wrote on 3/3/25 10:15:"
            let follows = seen.hasTime && isClosed && verb.lowerBound <= 60
            return follows && LineDates.sighting(in: text.part(verb.upperBound..<text.count)).hasTime ? .weak : nil
        }
        guard seen.hasDate else { return nil }
        if isBracketed {
            guard isClosed || last == close, isNamed(text) else { return nil }
            return LineDates.opens(text) || isClosed && AttributionWords.openings.opens(text) ? .strong : nil
        }
        guard LineDates.opens(text) else { return nil }
        if zones.firstWord(in: text) != nil, !text.contains(open) { return .strong }
        return seen.hasTime && hasAddress && isClosed ? .weak : nil
    }

    /// Whether a name or a space stands before the address in brackets, unlike in logs (`to=<ann@example.com>`).
    private static func isNamed(_ text: Octets) -> Bool {
        guard let bracket = text.firstIndex(of: open), bracket > 0 else { return false }
        let before = text[bracket - 1]
        return before == 0x20 || before == UInt8(ascii: "\"") || before == UInt8(ascii: "(") || before >= 0x80
    }

    /// As in "2016-03-03 17:21 GMT+01:00 Some One", which Gmail writes for lack of a translation.
    private static let zones = WordTable(["gmt+", "gmt-"])
    private static let at = UInt8(ascii: "@")
    private static let open = UInt8(ascii: "<")
    private static let close = UInt8(ascii: ">")

    private static func endsInColon(_ text: Octets) -> Bool {
        text.last == UInt8(ascii: ":") || text.closes(with: "：")
    }

    /// Whether nothing but a colon stands behind a verb.
    private static func isLast(_ verb: Range<Int>, in text: Octets) -> Bool {
        text[verb.upperBound...].allSatisfy { $0 == 0x20 || $0 == UInt8(ascii: ":") || $0 >= 0x80 }
    }

    private static func ends(_ text: Octets, after index: Int) -> Bool {
        text[index...].allSatisfy { $0 == 0x20 || $0 == UInt8(ascii: ".") }
    }
}
