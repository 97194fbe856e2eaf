/// RFC 2047 encoded words, read as leniently as mailers write them.
///
/// Accepted beyond the standard: words inside quoted strings and in the middle of other text, spaces and folds inside
/// a word, characters split between neighboring words, a language tag (RFC 2231), eight-bit text around words.
enum EncodedWords {
    /// Decodes an unstructured header value.
    static func decode(_ value: Octets) -> String {
        guard value.contains(where: { $0 >= 0x7F || $0 == ASCII.question || $0 == ASCII.escape }) else {
            return String(decoding: value, as: UTF8.self)
        }
        var result = ""
        var plainStart = value.startIndex
        var run: Run?
        var at = value.startIndex
        while let open = nextOpening(value, from: at) {
            guard let word = word(in: value, at: open) else {
                at = open + 2
                continue
            }
            let between = value[plainStart..<open]
            if let current = run, between.allSatisfy(ASCII.isSpace) {
                // White space between two words only separates them.
                if current.label == word.label {
                    run?.octets += word.octets
                } else {
                    result += current.text
                    run = Run(label: word.label, octets: word.octets)
                }
            } else {
                if let current = run { result += current.text }
                result += plain(between)
                if let last = between.last, separators.contains(last) { result += " " }
                run = Run(label: word.label, octets: word.octets)
            }
            at = word.end
            plainStart = at
        }
        if let current = run { result += current.text }
        return result + plain(value[plainStart...])
    }

    /// Neighboring words of one charset, whose octets are joined before they are converted.
    private struct Run {
        let label: CharsetLabel
        var octets: [UInt8]
        var text: String { CharsetDecoding.decode(octets[...], label: label).string }
    }

    private struct Word {
        let label: CharsetLabel
        let octets: [UInt8]
        let end: Int
    }

    /// Marks such as `[SPAM]` or `Re:` that gateways put directly before a word.
    private static let separators: Set<UInt8> = [0x5D, ASCII.colon]

    private static func plain(_ octets: Octets) -> String {
        CharsetDecoding.guessed(octets, isDoubtful: false).string
    }

    private static func nextOpening(_ value: Octets, from start: Int) -> Int? {
        var at = start
        while at + 1 < value.endIndex {
            if value[at] == ASCII.equals, value[at + 1] == ASCII.question { return at }
            at += 1
        }
        return nil
    }

    /// The longest charset name and encoding that is looked at, so that a value full of `=?` stays linear.
    private static let longestCharset = 60

    private static func word(in value: Octets, at open: Int) -> Word? {
        let charsetStart = open + 2
        guard
            let charsetEnd = value[charsetStart...].prefix(longestCharset).firstIndex(of: ASCII.question),
            charsetEnd > charsetStart,
            charsetEnd + 2 < value.endIndex, value[charsetEnd + 2] == ASCII.question
        else { return nil }
        let encoding = ASCII.lowercased(value[charsetEnd + 1])
        guard encoding == 0x62 || encoding == 0x71 else { return nil }
        let charset = value[charsetStart..<charsetEnd].prefix { $0 != 0x2A }
        guard let label = CharsetLabel(charset) else { return nil }
        let start = charsetEnd + 3
        guard let end = closing(value, from: start, isQuotedPrintable: encoding == 0x71) else { return nil }
        let text = value[start..<end]
        return Word(
            label: label,
            octets: encoding == 0x62 ? Base64.decode(text) : quoted(text),
            end: min(end + 2, value.endIndex)
        )
    }

    /// Where the `?=` of a word stands.
    private static func closing(_ value: Octets, from start: Int, isQuotedPrintable: Bool) -> Int? {
        var at = start
        while at < value.endIndex {
            if value[at] == ASCII.question {
                guard at + 1 < value.endIndex, value[at + 1] == ASCII.equals else {
                    // A lone question mark is no part of base64, and in Q text a mailer forgot to encode it.
                    if !isQuotedPrintable { return nil }
                    at += 1
                    continue
                }
                // `?=` may also be an unencoded question mark before a coded octet (`?=20`); a new word then follows
                // nowhere near. Two hexadecimal digits and a later end decide.
                if isQuotedPrintable, at + 3 < value.endIndex, ASCII.hexValue(value[at + 2]) != nil,
                    ASCII.hexValue(value[at + 3]) != nil, hasClosingBeforeSpace(value, from: at + 4)
                {
                    at += 1
                    continue
                }
                return at
            }
            if value[at] == ASCII.equals, at + 2 < value.endIndex, value[at + 1] == ASCII.question, at > start,
                value[at + 2] != ASCII.equals
            {
                // Another word begins; this one has no end. (`=?=` is padding and an end.)
                return nil
            }
            at += 1
        }
        return nil
    }

    private static func hasClosingBeforeSpace(_ value: Octets, from start: Int) -> Bool {
        var at = start
        while at + 1 < value.endIndex, !ASCII.isSpace(value[at]), at - start < 80 {
            if value[at] == ASCII.question { return value[at + 1] == ASCII.equals }
            at += 1
        }
        return false
    }

    private static func quoted(_ text: Octets) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count)
        var at = text.startIndex
        while at < text.endIndex {
            let octet = text[at]
            if octet == ASCII.underscore {
                octets.append(ASCII.space)
            } else if octet == ASCII.equals, at + 2 < text.endIndex, let high = ASCII.hexValue(text[at + 1]),
                let low = ASCII.hexValue(text[at + 2])
            {
                octets.append(high << 4 | low)
                at += 2
            } else {
                octets.append(octet)
            }
            at += 1
        }
        return octets
    }
}
