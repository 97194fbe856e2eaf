/// A list of words in folded form that is looked up by their first octet.
struct WordTable: Sendable {
    /// All words, one behind the other, those that begin alike together and in the order they were listed.
    private let octets: [UInt8]
    /// Where each word begins in ``octets``; one more at the end.
    private let starts: [Int]
    /// For each first octet the first of its words in ``starts``; one more at the end.
    private let buckets: [Int]
    /// For each word its place in the list the table was made of.
    private let places: [Int]

    /// Creates a table of words that ``FoldedText`` may hold.
    init(_ words: [String]) {
        var sorted = Array(repeating: [(octets: [UInt8], place: Int)](), count: 256)
        for (place, word) in words.enumerated() {
            let folded = FoldedText.folded(word)
            if let first = folded.first { sorted[Int(first)].append((folded, place)) }
        }
        var octets: [UInt8] = []
        var starts: [Int] = []
        var buckets: [Int] = []
        var places: [Int] = []
        for bucket in sorted {
            buckets.append(starts.count)
            for word in bucket {
                starts.append(octets.count)
                octets += word.octets
                places.append(word.place)
            }
        }
        buckets.append(starts.count)
        starts.append(octets.count)
        self.octets = octets
        self.starts = starts
        self.buckets = buckets
        self.places = places
    }

    /// Whether the text, as it came, may begin with one of the words: a look at its first four octets.
    func mayOpen(_ text: Octets) -> Bool {
        guard let first = text.first else { return false }
        // The two cases of Greek and Cyrillic letters may begin with different octets.
        if first >= 0x80 { return (0xC3...0xD4).contains(first) || buckets[Int(first)] < buckets[Int(first) + 1] }
        let lead = Int(first &- 0x41 < 26 ? first | 0x20 : first)
        return (buckets[lead]..<buckets[lead + 1]).contains { word in
            for offset in 1..<min(4, starts[word + 1] - starts[word]) {
                guard offset < text.count else { return false }
                let wanted = octets[starts[word] + offset]
                let octet = text[offset]
                if wanted < 0x80, octet < 0x80, wanted != (octet &- 0x41 < 26 ? octet | 0x20 : octet) { return false }
            }
            return true
        }
    }

    /// Whether the text begins with one of the words.
    func opens(_ text: Octets) -> Bool {
        guard let first = text.first else { return false }
        for word in buckets[Int(first)]..<buckets[Int(first) + 1] where matches(word, text, at: 0) { return true }
        return false
    }

    /// Whether the text begins with one of the words, standing by itself.
    func opensWithWord(_ text: Octets) -> Bool {
        guard let first = text.first else { return false }
        for word in buckets[Int(first)]..<buckets[Int(first) + 1] where matches(word, text, at: 0) {
            let end = starts[word + 1] - starts[word]
            if first >= 0xE3 || end == text.count || !Self.isLetter(text[end]) { return true }
        }
        return false
    }

    /// Whether the text is one of the words.
    func holds(_ text: Octets) -> Bool { place(of: text) != nil }

    /// The place in the list of the word that the text is.
    func place(of text: Octets) -> Int? {
        guard let first = text.first else { return nil }
        for word in buckets[Int(first)]..<buckets[Int(first) + 1] where starts[word + 1] - starts[word] == text.count {
            if matches(word, text, at: 0) { return places[word] }
        }
        return nil
    }

    /// Whether the text ends in one of the words.
    func closes(_ text: Octets) -> Bool {
        for word in 0..<(starts.count - 1) {
            let start = text.count - (starts[word + 1] - starts[word])
            if start >= 0, matches(word, text, at: start) { return true }
        }
        return false
    }

    /// Whether one of the words occurs anywhere in the text, also inside a longer word.
    func occurs(in text: Octets) -> Bool { text.indices.contains { opens(text.part($0..<text.count)) } }

    /// The first place where one of the words stands by itself.
    func firstWord(in text: Octets) -> Range<Int>? {
        for start in text.indices {
            let first = Int(text[start])
            if buckets[first] == buckets[first + 1] { continue }
            // Scripts without spaces between words have no words inside words.
            let isSpaced = first < 0xE3
            if isSpaced, start > 0, Self.isLetter(text[start - 1]) { continue }
            for word in buckets[first]..<buckets[first + 1] where matches(word, text, at: start) {
                let end = start + starts[word + 1] - starts[word]
                if isSpaced, end < text.count, Self.isLetter(text[end]), Self.isLetter(text[end - 1]) { continue }
                return start..<end
            }
        }
        return nil
    }

    private func matches(_ word: Int, _ text: Octets, at start: Int) -> Bool {
        let begin = starts[word]
        let length = starts[word + 1] - begin
        guard start + length <= text.count else { return false }
        for offset in 0..<length where octets[begin + offset] != text[start + offset] { return false }
        return true
    }

    /// Letters of ASCII, and octets of Latin, Greek and Cyrillic letters.
    private static func isLetter(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x41...0x5A, 0x61...0x7A, 0x80...0xBF, 0xC3...0xD4: true
        default: false
        }
    }
}
