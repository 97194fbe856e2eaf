import CGumboShim

/// What becomes of an element.
enum ElementFate {
    /// It is written, with its content.
    case keep
    /// It is written and has no content.
    case keepVoid
    /// Its tags are left out, its content stays.
    case unwrap
    /// It is left out with all of its content.
    case drop
}

/// What an element is to the text of a message.
enum TextRole {
    case inline
    case block
    case paragraph
    case quote
    case list
    case orderedList
    case listItem
    case preformatted
    case table
    case row
    case cell
    case lineBreak
    case rule
    case image
    case link
}

/// What is done with one kind of element.
struct ElementRule {
    let name: StaticString
    let fate: ElementFate
    let role: TextRole
    let attributes: AttributeSet
    /// Whether the element may only stand inside a table that is written too.
    let isTablePart: Bool
    let nesting: NestingTraits

    /// What happens to an element that nobody knows: its content stays.
    static let unknown = ElementRule("", .unwrap, .inline)

    init(
        _ name: StaticString,
        _ fate: ElementFate,
        _ role: TextRole,
        _ attributes: AttributeSet = [],
        isTablePart: Bool = false
    ) {
        self.name = name
        self.fate = fate
        self.role = role
        self.attributes = attributes
        self.isTablePart = isTablePart
        nesting = NestingTraits.of("\(name)")
    }

    /// The rule for a tag number.
    static func of(tag: Int) -> ElementRule { table.indices.contains(tag) ? table[tag] : unknown }

    private static let table: [ElementRule] = {
        var table = Array(repeating: ElementRule.unknown, count: HTMLTag.count)
        for rule in all {
            let tag = HTMLTag.number(rule.name)
            if table.indices.contains(tag) { table[tag] = rule }
        }
        // Whatever gumbo has no name for shares one number, which must stay with the unknown.
        table[HTMLTag.unknown] = .unknown
        return table
    }()

    private static let all: [ElementRule] =
        kept + voids + tableParts
        + ["button", "fieldset", "form", "label", "legend", "map", "nobr", "noscript", "object", "output"].map {
            ElementRule($0, .unwrap, .inline)
        }
        + ["optgroup", "option", "textarea", "body", "html"].map { ElementRule($0, .unwrap, .block) }
        + [
            "applet", "area", "audio", "base", "basefont", "bgsound", "canvas", "datalist", "embed", "frame",
            "frameset", "head", "iframe", "input", "isindex", "keygen", "link", "math", "meta", "meter", "noembed",
            "noframes", "param", "progress", "script", "select", "source", "style", "svg", "template", "title",
            "track", "video",
        ].map { ElementRule($0, .drop, .inline) }

