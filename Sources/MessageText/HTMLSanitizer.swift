/// What a message's markup became.
public struct SanitizedHTML: Sendable, Hashable {
    /// The markup, safe to show.
    public let html: SafeHTML
    /// The message as readable text: lists, tables, links and quoted lines keep their form.
    public let text: String
    /// How many images stand elsewhere; their address is in `data-remote-src`, and nothing fetches them unasked.
    public let remoteImages: Int
    /// The ids of the mail's parts that the markup shows (`cid:`), in order, each once.
    public let contentIDs: [String]
    /// Whether something was left out because of ``HTMLLimits``.
    public let shortened: Bool
}

/// Turns foreign markup into markup that may be shown.
///
/// The source is parsed as browsers parse it, and new markup is written from the tree: listed elements with checked
/// attributes, everything else without its tags, active content not at all. Where a parser
/// might arrange the result differently, it is parsed and written again until it no longer changes, so it means the
/// same to whoever parses it next.
public enum HTMLSanitizer {
    /// Sanitizes markup.
    ///
    /// Never fails and never takes longer than the limits allow: markup that cannot be parsed within them comes back
    /// as its text, escaped.
    ///
    /// - Parameters:
    ///   - html: markup from outside: a document or a fragment.
    ///   - limits: how much is read, and at what cost.
    /// - Returns: the markup, its text, and what both refer to.
    public static func sanitize(_ html: String, limits: HTMLLimits = .standard) -> SanitizedHTML {
        var html = html
        return html.withUTF8 { bytes in
            let source = UnsafeBufferPointer(rebasing: bytes.prefix(limits.inputBytes))
            return sanitize(source, isWhole: source.count == bytes.count, limits)
        }
    }

    private static func sanitize(
        _ source: UnsafeBufferPointer<UInt8>,
        isWhole: Bool,
        _ limits: HTMLLimits
    ) -> SanitizedHTML {
        guard let tree = try? HTMLTree(source, limits: limits) else { return fallback(source, limits) }
        var walk = HTMLWalk(writesMarkup: true, style: .readable, size: source.count, limits: limits)
        walk.run(tree.body)
        let text = walk.takeText()
        var markup: [UInt8]? = walk.markup.bytes
        if walk.check.isNeeded { markup = settled(walk.markup.bytes, limits) }
        guard let markup else { return fallback(source, limits) }
        return SanitizedHTML(
            html: SafeHTML(sanitized: markup),
            text: text,
            remoteImages: walk.markup.remoteImages,
            contentIDs: walk.markup.contentIDs,
            shortened: !isWhole || walk.markup.isFull || walk.text.isFull
        )
    }

    /// The most times markup is written again before it is given up on.
    private static let maximumRounds = 6

    /// Parses and writes the markup until that changes nothing.
    ///
    /// Taking tags away can leave what a parser would arrange differently, such as a paragraph in a paragraph.
    private static func settled(_ markup: [UInt8], _ limits: HTMLLimits) -> [UInt8]? {
        var current = markup
        for _ in 0..<maximumRounds {
            guard let tree = try? HTMLTree(current, limits: limits) else { return nil }
            var walk = HTMLWalk(writesMarkup: true, style: nil, size: current.count, limits: limits)
            walk.run(tree.body)
            if walk.markup.bytes == current { return current }
            current = walk.markup.bytes
        }
        return nil
    }

    private static func fallback(_ source: UnsafeBufferPointer<UInt8>, _ limits: HTMLLimits) -> SanitizedHTML {
        let text = TagStripper.text(of: source, limit: limits.outputBytes / 8)
        let escaped = HTMLText.escape(text.hasPrefix("\n") ? "\n" + text : text)
        let markup = text.isEmpty ? "" : "<pre>\(escaped)</pre>"
        return SanitizedHTML(
            html: SafeHTML(sanitized: Array(markup.utf8)),
            text: text,
            remoteImages: 0,
            contentIDs: [],
            shortened: true
        )
    }
}
