/// Recognizes the line that introduces a quote: "On 3 Apr 2012, at 16:19, Bob wrote:" and its kin.
///
/// Such a line holds a date or an address, and a verb of writing or a mail program's fixed form; that is asked for,
/// rather than the wording of each program and language.
enum AttributionLine {
    /// The most lines one attribution is wrapped over.
    private static let maximumLines = 4
    /// The longest attribution, in bytes.
    private static let maximumLength = 400

    /// The number of lines of the attribution that begins at a line, or `nil` when none does.
    static func length(at index: Int, in lines: [TrimLine]) -> Int? {
        let first = lines[index].inner
        guard first.utf8.count <= maximumLength, first.utf8.contains(where: isTelling) else { return nil }
        let opening = plain(first)
        let hasAddress = opening.contains(at)
        let mayContinue =
            AttributionWords.openings.opens(opening) || LineDates.opens(opening)
            || hasAddress && AttributionWords.verbs.firstWord(in: opening) != nil
        guard mayContinue || hasAddress || endsInColon(opening) else { return nil }
        var joined = ""
        for count in 1...(mayContinue ? maximumLines : 1) {
            guard index + count <= lines.count else { return nil }
            let line = lines[index + count - 1]
            if line.isBlank || line.isQuoted != lines[index].isQuoted { return nil }
            joined += (joined.isEmpty || joined.hasSuffix("<") ? "" : " ") + line.inner
            if joined.utf8.count > maximumLength { return nil }
            if matches(plain(joined)) { return count }
        }
        return nil
    }

    /// Where an attribution begins that shares its line with the last words of a reply.
    static func start(inside line: String) -> String.Index? {
        guard line.utf8.count <= maximumLength, line.utf8.last == UInt8(ascii: ":"), !matches(plain(line)) else {
            return nil
        }
        var from = line.startIndex
        while let start = ByteSearch.first("On ", in: line[from...]) {
            if start > line.startIndex, matches(plain(String(line[start...]))) { return start }
            from = line.utf8.index(after: start)
        }
        return nil
    }

    /// Whether a text, as ``plain(_:)`` gives it, is an attribution as a whole.
    private static func matches(_ text: [UInt8]) -> Bool {
        guard text.count >= 8, let last = text.last else { return false }
        let isClosed = endsInColon(text)
        let isBracketed = text.contains(at) && text.contains(UInt8(ascii: "<")) && text.contains(UInt8(ascii: ">"))
        if let verb = AttributionWords.verbs.firstWord(in: text) {
            guard isClosed || ends(text, after: verb.upperBound) else { return false }
            return isBracketed
                || LineDates.hasDate(text) && (LineDates.opens(text) || AttributionWords.openings.opens(text))
        }
        guard isBracketed ? isClosed || last == UInt8(ascii: ">") : isStampedName(text) else { return false }
        guard LineDates.hasDate(text) else { return false }
        return LineDates.opens(text) || isBracketed && isClosed && AttributionWords.openings.opens(text)
    }

    /// "2016-03-03 17:21 GMT+01:00 Some One", which Gmail writes for lack of a translation.
    private static func isStampedName(_ text: [UInt8]) -> Bool {
        zones.firstWord(in: text) != nil && !text.contains(UInt8(ascii: "<"))
    }

    private static let zones = WordTable(["gmt+", "gmt-"])
    private static let at = UInt8(ascii: "@")

    private static func isTelling(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || byte == at }

    private static func endsInColon(_ text: [UInt8]) -> Bool {
        text.last == UInt8(ascii: ":") || text.suffix(3).elementsEqual("：".utf8)
    }

    private static func ends(_ text: [UInt8], after index: Int) -> Bool {
        text[index...].allSatisfy { $0 == 0x20 || $0 == UInt8(ascii: ".") }
    }

    /// The text in lower case, entities decoded, without emphasis and dashes around it.
    static func plain(_ source: String) -> [UInt8] {
        var text = source
        if text.utf8.contains(UInt8(ascii: "&")) {
            for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " ")] {
                text = text.replacing(entity, with: character)
            }
        }
        func isOrnament(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case "-", "*", "_", " ", "~", "–", "—", "\u{A0}": true
            default: false
            }
        }
        var part = text.unicodeScalars[...]
        while let first = part.first, isOrnament(first) { part.removeFirst() }
        while let last = part.last, isOrnament(last) { part.removeLast() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.utf8.count)
        for byte in String(part).lowercased().utf8 {
            // A no-break space is a space here.
            if byte == 0xA0, bytes.last == 0xC2 { bytes[bytes.count - 1] = 0x20 } else { bytes.append(byte) }
        }
        return bytes
    }
}
