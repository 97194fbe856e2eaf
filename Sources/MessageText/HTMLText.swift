/// HTML to text, and text to HTML.
public enum HTMLText {
    /// Returns the words of markup, line by line, without marks of ours such as bullets and link addresses.
    ///
    /// Meant for search, previews and comparison; ``SanitizedHTML/text`` is the text to read.
    ///
    /// - Parameter html: markup from outside; read within ``HTMLLimits/standard``.
    /// - Returns: the text, its lines ended by line feeds.
    public static func plainText(_ html: String) -> String {
        let limits = HTMLLimits.standard
        var html = html
        return html.withUTF8 { bytes in
            let source = UnsafeBufferPointer(rebasing: bytes.prefix(limits.inputBytes))
            guard let tree = try? HTMLTree(source, limits: limits) else {
                return TagStripper.text(of: source, limit: limits.outputBytes)
            }
            var walk = HTMLWalk(writesMarkup: false, style: .bare, size: 0, limits: limits)
            walk.run(tree.body)
            return walk.takeText()
        }
    }

    /// Returns text with every character that markup gives a meaning escaped.
    ///
    /// The result is safe between tags and inside attribute values in double or single quotes.
    public static func escape(_ s: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(s.utf8.count + s.utf8.count / 8)
        for byte in s.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The lines of markup with what it says about each.
    static func lines(of html: String) -> [TrimLine] {
        let limits = HTMLLimits.standard
        var html = html
        return html.withUTF8 { bytes in
            let source = UnsafeBufferPointer(rebasing: bytes.prefix(limits.inputBytes))
            guard let tree = try? HTMLTree(source, limits: limits) else {
                return TrimLine.lines(of: TagStripper.text(of: source, limit: limits.outputBytes))
            }
            var walk = HTMLWalk(writesMarkup: false, style: .bare, recordsLines: true, size: 0, limits: limits)
            walk.run(tree.body)
            return lines(of: walk.text)
        }
    }

    private static func lines(of text: TextWriter) -> [TrimLine] {
        let bytes = text.bytes
        var lines: [TrimLine] = []
        var begin = 0
        var known = text.lineStarts[...]
        while begin < bytes.count {
            let isLast = lines.count == ReplyTrimmer.maximumLines
            let end = isLast ? bytes.count : bytes[begin...].firstIndex(of: 0x0A) ?? bytes.count
            let words = Substring(String(decoding: bytes[begin..<end], as: UTF8.self))
            if let start = known.first, start.offset <= end, start.offset >= begin {
                known.removeFirst()
                lines.append(TrimLine(words, depth: start.depth, isSoft: start.isSoft, mark: start.mark))
            } else {
                lines.append(TrimLine(words))
            }
            begin = end + 1
        }
        return lines
    }
}
