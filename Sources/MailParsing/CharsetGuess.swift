/// What eight-bit text without a usable label looks like.
///
/// Counts over a bounded sample decide between the charsets that unlabelled mail is really written in: GB 18030, Big5,
/// Shift_JIS, EUC-KR, the two Cyrillic ones, and windows-1252 where nothing speaks for another.
enum CharsetGuess {
    private static let sampleSize = 8192

    /// True for seven-bit text with the escape sequences of ISO-2022-JP.
    static func looksLikeISO2022(_ octets: Octets) -> Bool {
        guard let escape = octets.firstIndex(of: ASCII.escape), escape + 2 < octets.endIndex else { return false }
        let (first, second) = (octets[escape + 1], octets[escape + 2])
        return first == 0x24 && (second == 0x40 || second == 0x42 || second == 0x28)
            || first == 0x28 && (second == 0x4A || second == 0x49)
    }

    /// The most likely charset of octets that are not valid UTF-8.
    static func charset(of octets: Octets) -> CharsetLabel {
        let sample = octets.prefix(sampleSize)
        var high = 0
        var isolated = 0
        var previousHigh = false
        var cyrillicKOI = 0
        var cyrillicWindows = 0
        for (index, octet) in zip(sample.indices, sample) {
            guard octet >= 0x80 else {
                previousHigh = false
                continue
            }
            high += 1
            let nextHigh = index + 1 < sample.endIndex && sample[index + 1] >= 0x80
            if !previousHigh && !nextHigh { isolated += 1 }
            previousHigh = true
            // Small letters: C0–DF in KOI8-R, E0–FF in windows-1251.
            if octet >= 0xC0 && octet <= 0xDF { cyrillicKOI += 1 }
            if octet >= 0xE0 { cyrillicWindows += 1 }
        }
        guard high > 0 else { return .windows1252 }
        // Letters only, none of the punctuation and trail octets below C0 that Chinese is full of.
        if high >= 6, (cyrillicKOI + cyrillicWindows) * 50 >= high * 49, isolated * 4 < high {
            return .iconv(cyrillicKOI > cyrillicWindows ? "KOI8-R" : "CP1251")
        }
        // Umlauts and accents stand alone between ASCII letters.
        if isolated * 2 > high { return .windows1252 }
        if let doubleByte = doubleByteCharset(sample) { return doubleByte }
        if high >= 6, cyrillicWindows * 10 > high * 6 { return .iconv("CP1251") }
        return .windows1252
    }

    private static func doubleByteCharset(_ sample: Octets) -> CharsetLabel? {
        let chinese = PairCount(sample, .gb18030)
        let traditional = PairCount(sample, .big5)
        let japanese = PairCount(sample, .shiftJIS)
        let korean = PairCount(sample, .eucKR)
        // Kana in Shift_JIS have lead octets that no common Chinese character has.
        if japanese.isConvincing(tenths: 8), japanese.common > chinese.common { return .iconv("CP932") }
        // Trail octets below A1 are rare in GB 2312 and half of all in Big5.
        if traditional.isConvincing(tenths: 8), chinese.trailsBelowA1 * 5 > chinese.pairs {
            return .iconv("BIG5-HKSCS")
        }
        // Hangul and the commonest Chinese characters share lead octets; Chinese uses those above C8 as well.
        if korean.isConvincing(tenths: 10), chinese.pairs > 8 { return .iconv("CP949") }
        return chinese.isConvincing(tenths: 7) ? .iconv("GB18030") : nil
    }
}

/// The octet ranges of a double-byte charset, and those of its common characters.
private struct DoubleByteShape {
    let leads: [ClosedRange<UInt8>]
    let trails: [ClosedRange<UInt8>]
    let commonLeads: [ClosedRange<UInt8>]
    let commonTrails: ClosedRange<UInt8>

    /// Level 1 of GB 2312 holds the 3,755 commonest characters; A1–A3 is punctuation.
    static let gb18030 = DoubleByteShape(
        leads: [0x81...0xFE],
        trails: [0x40...0x7E, 0x80...0xFE],
        commonLeads: [0xB0...0xD7, 0xA1...0xA3],
        commonTrails: 0xA1...0xFE
    )
    static let big5 = DoubleByteShape(
        leads: [0xA1...0xF9],
        trails: [0x40...0x7E, 0xA1...0xFE],
        commonLeads: [0xA4...0xC6, 0xA1...0xA1],
        commonTrails: 0x40...0xFE
    )
    static let shiftJIS = DoubleByteShape(
        leads: [0x81...0x9F, 0xE0...0xEF],
        trails: [0x40...0x7E, 0x80...0xFC],
        commonLeads: [0x81...0x97],
        commonTrails: 0x40...0xFC
    )
    static let eucKR = DoubleByteShape(
        leads: [0x81...0xFD],
        trails: [0xA1...0xFE],
        commonLeads: [0xB0...0xC8],
        commonTrails: 0xA1...0xFE
    )
}

/// How well the high octets of a sample pair up under one double-byte charset.
private struct PairCount {
    private(set) var pairs = 0
    private(set) var common = 0
    private(set) var strays = 0
    private(set) var trailsBelowA1 = 0

    init(_ sample: Octets, _ shape: DoubleByteShape) {
        func isIn(_ ranges: [ClosedRange<UInt8>], _ octet: UInt8) -> Bool { ranges.contains { $0.contains(octet) } }
        var at = sample.startIndex
        while at < sample.endIndex {
            let lead = sample[at]
            guard lead >= 0x80 else {
                at += 1
                continue
            }
            guard isIn(shape.leads, lead), at + 1 < sample.endIndex, isIn(shape.trails, sample[at + 1]) else {
                // A pair cut in two by the end of the sample says nothing.
                if at + 1 < sample.endIndex { strays += 1 }
                at += 1
                continue
            }
            let trail = sample[at + 1]
            pairs += 1
            if trail < 0xA1 { trailsBelowA1 += 1 }
            if isIn(shape.commonLeads, lead), shape.commonTrails.contains(trail) { common += 1 }
            at += 2
        }
    }

    /// True when nearly all octets pair up and this many tenths of the pairs are common characters.
    func isConvincing(tenths: Int) -> Bool {
        pairs > 0 && strays * 20 <= pairs && common * 10 >= pairs * tenths
    }
}
