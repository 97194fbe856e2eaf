/// Keeps what is harmless of an element's inline style.
///
/// A declaration stays when its property is listed and its value is made of words, numbers, colors and quoted names
/// only. Backslashes, comments, addresses and functions other than colors end in no grammar here, so nothing can
/// fetch, run, escape its box or mean something else to another parser.
enum StyleRules {
    /// The longest style attribute that is read, in bytes.
    static let maximumLength = 8_192

    /// Returns the declarations that stay as `property:value;property:value`, empty when there are none.
    static func checked(_ style: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard style.count <= maximumLength else { return [] }
        var kept: [UInt8] = []
        kept.reserveCapacity(style.count)
        var start = 0
        var quote: UInt8 = 0
        var depth = 0
        for (index, byte) in style.enumerated() {
            switch byte {
            case quote where quote != 0: quote = 0
            case _ where quote != 0: break
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth = max(0, depth - 1)
            case UInt8(ascii: ";") where depth == 0:
                append(style[start..<index], to: &kept)
                start = index + 1
            default: break
            }
        }
        append(style[start...], to: &kept)
        return kept
    }

    /// Whether the declarations hide the element.
    static func hides(_ style: UnsafeBufferPointer<UInt8>) -> Bool {
        guard style.count <= maximumLength, style.contains(where: { $0 | 0x20 == UInt8(ascii: "d") }) else {
            return false
        }
        let compact = style.lazy.filter { $0 > 0x20 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let text = Array(compact)
        return contains(text, "display:none") || contains(text, "visibility:hidden") || contains(text, "mso-hide:all")
    }

    static func contains(_ text: [UInt8], _ wanted: StaticString) -> Bool {
        let wanted = wanted.bytes
        guard let first = wanted.first, text.count >= wanted.count else { return false }
        for start in 0...(text.count - wanted.count) where text[start] == first {
            if text[start..<(start + wanted.count)].elementsEqual(wanted) { return true }
        }
        return false
    }

    private static func append(_ declaration: Slice<UnsafeBufferPointer<UInt8>>, to kept: inout [UInt8]) {
        guard let colon = declaration.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = declaration[..<colon].filter { $0 > 0x20 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard name.count <= 32, let property = properties[NameHash.of(name)] else { return }
        guard name.elementsEqual(property.name.bytes) else { return }
        guard let value = value(declaration[(colon + 1)...], allowsNegative: property.allowsNegative) else { return }
        if !kept.isEmpty { kept.append(UInt8(ascii: ";")) }
        kept += property.name.bytes
        kept.append(UInt8(ascii: ":"))
        kept += value
    }

    /// The value in one form: single spaces, single quotes, without `!important`; `nil` when it is not harmless.
    private static func value(_ source: Slice<UnsafeBufferPointer<UInt8>>, allowsNegative: Bool) -> [UInt8]? {
        guard source.count <= 512 else { return nil }
        var value: [UInt8] = []
        var word: [UInt8] = []
        var quote: UInt8 = 0
        for byte in source {
            if quote != 0 {
                guard isInQuotes(byte), byte != UInt8(ascii: "'") || quote == byte else { return nil }
                value.append(byte == quote ? UInt8(ascii: "'") : byte)
                if byte == quote { quote = 0 }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                quote = byte
                value.append(UInt8(ascii: "'"))
            case 0x09...0x0D, 0x20:
                if let last = value.last, last != 0x20 { value.append(0x20) }
            case UInt8(ascii: "("):
                guard colorFunctions.contains(word) else { return nil }
                value.append(byte)
            case UInt8(ascii: "!"):
                while value.last == 0x20 { value.removeLast() }
                return value.isEmpty || !isImportant(source) ? nil : value
            case UInt8(ascii: "-"):
                if !allowsNegative, word.isEmpty { return nil }
                value.append(byte)
            case UInt8(ascii: "/"):
                // Two of them, or one with a star, would be a comment to somebody.
                guard value.last != byte else { return nil }
                value.append(byte)
            case _ where AttributeValues.isWord(byte) || byte >= 0x80 || valueMarks.contains(byte):
                value.append(byte)
            default: return nil
            }
            if AttributeValues.isWord(byte) || byte == UInt8(ascii: "-") || byte >= 0x80 {
                word.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            } else {
                word.removeAll(keepingCapacity: true)
            }
        }
        guard quote == 0 else { return nil }
        while value.last == 0x20 { value.removeLast() }
        return value.isEmpty ? nil : value
    }

    private static func isImportant(_ source: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let mark = source.lastIndex(of: UInt8(ascii: "!")) else { return false }
        return source[(mark + 1)...].filter { $0 > 0x20 }.map { $0 | 0x20 } == Array("important".utf8)
    }

    private static func isInQuotes(_ byte: UInt8) -> Bool {
        AttributeValues.isWord(byte) || byte >= 0x80 || quotedMarks.contains(byte)
    }

    private static let valueMarks = Array(".,#%+)_".utf8)
    private static let quotedMarks = Array(" .,-_'\"".utf8)
    private static let colorFunctions: Set<[UInt8]> = [
        Array("rgb".utf8), Array("rgba".utf8), Array("hsl".utf8), Array("hsla".utf8),
    ]

    private struct Property {
        let name: StaticString
        /// Whether a length below zero is allowed; it would let margins leave the element's box.
        let allowsNegative: Bool
    }

    private static let properties: [UInt64: Property] = {
        let negative: [StaticString] = ["letter-spacing", "text-indent", "word-spacing", "vertical-align"]
        let others: [StaticString] = [
            "background", "background-color", "border", "border-bottom", "border-bottom-color",
            "border-bottom-left-radius", "border-bottom-right-radius", "border-bottom-style", "border-bottom-width",
            "border-collapse", "border-color", "border-left", "border-left-color", "border-left-style",
            "border-left-width", "border-radius", "border-right", "border-right-color", "border-right-style",
            "border-right-width", "border-spacing", "border-style", "border-top", "border-top-color",
            "border-top-left-radius", "border-top-right-radius", "border-top-style", "border-top-width",
            "border-width", "box-sizing", "caption-side", "clear", "color", "column-count", "column-gap",
            "column-width", "direction", "display", "empty-cells", "float", "font", "font-family", "font-size",
            "font-stretch", "font-style", "font-variant", "font-weight", "height", "line-height", "list-style",
            "list-style-position", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right",
            "margin-top", "max-height", "max-width", "min-height", "min-width", "overflow-wrap", "padding",
            "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout", "text-align",
            "text-decoration", "text-overflow", "text-transform", "unicode-bidi", "visibility", "white-space",
            "width", "word-break", "word-wrap",
        ]
        let all =
            negative.map { Property(name: $0, allowsNegative: true) }
            + others.map { Property(name: $0, allowsNegative: false) }
        return Dictionary(all.map { (NameHash.of($0.name.bytes), $0) }, uniquingKeysWith: { first, _ in first })
    }()
}
