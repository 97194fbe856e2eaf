import Foundation

/// Reads text as folded words and runs: case, width and compatibility forms no longer matter afterwards.
enum SearchFolding {
    /// Writes the text's tokens and returns what `finish` makes of them.
    static func tokens<Result>(
        of text: String,
        separatesSymbols: Bool,
        _ finish: (inout SearchTokenWriter) -> Result
    ) -> Result {
        if let result = read(text, separatesSymbols, isNormalized: false, finish) { return result }
        // Rare: the text holds compatibility forms or decomposed characters. Normalizing is some fifty times slower
        // than reading, so it is done for the texts that need it only. The second mapping composes what the first
        // leaves apart on Linux (a kana and its half-width voiced mark).
        let folded = text.precomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
        guard let result = read(folded, separatesSymbols, isNormalized: true, finish) else {
            preconditionFailure("normalized text is always read")
        }
        return result
    }

    /// Reads the text; `nil` when it must be normalized first.
    private static func read<Result>(
        _ text: String,
        _ separatesSymbols: Bool,
        isNormalized: Bool,
        _ finish: (inout SearchTokenWriter) -> Result
    ) -> Result? {
        var text = text
        return text.withUTF8 { bytes in
            withUnsafeTemporaryAllocation(
                of: UInt8.self,
                capacity: SearchTokenWriter.capacity(forBytes: bytes.count)
            ) { buffer in
                var writer = SearchTokenWriter(buffer, separatesSymbols: separatesSymbols)
                guard read(bytes, isNormalized: isNormalized, into: &writer) else { return nil }
                return finish(&writer)
            }
        }
    }

    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isNormalized: Bool,
        into writer: inout SearchTokenWriter
    ) -> Bool {
        var index = 0
        var lineStart = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                if lead == 0x0A {
                    writer.breakLine(isFull: index - lineStart > fullLine)
                    lineStart = index
                } else if lead != 0x0D || index == bytes.count || bytes[index] != 0x0A {
                    ascii(lead, &writer)
                }
                continue
            }
            // The bytes of a string are valid UTF-8, so the lead byte tells how many follow.
            var value: UInt32
            if lead < 0xE0 {
                value = UInt32(lead & 0x1F) << 6 | UInt32(bytes[index + 1] & 0x3F)
                index += 2
            } else if lead < 0xF0 {
                value = UInt32(lead & 0x0F) << 12 | UInt32(bytes[index + 1] & 0x3F) << 6
                value |= UInt32(bytes[index + 2] & 0x3F)
                index += 3
            } else {
                value = UInt32(lead & 0x07) << 18 | UInt32(bytes[index + 1] & 0x3F) << 12
                value |= UInt32(bytes[index + 2] & 0x3F) << 6 | UInt32(bytes[index + 3] & 0x3F)
                index += 4
            }
            if !isNormalized, needsNormalizing(value) { return false }
            if isDense(value) {
                writer.appendDense(value)
            } else if value >= 0xFF01, value <= 0xFF5E {
                ascii(UInt8(truncatingIfNeeded: value &- 0xFEE0), &writer)
            } else if isSeparator(value) {
                writer.separate()
            } else if !isIgnored(value) {
                word(value, &writer)
            }
        }
        return true
    }

    /// How long a line is, in bytes, that a mail program may have broken in the middle of a word: some twenty
    /// characters of Chinese.
    private static let fullLine = 60

    private static func word(_ value: UInt32, _ writer: inout SearchTokenWriter) {
        guard hasCase(value), let scalar = Unicode.Scalar(value) else { return writer.appendWord(value) }
        for lower in scalar.properties.lowercaseMapping.unicodeScalars { writer.appendWord(lower.value) }
    }

    @inline(__always)
    private static func ascii(_ byte: UInt8, _ writer: inout SearchTokenWriter) {
        switch byte {
        case 0x61...0x7A, 0x30...0x39: writer.appendWord(ascii: byte)
        case 0x41...0x5A: writer.appendWord(ascii: byte | 0x20)
        default: writer.separate()
        }
    }

    /// Han, kana, bopomofo and Hangul: what is written without spaces, or searched for by parts of words.
    @inline(__always)
    private static func isDense(_ value: UInt32) -> Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3041...0x3096, 0x30A1...0x30FA, 0x30FC...0x30FE, 0xAC00...0xD7A3: true
        case 0x3005...0x3007, 0x309D...0x309E, 0x3105...0x312F, 0x31A0...0x31BF, 0x31F0...0x31FF: true
        case 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x323AF: true
        default: false
        }
    }

    /// Punctuation, arrows, box drawing and pictures; a quick answer for the blocks that hold nothing else.
    private static func isSeparator(_ value: UInt32) -> Bool {
        switch value {
        case 0x80...0xA9, 0xAB...0xAC, 0xAE...0xB1, 0xB4, 0xB6...0xB8, 0xBB, 0xBF, 0xD7, 0xF7: true
        case 0x2000...0x200A, 0x2010...0x2029, 0x202F...0x205F, 0x2190...0x2BFF: true
        case 0x3000...0x3004, 0x3008...0x3020, 0x3030, 0x303D...0x303F, 0x30FB: true
        case 0x1F000...0x1F0FF, 0x1F300...0x1FAFF: true
        default: false
        }
    }

    /// What shows nothing and may stand inside a word: soft hyphen, joiners, direction marks, variation selectors.
    private static func isIgnored(_ value: UInt32) -> Bool {
        switch value {
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0x61C, 0x180B...0x180E: true
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF: true
        default: false
        }
    }

    private static func hasCase(_ value: UInt32) -> Bool {
        switch value {
        case 0xC0...0x24F, 0x370...0x58F, 0x10A0...0x10FF, 0x1E00...0x1FFF, 0x2C00...0x2DFF: true
        case 0xA640...0xA7FF, 0x10400...0x104FF: true
        default: false
        }
    }

    /// Whether NFKC may change a scalar of a word or join it with its neighbor; the full-width ASCII forms, which
    /// are frequent in Chinese text, are folded on the fly instead.
    private static func needsNormalizing(_ value: UInt32) -> Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3000...0x3035, 0x3041...0x3098, 0x30A0...0x30FE, 0xAC00...0xD7A3: false
        case 0xAA, 0xB2...0xB5, 0xB9...0xBE: true
        case 0x132...0x149, 0x17F, 0x1C4...0x1CC, 0x1F1...0x1F3, 0x2B0...0x2E4, 0x300...0x37F, 0x587: true
        case 0x675...0x678, 0xE33, 0xEB3, 0xEDC...0xEDD, 0x1100...0x11FF, 0x1D2C...0x1DBF, 0x1E9A...0x1E9B: true
        case 0x2070...0x209F, 0x20A8, 0x2100...0x218B, 0x2460...0x24FF, 0x2C7C...0x2C7D, 0x2D6F: true
        case 0x2E80...0x2FDF, 0x3036...0x303A, 0x3099...0x309A, 0x309F, 0x30FF, 0x3131...0x319F: true
        case 0x3200...0x33FF, 0xA69C...0xA69D, 0xA770, 0xA7F2...0xA7F9, 0xAB5C...0xAB69, 0xF900...0xFDFF: true
        case 0xFE20...0xFEFC, 0xFF5F...0xFFEE, 0x1D400...0x1D7FF, 0x1EE00...0x1EEFF, 0x1F100...0x1F2FF: true
        case 0x2F800...0x2FA1F: true
        default: false
        }
    }
}