    private static let kept: [ElementRule] = [
        ElementRule("a", .keep, .link, [.href]),
        ElementRule("abbr", .keep, .inline), ElementRule("acronym", .keep, .inline),
        ElementRule("address", .keep, .block), ElementRule("article", .keep, .block),
        ElementRule("aside", .keep, .block), ElementRule("b", .keep, .inline), ElementRule("bdi", .keep, .inline),
        ElementRule("bdo", .keep, .inline), ElementRule("big", .keep, .inline),
        ElementRule("blockquote", .keep, .quote, [.type]),
        ElementRule("center", .keep, .block), ElementRule("cite", .keep, .inline),
        ElementRule("code", .keep, .inline), ElementRule("dd", .keep, .block),
        ElementRule("del", .keep, .inline, [.datetime]), ElementRule("details", .keep, .block, [.open]),
        ElementRule("dfn", .keep, .inline), ElementRule("dir", .keep, .list, [.type]),
        ElementRule("div", .keep, .block, [.align]), ElementRule("dl", .keep, .paragraph),
        ElementRule("dt", .keep, .block), ElementRule("em", .keep, .inline),
        ElementRule("figcaption", .keep, .block), ElementRule("figure", .keep, .paragraph),
        ElementRule("font", .keep, .inline, [.color, .face, .size]), ElementRule("footer", .keep, .block),
        ElementRule("h1", .keep, .paragraph, [.align]), ElementRule("h2", .keep, .paragraph, [.align]),
        ElementRule("h3", .keep, .paragraph, [.align]), ElementRule("h4", .keep, .paragraph, [.align]),
        ElementRule("h5", .keep, .paragraph, [.align]), ElementRule("h6", .keep, .paragraph, [.align]),
        ElementRule("header", .keep, .block), ElementRule("hgroup", .keep, .block), ElementRule("i", .keep, .inline),
        ElementRule("ins", .keep, .inline, [.datetime]), ElementRule("kbd", .keep, .inline),
        ElementRule("li", .keep, .listItem, [.type, .value]), ElementRule("main", .keep, .block),
        ElementRule("mark", .keep, .inline), ElementRule("menu", .keep, .list), ElementRule("nav", .keep, .block),
        ElementRule("ol", .keep, .orderedList, [.type, .start, .reversed]),
        ElementRule("p", .keep, .paragraph, [.align]), ElementRule("pre", .keep, .preformatted),
        ElementRule("q", .keep, .inline), ElementRule("rp", .keep, .inline), ElementRule("rt", .keep, .inline),
        ElementRule("ruby", .keep, .inline), ElementRule("s", .keep, .inline), ElementRule("samp", .keep, .inline),
        ElementRule("section", .keep, .block), ElementRule("small", .keep, .inline),
        ElementRule("span", .keep, .inline), ElementRule("strike", .keep, .inline),
        ElementRule("strong", .keep, .inline), ElementRule("sub", .keep, .inline),
        ElementRule("summary", .keep, .block), ElementRule("sup", .keep, .inline),
        ElementRule("time", .keep, .inline, [.datetime]), ElementRule("tt", .keep, .inline),
        ElementRule("u", .keep, .inline), ElementRule("ul", .keep, .list, [.type]), ElementRule("var", .keep, .inline),
    ]

    private static let voids: [ElementRule] = [
        ElementRule("br", .keepVoid, .lineBreak, [.clear]),
        ElementRule("hr", .keepVoid, .rule, [.align, .color, .noshade, .size, .width]),
        ElementRule(
            "img",
            .keepVoid,
            .image,
            [.align, .alt, .border, .height, .hspace, .source, .remoteSource, .vspace, .width]
        ),
        ElementRule("wbr", .keepVoid, .inline),
    ]

    private static let cellAttributes: AttributeSet = [
        .abbr, .align, .background, .colspan, .height, .nowrap, .rowspan, .scope, .valign, .width,
    ]

    private static let tableParts: [ElementRule] = [
        ElementRule(
            "table",
            .keep,
            .table,
            [.align, .background, .border, .cellpadding, .cellspacing, .height, .summary, .width]
        ),
        ElementRule("caption", .keep, .block, [.align], isTablePart: true),
        ElementRule("colgroup", .keep, .inline, [.align, .span, .valign, .width], isTablePart: true),
        ElementRule("col", .keepVoid, .inline, [.align, .span, .valign, .width], isTablePart: true),
        ElementRule("tbody", .keep, .inline, [.align, .background, .valign], isTablePart: true),
        ElementRule("thead", .keep, .inline, [.align, .background, .valign], isTablePart: true),
        ElementRule("tfoot", .keep, .inline, [.align, .background, .valign], isTablePart: true),
        ElementRule("tr", .keep, .row, [.align, .background, .height, .valign], isTablePart: true),
        ElementRule("td", .keep, .cell, cellAttributes, isTablePart: true),
        ElementRule("th", .keep, .cell, cellAttributes, isTablePart: true),
    ]
}

/// Tag numbers that code asks for by name.
enum HTMLTag {
    static let unknown = number("unknown-element")
    static let body = number("body")
    /// One more than the greatest number.
    static let count = Int(ctg_tag_count())

    static func number(_ name: StaticString) -> Int {
        name.withUTF8Buffer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { Int(ctg_tag_named($0, UInt32(characters.count))) } ?? 0
            }
        }
    }
}
