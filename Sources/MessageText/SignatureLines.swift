/// Recognizes the lines that set off a signature or are one.
enum SignatureLines {
    /// The most lines a signature may have; more is no signature.
    static let maximumLines = 40

    /// Whether a line does nothing but set off what follows.
    static func isDelimiter(_ line: Octets) -> Bool {
        guard let first = line.first, line.count <= 200 else { return false }
        switch first {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "*"), UInt8(ascii: "~"):
            return line.count >= 2 && line.allSatisfy { $0 == first }
        case 0xE2: return isDashed(line)
        default: return false
        }
    }

    /// Whether a line consists of long dashes of one kind, and hyphens.
    private static func isDashed(_ line: Octets) -> Bool {
        let dash: StaticString = line.opens(with: "–") ? "–" : "—"
        var index = 0
        while index < line.count {
            if line.holds(dash, at: index) {
                index += 3
            } else if index > 0, line[index] == UInt8(ascii: "-") {
                index += 1
            } else {
                return false
            }
        }
        return true
    }

    /// Whether what stands below a delimiter can be a signature.
    ///
    /// Two dashes are the custom, and a line of underscores is as clear; longer lines of dashes and the like also
    /// divide sections of a text and underline headings, so only a few short lines below them count.
    static func isPlausible(delimiter: Octets, isUnderline: Bool, lineLengths: [Int]) -> Bool {
        guard lineLengths.count <= maximumLines else { return false }
        let isCustomary = delimiter.count == 2 && delimiter.opens(with: "--")
        if isCustomary || delimiter[0] == UInt8(ascii: "_") || delimiter[0] == 0xE2 { return true }
        if isUnderline, delimiter.count > 4 { return false }
        return lineLengths.count <= 8 && lineLengths.allSatisfy { $0 <= 80 }
    }

    /// Whether a line is what telephones and mail programs add: "Sent from my iPhone".
    static func isDeviceLine(_ line: Octets, _ text: inout FoldedText) -> Bool {
        guard line.count <= 200 else { return false }
        text.set(line)
        text.remove("[")
        return text.readWhole { isDevice($0) }
    }

    private static func isDevice(_ text: Octets) -> Bool {
        var start = 0
        while start < text.count, isOrnament(text[start]) { start += 1 }
        let end = text.first("http") ?? text.count
        guard start < end, end - start <= 120 else { return false }
        var words = text.part(start..<end).trimmed()
        if words.last == UInt8(ascii: ".") { words = words.part(0..<(words.count - 1)) }
        let count = wordCount(words)
        guard count <= 14 else { return false }
        if SignatureWords.devicePrefixes.opens(words) { return true }
        // "Enviado por error" is the customer's, "Enviado por iPhone" is not.
        let isLikely =
            count <= 10 && SignatureWords.likelyPrefixes.opens(words)
            || count <= 8 && SignatureWords.deviceEndings.closes(words)
        return isLikely && SignatureWords.devices.occurs(in: words)
    }

    /// Whether a line is a sign-off: "Best regards,".
    static func isSignOff(_ line: Octets, _ text: inout FoldedText) -> Bool {
        guard line.count <= 60 else { return false }
        text.set(line)
        return text.readWhole { text in
            var end = text.count
            while end > 0 {
                if isPunctuation(text[end - 1]) {
                    end -= 1
                } else if let mark = ["，", "。", "！"].first(where: { text.holds($0, at: end - 3) }) {
                    end -= mark.utf8CodeUnitCount
                } else {
                    break
                }
            }
            let words = text.part(0..<end)
            return SignatureWords.signOffs.holds(words)
                || wordCount(words) <= 5 && SignatureWords.signOffStarts.opens(words)
        }
    }

    private static func isOrnament(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: ">"), 0x20: true
        default: false
        }
    }

    private static func isPunctuation(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "-"), UInt8(ascii: ":"): true
        default: false
        }
    }

    /// Whether a line names a way to reach somebody: an address, a site, a number.
    static func holdsContact(_ line: Octets) -> Bool {
        line.contains(UInt8(ascii: "@")) || line.first("www.") != nil || line.first("://") != nil
            || line.count { $0.isDigit } >= 7
    }

    /// How many words spaces divide a line into.
    static func wordCount(_ line: Octets) -> Int {
        var count = 0
        var isInWord = false
        for octet in line {
            if octet != 0x20, !isInWord { count += 1 }
            isInWord = octet != 0x20
        }
        return count
    }
}
