/// A list of words that is looked up by their first byte.
struct WordTable: Sendable {
    private let buckets: [[[UInt8]]]

    /// Creates a table; where words begin alike, the first listed is found.
    init(_ words: [String]) {
        var buckets = Array(repeating: [[UInt8]](), count: 256)
        for word in words {
            let bytes = Array(word.utf8)
            if let first = bytes.first { buckets[Int(first)].append(bytes) }
        }
        self.buckets = buckets
    }

    /// Whether the text begins with one of the words.
    func opens(_ text: [UInt8]) -> Bool { length(in: text, at: 0) != nil }

    /// The first place where one of the words stands by itself.
    func firstWord(in text: [UInt8]) -> Range<Int>? {
        for start in text.indices where !buckets[Int(text[start])].isEmpty {
            if let length = length(in: text, at: start), isWhole(start..<(start + length), in: text) {
                return start..<(start + length)
            }
        }
        return nil
    }

    private func length(in text: [UInt8], at start: Int) -> Int? {
        guard start < text.count else { return nil }
        for word in buckets[Int(text[start])] where start + word.count <= text.count {
            if text[start..<(start + word.count)].elementsEqual(word) { return word.count }
        }
        return nil
    }

    /// Whether a place is no part of a longer word; scripts without spaces between words have none.
    private func isWhole(_ range: Range<Int>, in text: [UInt8]) -> Bool {
        if text[range.lowerBound] >= 0xE3 { return true }
        if range.lowerBound > 0, Self.isLetter(text[range.lowerBound - 1]) { return false }
        return range.upperBound == text.count || !Self.isLetter(text[range.upperBound])
    }

    /// Letters of ASCII, and bytes of Latin, Greek and Cyrillic letters.
    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x80...0xBF, 0xC3...0xD4: true
        default: false
        }
    }
}
