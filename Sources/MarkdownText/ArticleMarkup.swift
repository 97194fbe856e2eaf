import CMarkGFM
public import MessageText

/// Turns an article's Markdown into markup that may stand in a page.
///
/// The dialect is GitHub's (<https://github.github.com/gfm/>) with tables, strikethrough, task lists and bare web addresses.
/// Raw HTML is left out, the highest headings are of the second level since the page's own is the title, pictures are `cid:` parts
/// alone, and the result goes through ``HTMLSanitizer`` like everybody else's markup: two walls are better than one.
public enum ArticleMarkup {
    /// The longest text that is read, in UTF-8 bytes.
    ///
    /// A table of nothing but bars takes time by the square of its length: 0.2 s at this length.
    public static let maximumLength = 32 << 10

    /// Renders an article's text.
    ///
    /// - Parameters:
    ///   - markdown: the text; what is behind ``maximumLength`` is left out.
    ///   - origin: the main origin, such as `https://desk.example`; links to paths below `/help` lead there.
    /// - Returns: the markup, its text, and the ids of its pictures.
    public static func render(_ markdown: String, origin: String) -> SanitizedHTML {
        let source = Array(markdown.utf8.prefix(maximumLength))
        return HTMLSanitizer.sanitize(leading(markup(of: source), to: origin), limits: limits)
    }

    private static let limits = HTMLLimits(
        inputBytes: 1 << 20,
        outputBytes: 1 << 20,
        depth: 100,
        treeBytes: 32 << 20,
        inlineImageBytes: 0
    )

    /// The extensions are found once they are registered, which is done once.
    private static let areExtensionsRegistered: Bool = {
        cmark_gfm_core_extensions_ensure_registered()
        return true
    }()

    private static func markup(of source: [UInt8]) -> String {
        guard areExtensionsRegistered, let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return "" }
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "autolink", "tasklist"] {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        source.withUnsafeBytes { bytes in
            guard let start = bytes.bindMemory(to: CChar.self).baseAddress else { return }
            cmark_parser_feed(parser, start, bytes.count)
        }
        guard let document = cmark_parser_finish(parser) else { return "" }
        defer { cmark_node_free(document) }
        settleHeadings(of: document)
        guard
            let text = cmark_render_html(document, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser))
        else { return "" }
        defer { free(text) }
        return String(cString: text)
    }

    private static func settleHeadings(of document: OpaquePointer) {
        var headings: [OpaquePointer] = []
        var node = cmark_node_first_child(document)
        while let current = node {
            if cmark_node_get_type(current) == CMARK_NODE_HEADING { headings.append(current) }
            node = cmark_node_next(current)
        }
        guard let highest = headings.map({ cmark_node_get_heading_level($0) }).min() else { return }
        for heading in headings {
            cmark_node_set_heading_level(heading, min(6, cmark_node_get_heading_level(heading) - highest + 2))
        }
    }

    /// Completes links to the portal's own paths: the sanitizer knows whole addresses only.
    ///
    /// The renderer escapes quotes in text, so what begins like this is a link and nothing else.
    private static func leading(_ markup: String, to origin: String) -> String {
        let mark = "<a href=\"/help"
        guard markup.contains(mark) else { return markup }
        return markup.split(separator: mark, omittingEmptySubsequences: false)
            .joined(separator: "<a href=\"\(origin)/help")
    }
}
