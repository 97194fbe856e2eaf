/// The beginning of a text in one line, as a list or a subject shows it.
public enum Excerpt {
    /// The words of a text's beginning with one space between them.
    ///
    /// Looks at no more of the text than the line needs, and decides byte by byte what is white space: finding the
    /// characters of a text costs more than everything else that is done with it.
    ///
    /// - Parameters:
    ///   - text: the text, of any length.
    ///   - maximumLength: the longest line, in characters.
    /// - Returns: the line; empty when the text's beginning holds nothing but white space.
    public static func line(of text: String, maximumLength: Int) -> String {
        var text = text
        // A character is rarely more than one scalar, but a cluster may be long: what is looked at stays bounded.
        let line = text.withUTF8 { collapsed($0, characters: maximumLength, scalars: 4 * maximumLength) }
        guard line.utf8.count > maximumLength else { return line }
        let cut = line.prefix(maximumLength)
        return cut.last == " " ? String(cut.dropLast()) : String(cut)
    }

    /// A text's beginning with single spaces: the scalars asked for, fewer where ASCII alone makes the characters.
    private static func collapsed(
        _ bytes: UnsafeBufferPointer<UInt8>,
        characters: Int,
        scalars maximum: Int
    ) -> String {
        String(unsafeUninitializedCapacity: min(bytes.count, 4 * maximum)) { line in
            var length = 0
            var isGap = false
            var isASCII = true
            var scalars = 0
            var index = 0
            // A scalar of ASCII behind the last character shows that nothing else belongs to it.
            while index < bytes.count, scalars < (isASCII ? characters + 1 : maximum) {
                let width = min(width(of: bytes[index]), bytes.count - index)
                if isWhitespace(bytes, at: index, width: width) {
                    isGap = length > 0
                } else {
                    if isGap {
                        line[length] = UInt8(ascii: " ")
                        length += 1
                        scalars += 1
                        isGap = false
                    }
                    for offset in index..<(index + width) {
                        line[length] = bytes[offset]
                        length += 1
                    }
                    if width > 1 { isASCII = false }
                    scalars += 1
                }
                index += width
            }
            return length
        }
    }

    /// How many bytes the scalar has that begins with a byte; the text is known to be well formed.
    private static func width(of first: UInt8) -> Int {
        switch first {
        case 0..<0x80: 1
        case 0x80..<0xE0: 2
        case 0xE0..<0xF0: 3
        default: 4
        }
    }

    /// Whether a scalar has Unicode's property White_Space (PropList.txt).
    private static func isWhitespace(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, width: Int) -> Bool {
        switch width {
        case 1: bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index])
        case 2: bytes[index] == 0xC2 && (bytes[index + 1] == 0x85 || bytes[index + 1] == 0xA0)
        case 3:
            switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
            case (0xE1, 0x9A, 0x80), (0xE3, 0x80, 0x80), (0xE2, 0x81, 0x9F): true
            case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): true
            default: false
            }
        default: false
        }
    }
}
