/// Walks a tree once and feeds the writers, without recursion, so that depth costs memory only.
struct HTMLWalk {
    /// An element that is open.
    private struct Frame {
        let node: HTMLNode
        let rule: ElementRule
        var next: UInt32 = 0
        /// The tag to close in the markup, if one was opened.
        var written: StaticString?
        /// Whether a table part may be written directly inside.
        var holdsTable = false
        /// Where the element's content stands in the markup.
        var place = RearrangementCheck.Place()
        /// Whether the element and all inside it is left out of the text.
        var isHidden = false
        /// Where a link's words began in the text.
        var linkStart = -1
    }

    private(set) var markup: MarkupWriter
    private(set) var text: TextWriter
    private(set) var check = RearrangementCheck()
    private let writesMarkup: Bool
    private let writesText: Bool
    private let style: TextStyle
    private let recordsLines: Bool
    private let depthLimit: Int
    private var frames: [Frame] = []
    private var depth = 0
    private var isAfterPre = false

    /// Prepares a walk.
    ///
    /// - Parameters:
    ///   - writesMarkup: whether safe markup is wanted.
    ///   - style: how text is laid out, if text is wanted.
    ///   - recordsLines: whether to note what the markup says about each line.
    ///   - size: the size of the source, in bytes.
    ///   - limits: how much is written, and how deep.
    init(writesMarkup: Bool, style: TextStyle?, recordsLines: Bool = false, size: Int, limits: HTMLLimits) {
        self.recordsLines = recordsLines
        self.writesMarkup = writesMarkup
        self.style = style ?? .bare
        writesText = style != nil
        markup = MarkupWriter(limits: limits, capacity: writesMarkup ? size : 0)
        text = TextWriter(style: self.style, limit: limits.outputBytes, recordsLines: recordsLines)
        depthLimit = limits.depth
    }

    /// Walks everything inside the body.
    mutating func run(_ body: HTMLNode) {
        var top = Frame(node: body, rule: .unknown)
        if body.tag != HTMLTag.body { check.distrust() }
        let own = BodyStyle.declarations(of: body)
        if writesMarkup, markup.openStyled("div", style: own) {
            top.written = "div"
            top.place = check.enter(.of("div"), tag: HTMLTag.body, at: top.place)
            depth += 1
        }
        frames.append(top)
        while let last = frames.indices.last {
            let index = frames[last].next
            if index < frames[last].node.childCount {
                frames[last].next = index + 1
                visit(frames[last].node.child(index))
            } else {
                leave(frames.removeLast())
            }
        }
    }

    /// Ends the text and returns it.
    mutating func takeText() -> String { text.finish() }

    private mutating func visit(_ node: HTMLNode) {
        if node.isText { return write(node.text) }
        guard node.isElement, node.isHTML else { return }
        let rule = ElementRule.of(tag: node.tag)
        guard rule.fate != .drop else { return }
        let parent = frames[frames.count - 1]
        var frame = Frame(node: node, rule: rule)
        frame.place = parent.place
        frame.isHidden = parent.isHidden || writesText && isHidden(node)
        if writesMarkup, canWrite(rule, in: parent), markup.open(rule, node) {
            isAfterPre = rule.role == .preformatted
            frame.holdsTable = rule.role == .table || rule.isTablePart && rule.role != .cell
            frame.place = check.enter(rule.nesting, tag: node.tag, at: parent.place)
            if rule.fate == .keep {
                frame.written = rule.name
                depth += 1
            }
        }
        if !frame.isHidden { enterText(rule, node, &frame) }
        if rule.fate == .keepVoid { return }
        frames.append(frame)
    }

    /// Whether the element's tags may be written here.
    private func canWrite(_ rule: ElementRule, in parent: Frame) -> Bool {
        guard rule.fate == .keep || rule.fate == .keepVoid else { return false }
        if rule.isTablePart { return parent.holdsTable && parent.written != nil }
        // A table needs room for its rows and cells, or their content would leave it.
        return depth + (rule.role == .table ? 4 : 0) < depthLimit
    }

    private mutating func write(_ content: UnsafeBufferPointer<UInt8>) {
        if writesMarkup {
            if isAfterPre, let first = content.first(where: MarkupWriter.isWritten) {
                if first == 0x0A || first == 0x0D { markup.keepLeadingLineEnd() }
                isAfterPre = false
            }
            check.text(content, at: frames[frames.count - 1].place)
            markup.text(content)
        }
        if writesText, !frames[frames.count - 1].isHidden { text.text(content) }
    }

    private mutating func leave(_ frame: Frame) {
        if !frame.isHidden { leaveText(frame) }
        if let name = frame.written {
            isAfterPre = false
            markup.close(name)
            check.leave(frame.rule.nesting, tag: frame.node.tag)
            depth -= 1
        }
    }

    private func isHidden(_ node: HTMLNode) -> Bool {
        guard let style = node.value(of: "style") else { return false }
        return StyleRules.hides(style)
    }

