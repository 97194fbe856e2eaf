import MessageText

/// Turns plain words into markup: escaped, line ends kept, web addresses clickable.
enum LinkedText {
    /// The markup of a text.
    static func markup(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + text.utf8.count / 8)
        for (index, line) in lines(text).enumerated() {
            if index > 0 { result += "<br>\n" }
            append(line, to: &result)
        }
        return result
    }

    /// The lines of a text, whichever way they end.
    static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    }

    private static func append(_ line: Substring, to result: inout String) {
        var rest = line
        // Two spaces in a row would be one in HTML; indented lists and code shall keep their shape.
        func appendWords(_ words: Substring) {
            result += HTMLText.escape(String(words)).replacing("  ", with: "&nbsp; ")
        }
        while let start = firstAddress(in: rest) {
            appendWords(rest[..<start])
            let address = wholeAddress(rest[start...])
            let escaped = HTMLText.escape(String(address))
            result += "<a href=\"\(escaped)\">\(escaped)</a>"
            rest = rest[address.endIndex...]
        }
        appendWords(rest)
    }

    /// Where the next web address begins that has at least one character behind its scheme and no word before it.
    private static func firstAddress(in text: Substring) -> Substring.Index? {
        let bytes = text.utf8
        var from = bytes.startIndex
        while let h = bytes[from...].firstIndex(of: UInt8(ascii: "h")) {
            let rest = bytes[h...]
            for scheme in ["https://", "http://"] where rest.starts(with: scheme.utf8) {
                let isWordBefore = h > bytes.startIndex && isWord(bytes[bytes.index(before: h)])
                if !isWordBefore, let next = rest.dropFirst(scheme.utf8.count).first, isAddressByte(next) { return h }
            }
            from = bytes.index(after: h)
        }
        return nil
    }

    /// The address from its scheme to its end, without punctuation that belongs to the sentence around it.
    private static func wholeAddress(_ text: Substring) -> Substring {
        let bytes = text.utf8
        var end = bytes.firstIndex { !isAddressByte($0) } ?? bytes.endIndex
        var opened = 0
        for byte in bytes[..<end] {
            if byte == UInt8(ascii: "(") { opened += 1 }
            if byte == UInt8(ascii: ")") { opened -= 1 }
        }
        while end > bytes.startIndex {
            let last = bytes.index(before: end)
            switch bytes[last] {
            case UInt8(ascii: ")") where opened < 0: opened += 1
            case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
                UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: "]"), UInt8(ascii: "*"), UInt8(ascii: "_"):
                break
            default: return text[..<end]
            }
            end = last
        }
        return text[..<end]
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"<>\"`{}|\\^".utf8.contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
