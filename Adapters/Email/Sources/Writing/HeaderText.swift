/// Gives header values a form that cannot break out of its field, whatever they hold (RFC 5322, RFC 2047).
///
/// Every value passes ``clean(_:)`` first, so no line end of its own survives; the only line ends in a field are the
/// folds made here, each followed by a space.
enum HeaderText {
    /// The longest line that is written where there is a place to fold, without the line end.
    static let lineLength = 76
    /// The longest value that is written, in bytes of UTF-8; what is beyond is left out.
    static let longestValue = 2000

    /// A field with a free text such as Subject.
    static func unstructured(_ name: String, _ value: String) -> String {
        let text = clean(value)
        if isPlain(text) {
            return folded(name + ":", words: text.split(separator: " ", omittingEmptySubsequences: false))
        }
        return folded(name + ":", words: encodedWords(text).map { $0[...] })
    }

    /// A field of words that must not be encoded, such as ids; each word holds only visible ASCII.
    static func structured(_ name: String, _ words: [String]) -> String {
        folded(name + ":", words: words.map { $0[...] })
    }

    /// A field of addresses.
    static func addresses(_ name: String, _ list: [(name: String?, address: String)]) -> String {
        let words = list.enumerated().flatMap { index, entry in
            let isLast = index == list.count - 1
            return phrase(entry.name) + ["<\(entry.address)>" + (isLast ? "" : ",")]
        }
        return folded(name + ":", words: words.map { $0[...] })
    }

    /// The text on one line: controls and line ends are spaces, what cannot be seen and turns text around is left out.
    static func clean(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        var length = 0
        var pendingSpace = false
        for scalar in value.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: pendingSpace = !result.isEmpty
            case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: continue
            default:
                length += UTF8.width(scalar)
                if length > longestValue { return trimmed(String(result)) }
                if pendingSpace, scalar != " ", result.last != " " { result.append(" ") }
                pendingSpace = false
                result.append(scalar)
            }
        }
        return trimmed(String(result))
    }

    /// The words of a display name in front of an address: a quoted string, or encoded words.
    private static func phrase(_ name: String?) -> [String] {
        guard let name else { return [] }
        let text = clean(name)
        if text.isEmpty { return [] }
        // A quoted string cannot be folded without a doubt about its blanks, so a long name is encoded.
        guard isPlain(text), text.utf8.count <= 60 else { return encodedWords(text) }
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return [quoted + "\""]
    }

    /// Whether a text needs no encoding: visible ASCII, nothing that reads as an encoded word, no word too long for a
    /// line.
    private static func isPlain(_ text: String) -> Bool {
        var wordLength = 0
        var previous: UInt8 = 0
        for byte in text.utf8 {
            guard byte >= 0x20, byte < 0x7F else { return false }
            if previous == UInt8(ascii: "="), byte == UInt8(ascii: "?") { return false }
            wordLength = byte == 0x20 ? 0 : wordLength + 1
            if wordLength > 60 { return false }
            previous = byte
        }
        return true
    }

    /// The text as encoded words of at most 75 characters each, cut between characters.
    private static func encodedWords(_ text: String) -> [String] {
        var words: [String] = []
        var chunk: [UInt8] = []
        func close() {
            if !chunk.isEmpty { words.append("=?utf-8?B?\(Base64.text(chunk))?=") }
            chunk.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunk.count + bytes.count > 45 { close() }
            chunk += bytes
        }
        close()
        return words
    }

    /// Writes words behind a field's name; folds go before a word, where its space becomes the fold's space.
    private static func folded(_ start: String, words: [Substring]) -> String {
        var text = start
        var lineLength = start.utf8.count
        var isFirstOnLine = true
        for (index, word) in words.enumerated() {
            // The first word stays on the field's own line: readers disagree about a field that begins with a fold.
            if index > 0, !word.isEmpty, !isFirstOnLine, lineLength + 1 + word.utf8.count > Self.lineLength {
                text += "\r\n"
                lineLength = 0
                isFirstOnLine = true
            }
            text += " "
            text += word
            lineLength += 1 + word.utf8.count
            if !word.isEmpty { isFirstOnLine = false }
        }
        return text + "\r\n"
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.utf8.first == 0x20 { text.removeFirst() }
        while text.utf8.last == 0x20 { text.removeLast() }
        return String(text)
    }
}
