/// Finds tags with more attributes than any real tag has, in one pass.
///
/// The parser compares each attribute with those before it, so one tag that fills a message would cost the square of
/// its size. The check reads markup less exactly than a parser; what slips through ends at the parse's time limit.
enum TagSizeCheck {
    /// The most attributes a tag may have.
    static let maximumAttributes = 256

    /// Whether every tag keeps to the limit.
    static func passes(_ markup: Octets) -> Bool {
        var index = 0
        while let start = markup[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = start + 1
            guard index < markup.count, markup[index] | 0x20 >= 0x61, markup[index] | 0x20 <= 0x7A else { continue }
            let isScript = markup.count - index > 6 && isScript(markup.part(index..<(index + 6)))
            guard let end = tagEnd(markup, from: index) else { return false }
            index = isScript ? scriptEnd(markup, from: end) : end
        }
        return true
    }

    /// The place behind a tag, or `nil` when it has too many attributes.
    private static func tagEnd(_ markup: Octets, from start: Int) -> Int? {
        var attributes = 0
        var isInGap = false
        var index = start
        while index < markup.count {
            let octet = markup[index]
            index += 1
            if octet == UInt8(ascii: ">") { return index }
            if octet == UInt8(ascii: "=") {
                index = valueEnd(markup, from: index, isInGap: &isInGap)
            } else if octet <= 0x20 || octet == UInt8(ascii: "/") {
                isInGap = true
            } else if isInGap {
                isInGap = false
                attributes += 1
                if attributes > maximumAttributes { return nil }
            }
        }
        return index
    }

    /// The place behind a value in quotation marks, or behind the spaces before another value.
    private static func valueEnd(_ markup: Octets, from start: Int, isInGap: inout Bool) -> Int {
        isInGap = false
        var index = start
        while index < markup.count, markup[index] <= 0x20 { index += 1 }
        guard index < markup.count, markup[index] == UInt8(ascii: "\"") || markup[index] == UInt8(ascii: "'") else {
            return index
        }
        isInGap = true
        return markup[(index + 1)...].firstIndex(of: markup[index]).map { $0 + 1 } ?? markup.count
    }

    private static func isScript(_ name: Octets) -> Bool { zip(name, "script".utf8).allSatisfy { $0 | 0x20 == $1 } }

    private static func scriptEnd(_ markup: Octets, from start: Int) -> Int {
        var index = start
        while let open = markup[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = open + 1
            guard markup.count - open > 8, markup[index] == UInt8(ascii: "/") else { continue }
            if isScript(markup.part((open + 2)..<(open + 8))) { return open }
        }
        return markup.count
    }
}