    private mutating func enterText(_ rule: ElementRule, _ node: HTMLNode, _ frame: inout Frame) {
        guard writesText else { return }
        if recordsLines, let mark = HTMLQuoteMarks.mark(of: node) { text.mark(mark) }
        switch rule.role {
        case .inline: break
        case .block: text.separate(1)
        case .paragraph: text.separate(ParagraphSpacing.of(node))
        case .quote: text.openQuote(isSoft: recordsLines && HTMLQuoteMarks.isSoft(node))
        case .list: text.openList(isOrdered: false, start: 1)
        case .orderedList: text.openList(isOrdered: true, start: start(of: node))
        case .listItem: text.openItem()
        case .preformatted: text.openPreformatted()
        case .table: text.separate(1)
        case .row: text.separate(1)
        case .cell: text.openCell()
        case .lineBreak: text.lineBreak()
        case .rule: text.rule()
        case .image: writeAlternative(of: node)
        case .link: frame.linkStart = text.bytes.count
        }
    }

    private mutating func leaveText(_ frame: Frame) {
        guard writesText else { return }
        switch frame.rule.role {
        case .inline, .lineBreak, .rule, .image: break
        case .block, .listItem: text.separate(1)
        case .paragraph: text.separate(ParagraphSpacing.of(frame.node))
        case .quote: text.closeQuote(isSoft: recordsLines && HTMLQuoteMarks.isSoft(frame.node))
        case .list, .orderedList: text.closeList()
        case .preformatted: text.closePreformatted()
        case .table: text.separate(2)
        case .row: text.closeRow()
        case .cell: text.closeCell()
        case .link: writeAddress(of: frame)
        }
    }

    private func start(of list: HTMLNode) -> Int {
        guard let value = list.value(of: "start"), value.count <= 6 else { return 1 }
        return Int(String(decoding: value, as: UTF8.self)) ?? 1
    }

    private mutating func writeAlternative(of image: HTMLNode) {
        guard style == .readable, let alternative = image.value(of: "alt") else { return }
        let trimmed = AttributeValues.trim(alternative)
        guard !trimmed.isEmpty, trimmed.count <= 256 else { return }
        text.write("[".utf8)
        text.text(UnsafeBufferPointer(rebasing: trimmed))
        text.write("]".utf8)
    }

    /// Writes a link's address behind its words unless the words say it already.
    private mutating func writeAddress(of frame: Frame) {
        guard style == .readable, frame.linkStart >= 0, text.bytes.count > frame.linkStart,
            let value = frame.node.value(of: "href"), let address = LinkAddress.link(value)
        else { return }
        let words = String(decoding: text.bytes[frame.linkStart...], as: UTF8.self)
        guard !LinkWords.say(address: address, words) else { return }
        text.write(" <".utf8)
        text.write(address)
        text.write(">".utf8)
    }
}

/// Whether a link's words already are its address.
enum LinkWords {
    static func say(address: [UInt8], _ words: String) -> Bool {
        core(Array(words.utf8)) == core(address)
    }

    /// The address in lower case without scheme, `www.`, white space and a slash at the end.
    private static func core(_ text: [UInt8]) -> [UInt8] {
        var core = text.filter { $0 > 0x20 && $0 != UInt8(ascii: ">") }.map {
            (0x41...0x5A).contains($0) ? $0 | 0x20 : $0
        }
        for prefix in ["https://", "http://", "mailto:", "tel:", "www."] where core.starts(with: prefix.utf8) {
            core.removeFirst(prefix.utf8.count)
        }
        if core.last == UInt8(ascii: "/") { core.removeLast() }
        return core
    }
}

/// How far paragraphs stand apart.
enum ParagraphSpacing {
    /// Line ends around a paragraph: one where its style takes the margin away, as Outlook's paragraphs do, else two.
    static func of(_ paragraph: HTMLNode) -> Int {
        if let name = paragraph.value(of: "class"), name.starts(with: "Mso".utf8) { return 1 }
        if let style = paragraph.value(of: "style"), style.count <= 1_024 {
            let compact = style.filter { $0 > 0x20 }
            if StyleRules.contains(compact, "margin:0") { return 1 }
        }
        return 2
    }
}

/// What the body element's own attributes say about colors and fonts.
enum BodyStyle {
    /// The declarations a `div` needs to look like the body did.
    static func declarations(of body: HTMLNode) -> [UInt8] {
        guard body.isElement, body.tag == HTMLTag.body else { return [] }
        var source: [UInt8] = []
        for (attribute, property) in [("bgcolor", "background-color"), ("text", "color")] as [(StaticString, String)] {
            if let value = body.value(of: attribute),
                let color = AttributeValues.checked(value, .color)
            {
                source += property.utf8
                source.append(UInt8(ascii: ":"))
                source += color
                source.append(UInt8(ascii: ";"))
            }
        }
        if let style = body.value(of: "style") { source += style }
        return source.withUnsafeBufferPointer { StyleRules.checked($0) }
    }
}
