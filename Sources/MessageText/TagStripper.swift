/// Takes tags away without building a tree: what is left for markup that a parser refuses to finish in time.
///
/// The result is text, to be escaped like any other, so it need not agree with a browser about where tags end.
enum TagStripper {
    /// Returns the text between tags, up to `limit` bytes; linear in the source.
    static func text(of source: some Sequence<UInt8>, limit: Int) -> String {
        var text: [UInt8] = []
        var isInTag = false
        var quote: UInt8 = 0
        var name: [UInt8] = []
        var isNameOpen = false
        var skipped: [UInt8] = []
        for byte in source {
            if text.count >= limit { break }
            if isInTag {
                if quote != 0 {
                    if byte == quote { quote = 0 }
                    continue
                }
                switch byte {
                case UInt8(ascii: ">"):
                    isInTag = false
                    tagEnded(name, &skipped, &text)
                case UInt8(ascii: "\"") where !isNameOpen, UInt8(ascii: "'") where !isNameOpen: quote = byte
                default:
                    if isNameOpen, AttributeValues.isWord(byte) || byte == UInt8(ascii: "/"), name.count < 12 {
                        name.append(byte | 0x20)
                    } else {
                        isNameOpen = false
                    }
                }
            } else if byte == UInt8(ascii: "<") {
                isInTag = true
                isNameOpen = true
                name.removeAll(keepingCapacity: true)
            } else if skipped.isEmpty {
                append(byte, to: &text)
            }
        }
        while let last = text.last, last & 0xC0 == 0x80 || last >= 0xC0, text.count >= limit { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    private static func tagEnded(_ name: [UInt8], _ skipped: inout [UInt8], _ text: inout [UInt8]) {
        if !skipped.isEmpty {
            if name.first == UInt8(ascii: "/"), name.dropFirst().elementsEqual(skipped) { skipped = [] }
            return
        }
        if name == Array("script".utf8) || name == Array("style".utf8) { skipped = name }
        if [Array("br".utf8), Array("p".utf8), Array("div".utf8), Array("tr".utf8), Array("li".utf8)].contains(name) {
            if text.last != 0x0A, !text.isEmpty { text.append(0x0A) }
        }
    }

    private static func append(_ byte: UInt8, to text: inout [UInt8]) {
        if byte == 0x0D { return }
        if byte < 0x20, byte != 0x0A, byte != 0x09 { return }
        if byte == 0x0A, text.last == 0x0A { return }
        text.append(byte)
    }
}
