/// A short text ready to be compared with tables: in lower case, entities decoded, no-break spaces made spaces.
///
/// One of them is filled again for each line that is looked at, so that looking costs no allocation. Letters are folded
/// where both cases take as many octets, which holds for the alphabets of the tables; the tables are folded alike.
struct FoldedText {
    private var octets: [UInt8] = []
    /// How many octets were folded in all, a measure of the work done.
    private(set) var work = 0

    /// The folded form of a word of a table.
    static func folded(_ word: String) -> [UInt8] {
        var text = FoldedText()
        Array(word.utf8).withUnsafeBufferPointer { text.append($0) }
        return text.octets
    }

    var count: Int { octets.count }

    mutating func set(_ source: Octets) {
        octets.removeAll(keepingCapacity: true)
        append(source)
    }

    /// Adds a line that continues the text.
    mutating func join(_ line: Octets) {
        if let last = octets.last, last != UInt8(ascii: "<") { octets.append(0x20) }
        append(line)
    }

    /// Takes out the octets of ASCII that are among the given ones.
    mutating func remove(_ unwanted: StaticString) {
        octets.removeAll { octet in unwanted.bytes.contains(octet) }
    }

    /// Takes out spaces, also the wide ones of Chinese, Japanese and Korean.
    mutating func removeSpaces() {
        var kept = 0
        var index = 0
        while index < octets.count {
            if octets[index] == 0x20 || octets[index] == 0x09 {
                index += 1
            } else if octets[index...].starts(with: [0xE3, 0x80, 0x80]) {
                index += 3
            } else {
                octets[kept] = octets[index]
                kept += 1
                index += 1
            }
        }
        octets.removeSubrange(kept...)
    }

    /// Reads the text, without dashes and emphasis around it.
    func read<Result>(_ body: (Octets) -> Result) -> Result {
        octets.withUnsafeBufferPointer { body($0.part(Self.bare($0))) }
    }

    /// Reads the text as it is.
    func readWhole<Result>(_ body: (Octets) -> Result) -> Result { octets.withUnsafeBufferPointer { body($0) } }

    private mutating func append(_ source: Octets) {
        work += source.count
        if source.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "&") }) {
            let start = octets.count
            octets.append(contentsOf: source)
            octets.withUnsafeMutableBufferPointer { octets in
                for index in start..<octets.count where octets[index] &- 0x41 < 26 { octets[index] |= 0x20 }
            }
        } else {
            appendSlowly(source)
        }
    }

    private mutating func appendSlowly(_ source: Octets) {
        var index = 0
        while index < source.count {
            let octet = source[index]
            if octet < 0x80 {
                if octet == UInt8(ascii: "&"), let (character, length) = Self.entity(in: source, at: index) {
                    octets.append(character)
                    index += length
                } else {
                    octets.append(octet &- 0x41 < 26 ? octet | 0x20 : octet)
                    index += 1
                }
            } else if octet >= 0xC2, octet < 0xE2, index + 1 < source.count {
                index += appendLetter(octet, source, at: index)
            } else {
                octets.append(octet)
                index += 1
            }
        }
    }

    /// Folds a letter of two octets, or of three in the Vietnamese block; returns how many were read.
    private mutating func appendLetter(_ lead: UInt8, _ source: Octets, at index: Int) -> Int {
        let next = source[index + 1]
        if lead == 0xC2, next == 0xA0 {
            octets.append(0x20)
            return 2
        }
        if lead == 0xE1, (0xB8...0xBB).contains(next), index + 2 < source.count {
            let isCapital = source[index + 2] & 1 == 0 && !(next == 0xBA && (0x96...0x9F).contains(source[index + 2]))
            octets.append(lead)
            octets.append(next)
            octets.append(isCapital ? source[index + 2] + 1 : source[index + 2])
            return 3
        }
        if lead >= 0xE0 {
            octets.append(lead)
            return 1
        }
        let letter = LetterCase.lower(lead, next)
        octets.append(letter.0)
        octets.append(letter.1)
        return 2
    }

    private static func entity(in source: Octets, at index: Int) -> (UInt8, Int)? {
        if source.holds("&lt;", at: index) { return (UInt8(ascii: "<"), 4) }
        if source.holds("&gt;", at: index) { return (UInt8(ascii: ">"), 4) }
        if source.holds("&quot;", at: index) { return (UInt8(ascii: "\""), 6) }
        if source.holds("&nbsp;", at: index) { return (0x20, 6) }
        return nil
    }

    /// The range without ornaments around it: `-`, `*`, `_`, `~`, `#`, spaces and the long dashes.
    private static func bare(_ text: Octets) -> Range<Int> {
        func isOrnament(_ octet: UInt8) -> Bool {
            switch octet {
            case 0x09, 0x20, 0x23, 0x2A, 0x2D, 0x5F, 0x7E: true
            default: false
            }
        }
        func isDash(at index: Int) -> Bool {
            text[index] == 0xE2 && text[index + 1] == 0x80 && (text[index + 2] == 0x93 || text[index + 2] == 0x94)
        }
        var start = 0
        while start < text.count {
            if isOrnament(text[start]) {
                start += 1
            } else if start + 3 <= text.count, isDash(at: start) {
                start += 3
            } else {
                break
            }
        }
        var end = text.count
        while end > start {
            if isOrnament(text[end - 1]) {
                end -= 1
            } else if end - 3 >= start, isDash(at: end - 3) {
                end -= 3
            } else {
                break
            }
        }
        return start..<end
    }
}
