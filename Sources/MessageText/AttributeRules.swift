/// The attributes that may be written, as bits.
struct AttributeSet: OptionSet, Sendable {
    let rawValue: UInt64

    /// Allowed on every element: `dir`, `lang`, `style`, `title`.
    static let everywhere: AttributeSet = [.dir, .lang, .style, .title]

    static let abbr = AttributeSet(rawValue: 1 << 0)
    static let align = AttributeSet(rawValue: 1 << 1)
    static let alt = AttributeSet(rawValue: 1 << 2)
    static let background = AttributeSet(rawValue: 1 << 3)
    static let border = AttributeSet(rawValue: 1 << 4)
    static let cellpadding = AttributeSet(rawValue: 1 << 5)
    static let cellspacing = AttributeSet(rawValue: 1 << 6)
    static let clear = AttributeSet(rawValue: 1 << 7)
    static let color = AttributeSet(rawValue: 1 << 8)
    static let colspan = AttributeSet(rawValue: 1 << 9)
    static let datetime = AttributeSet(rawValue: 1 << 10)
    static let dir = AttributeSet(rawValue: 1 << 11)
    static let face = AttributeSet(rawValue: 1 << 12)
    static let height = AttributeSet(rawValue: 1 << 13)
    static let href = AttributeSet(rawValue: 1 << 14)
    static let hspace = AttributeSet(rawValue: 1 << 15)
    static let lang = AttributeSet(rawValue: 1 << 16)
    static let noshade = AttributeSet(rawValue: 1 << 17)
    static let nowrap = AttributeSet(rawValue: 1 << 18)
    static let open = AttributeSet(rawValue: 1 << 19)
    static let remoteSource = AttributeSet(rawValue: 1 << 20)
    static let reversed = AttributeSet(rawValue: 1 << 21)
    static let rowspan = AttributeSet(rawValue: 1 << 22)
    static let scope = AttributeSet(rawValue: 1 << 23)
    static let size = AttributeSet(rawValue: 1 << 24)
    static let source = AttributeSet(rawValue: 1 << 25)
    static let span = AttributeSet(rawValue: 1 << 26)
    static let start = AttributeSet(rawValue: 1 << 27)
    static let style = AttributeSet(rawValue: 1 << 28)
    static let summary = AttributeSet(rawValue: 1 << 29)
    static let title = AttributeSet(rawValue: 1 << 30)
    static let type = AttributeSet(rawValue: 1 << 31)
    static let valign = AttributeSet(rawValue: 1 << 32)
    static let value = AttributeSet(rawValue: 1 << 33)
    static let vspace = AttributeSet(rawValue: 1 << 34)
    static let width = AttributeSet(rawValue: 1 << 35)
}

/// What an attribute's value must look like.
enum AttributeGrammar {
    /// Any text.
    case text
    /// Letters, digits and hyphens.
    case keyword
    /// A number, maybe signed.
    case number
    /// A count of columns or rows, 1 to 200.
    case count
    /// A number, maybe with `%` or `px`.
    case length
    /// A color's name or number.
    case color
    /// Names of fonts.
    case fonts
    /// Inline style declarations.
    case style
    /// Present or not.
    case flag
    /// The address of a link.
    case link
    /// The address of an image.
    case image
}

/// One attribute that may be written.
struct AttributeRule {
    let name: StaticString
    let member: AttributeSet
    let grammar: AttributeGrammar

    /// The rule for an attribute's name in lower case, or `nil` for one that is never written.
    static func named(_ name: UnsafeBufferPointer<UInt8>) -> AttributeRule? {
        guard name.count <= 16, let rule = table[NameHash.of(name)] else { return nil }
        return name.elementsEqual(rule.name.bytes) ? rule : nil
    }

    private static let table: [UInt64: AttributeRule] = Dictionary(
        all.map { (NameHash.of($0.name.bytes), $0) },
        uniquingKeysWith: { first, _ in first }
    )

    private static let all: [AttributeRule] = [
        AttributeRule(name: "abbr", member: .abbr, grammar: .text),
        AttributeRule(name: "align", member: .align, grammar: .keyword),
        AttributeRule(name: "alt", member: .alt, grammar: .text),
        AttributeRule(name: "bgcolor", member: .background, grammar: .color),
        AttributeRule(name: "border", member: .border, grammar: .length),
        AttributeRule(name: "cellpadding", member: .cellpadding, grammar: .length),
        AttributeRule(name: "cellspacing", member: .cellspacing, grammar: .length),
        AttributeRule(name: "clear", member: .clear, grammar: .keyword),
        AttributeRule(name: "color", member: .color, grammar: .color),
        AttributeRule(name: "colspan", member: .colspan, grammar: .count),
        AttributeRule(name: "data-remote-src", member: .remoteSource, grammar: .image),
        AttributeRule(name: "datetime", member: .datetime, grammar: .text),
        AttributeRule(name: "dir", member: .dir, grammar: .keyword),
        AttributeRule(name: "face", member: .face, grammar: .fonts),
        AttributeRule(name: "height", member: .height, grammar: .length),
        AttributeRule(name: "href", member: .href, grammar: .link),
        AttributeRule(name: "hspace", member: .hspace, grammar: .length),
        AttributeRule(name: "lang", member: .lang, grammar: .keyword),
        AttributeRule(name: "noshade", member: .noshade, grammar: .flag),
        AttributeRule(name: "nowrap", member: .nowrap, grammar: .flag),
        AttributeRule(name: "open", member: .open, grammar: .flag),
        AttributeRule(name: "reversed", member: .reversed, grammar: .flag),
        AttributeRule(name: "rowspan", member: .rowspan, grammar: .count),
        AttributeRule(name: "scope", member: .scope, grammar: .keyword),
        AttributeRule(name: "size", member: .size, grammar: .number),
        AttributeRule(name: "span", member: .span, grammar: .count),
        AttributeRule(name: "src", member: .source, grammar: .image),
        AttributeRule(name: "start", member: .start, grammar: .number),
        AttributeRule(name: "style", member: .style, grammar: .style),
        AttributeRule(name: "summary", member: .summary, grammar: .text),
        AttributeRule(name: "title", member: .title, grammar: .text),
        AttributeRule(name: "type", member: .type, grammar: .keyword),
        AttributeRule(name: "valign", member: .valign, grammar: .keyword),
        AttributeRule(name: "value", member: .value, grammar: .number),
        AttributeRule(name: "vspace", member: .vspace, grammar: .length),
        AttributeRule(name: "width", member: .width, grammar: .length),
    ]
}

/// FNV-1a, for looking names up without making strings of them.
///
/// A hit is compared with the name itself, so names made to collide gain nothing.
enum NameHash {
    @inline(__always)
    static func of(_ name: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
