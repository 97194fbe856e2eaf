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

    /// Reads the lines of markup with what it says about each.
    static func withLines<Result>(of html: String, _ body: (MessageLines) -> Result) -> Result {
        let limits = HTMLLimits.standard
        var html = html
        return html.withUTF8 { bytes in
            let source = UnsafeBufferPointer(rebasing: bytes.prefix(limits.inputBytes))
            guard let tree = try? HTMLTree(source, limits: limits) else {
                var text = TagStripper.text(of: source, limit: limits.outputBytes)
                return text.withUTF8 { body(LineReading.lines(of: $0)) }
            }
            var walk = HTMLWalk(writesMarkup: false, style: .bare, recordsLines: true, size: 0, limits: limits)
            walk.run(tree.body)
            return walk.text.bytes.withUnsafeBufferPointer {
                body(LineReading.lines(of: $0, starts: walk.text.lineStarts))
            }
        }
    }
}
