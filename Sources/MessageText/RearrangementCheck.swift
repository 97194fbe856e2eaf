/// What open elements mean for the elements opened inside them.
struct NestingTraits: OptionSet, Sendable {
    let rawValue: UInt32

    static let paragraph = NestingTraits(rawValue: 1 << 0)
    /// Opening it ends an open paragraph.
    static let closesParagraph = NestingTraits(rawValue: 1 << 1)
    static let heading = NestingTraits(rawValue: 1 << 2)
    static let listItem = NestingTraits(rawValue: 1 << 3)
    static let definition = NestingTraits(rawValue: 1 << 4)
    static let anchor = NestingTraits(rawValue: 1 << 5)
    /// Open paragraphs outside do not matter inside.
    static let scope = NestingTraits(rawValue: 1 << 6)
    /// Open links and other formatting outside do not matter inside.
    static let marker = NestingTraits(rawValue: 1 << 7)
    /// Open list items outside do not matter inside.
    static let endsItemSearch = NestingTraits(rawValue: 1 << 8)
    static let formatting = NestingTraits(rawValue: 1 << 9)
    static let ruby = NestingTraits(rawValue: 1 << 10)
    static let table = NestingTraits(rawValue: 1 << 11)
    static let tableSection = NestingTraits(rawValue: 1 << 12)
    static let row = NestingTraits(rawValue: 1 << 13)
    static let cell = NestingTraits(rawValue: 1 << 14)
    static let columns = NestingTraits(rawValue: 1 << 15)
    static let column = NestingTraits(rawValue: 1 << 16)
    static let caption = NestingTraits(rawValue: 1 << 17)

    /// Elements that may hold nothing but other table parts.
    static let tableFrame: NestingTraits = [.table, .tableSection, .row, .columns]

    /// The traits of an element, by its name.
    static func of(_ name: String) -> NestingTraits {
        var traits: NestingTraits = []
        if closing.contains(name) { traits.insert(.closesParagraph) }
        if searchEnds.contains(name) { traits.insert(.endsItemSearch) }
        if formattings.contains(name) { traits.insert(.formatting) }
        switch name {
        case "p": traits.insert(.paragraph)
        case "h1", "h2", "h3", "h4", "h5", "h6": traits.insert(.heading)
        case "li": traits.insert(.listItem)
        case "dd", "dt": traits.insert(.definition)
        case "a": traits.insert(.anchor)
        case "ruby", "rt", "rp": traits.insert(.ruby)
        case "table": traits.formUnion([.table, .scope])
        case "caption": traits.formUnion([.caption, .scope, .marker, .endsItemSearch])
        case "colgroup": traits.insert(.columns)
        case "col": traits.insert(.column)
        case "tbody", "thead", "tfoot": traits.insert(.tableSection)
        case "tr": traits.insert(.row)
        case "td", "th": traits.formUnion([.cell, .scope, .marker, .endsItemSearch])
        default: break
        }
        return traits
    }

    private static let closing: Set<String> = [
        "address", "article", "aside", "blockquote", "center", "dd", "details", "dir", "div", "dl", "dt",
        "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main",
        "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "ul",
    ]
    /// Only elements that every version of the parsing rules calls special; the newer ones differ between parsers.
    private static let searchEnds: Set<String> = [
        "blockquote", "center", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "pre", "table", "ul",
    ]
    private static let formattings: Set<String> = [
        "a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u",
    ]
}

/// Watches the markup being written and notices what a parser could arrange differently.
///
/// The tree comes from a parser, so most of it reads back as it was written; taking tags away may leave what does not,
/// such as a paragraph in a paragraph. Where this check sees nothing, a second parse can be spared; where it sees
/// something, ``HTMLSanitizer`` parses again. It errs on the side of seeing something.
struct RearrangementCheck {
    /// What matters of the open elements around a place.
    struct Place {
        fileprivate var open: NestingTraits = []
        fileprivate var parent: NestingTraits = []
    }

    /// Whether something was written that may read back differently.
    private(set) var isNeeded = false
    /// How many elements of each formatting tag are open; parsers forget identical ones beyond three.
    private var formattingDepths: [UInt8] = []

    /// Notes an element about to be written at a place; returns the place inside it.
    mutating func enter(_ traits: NestingTraits, tag: Int, at place: Place) -> Place {
        let open = place.open
        if traits.contains(.closesParagraph), open.contains(.paragraph) { isNeeded = true }
        if traits.contains(.heading), place.parent.contains(.heading) { isNeeded = true }
        if !traits.isDisjoint(with: [.listItem, .definition, .anchor]),
            !open.isDisjoint(with: traits.intersection([.listItem, .definition, .anchor]))
        {
            isNeeded = true
        }
        if traits.contains(.ruby) { isNeeded = true }
        if !fits(traits, in: place.parent) { isNeeded = true }
        if traits.contains(.formatting) { countFormatting(tag) }

        var inside = open
        if traits.contains(.scope) { inside.remove(.paragraph) }
        if traits.contains(.marker) { inside.remove(.anchor) }
        if traits.contains(.endsItemSearch) { inside.subtract([.listItem, .definition]) }
        inside.formUnion(traits.intersection([.paragraph, .listItem, .definition, .anchor]))
        return Place(open: inside, parent: traits)
    }

    /// Notes the end of an element that was entered.
    mutating func leave(_ traits: NestingTraits, tag: Int) {
        if traits.contains(.formatting), formattingDepths.indices.contains(tag), formattingDepths[tag] > 0 {
            formattingDepths[tag] -= 1
        }
    }

    /// Notes text about to be written at a place.
    mutating func text(_ text: UnsafeBufferPointer<UInt8>, at place: Place) {
        guard !place.parent.isDisjoint(with: .tableFrame) else { return }
        if text.contains(where: { $0 > 0x20 }) { isNeeded = true }
    }

    /// Notes that the tree was not made the way the markup will be read.
    mutating func distrust() { isNeeded = true }

    private func fits(_ traits: NestingTraits, in parent: NestingTraits) -> Bool {
        let part = traits.intersection([.tableSection, .row, .cell, .columns, .column, .caption])
        if parent.contains(.table) { return !part.isDisjoint(with: [.tableSection, .columns, .caption]) }
        if parent.contains(.tableSection) { return part == .row }
        if parent.contains(.row) { return part == .cell }
        if parent.contains(.columns) { return part == .column }
        return part.isEmpty
    }

    private mutating func countFormatting(_ tag: Int) {
        if formattingDepths.isEmpty { formattingDepths = Array(repeating: 0, count: HTMLTag.count) }
        guard formattingDepths.indices.contains(tag) else { return }
        if formattingDepths[tag] < .max { formattingDepths[tag] += 1 }
        if formattingDepths[tag] > 3 { isNeeded = true }
    }
}
