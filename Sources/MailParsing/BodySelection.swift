/// Which parts of a mail are its readable body and which are files.
///
/// The rules are those of JMAP (RFC 8621 section 4.1.4): alternatives give one text and one HTML version of the same
/// thing, parts in sequence follow each other in both, everything else is an attachment.
struct BodySelection {
    /// Places of the parts that make up the text version.
    private(set) var text: [Int] = []
    /// Places of the parts that make up the HTML version.
    private(set) var html: [Int] = []
    /// Places of the parts that are files.
    private(set) var attachments: [Int] = []

    private let parts: [MimePart]

    /// Kinds of text that programs read.
    private static let documents: Set<Substring> = [
        "calendar", "csv", "vcard", "x-vcard", "directory", "rtf", "richtext", "xml", "css", "javascript", "x-patch",
        "x-diff", "tab-separated-values", "sgml", "x-amp-html", "watch-html",
    ]
    /// What some senders offer beside text and HTML and no desk can show: AMP pages and wrist watches' HTML.
    private static let renditions: Set<Substring> = ["x-amp-html", "watch-html"]

    /// Walks through the parts of a mail.
    init(_ structure: MimeStructure) {
        parts = structure.parts
        walk([0], container: "mixed", takesText: true, takesHTML: true, depth: 0)
    }

    /// A part that could be shown in place.
    private func isReadable(_ index: Int, position: Int, container: Substring) -> Bool {
        let part = parts[index]
        guard part.type == "text" else { return false }
        if part.disposition.value == "attachment" { return false }
        guard part.mediaType == "text/plain" || part.mediaType == "text/html" else {
            // Text of a kind that is no document of its own is shown as what it is (RFC 2046 section 4.1.4).
            return container != "alternative" && !Self.documents.contains(part.subtype)
                && AttachmentName.name(of: part) == nil
        }
        if position == 0 { return true }
        return container != "related" && AttachmentName.name(of: part) == nil
    }

    // Recursion is bounded: the structure holds no more than `maximumDepth` levels.
    private mutating func walk(
        _ indexes: [Int],
        container: Substring,
        takesText: Bool,
        takesHTML: Bool,
        depth: Int
    ) {
        let before = (text: text.count, html: html.count)
        var takesText = takesText
        var takesHTML = takesHTML
        for (position, index) in indexes.enumerated() {
            let part = parts[index]
            if part.isMultipart {
                walk(
                    part.children,
                    container: part.subtype,
                    takesText: takesText,
                    takesHTML: takesHTML,
                    depth: depth + 1
                )
            } else if isReadable(index, position: position, container: container) {
                let isHTML = part.mediaType == "text/html"
                if container == "alternative" {
                    if isHTML { html.append(index) } else { text.append(index) }
                    continue
                }
                if depth > 0, isInAlternative(index) {
                    // Inside one alternative a sequence of parts belongs to the version its first part has.
                    if isHTML { takesText = false } else { takesHTML = false }
                }
                if takesText { text.append(index) }
                if takesHTML { html.append(index) }
            } else if container != "alternative" || !Self.renditions.contains(part.subtype) || indexes.count == 1 {
                attachments.append(index)
            }
        }
        guard container == "alternative" else { return }
        // Only one version was offered: it serves for both.
        if text.count == before.text, html.count > before.html {
            text += html[before.html...]
        } else if html.count == before.html, text.count > before.text {
            html += text[before.text...]
        }
    }

    private func isInAlternative(_ index: Int) -> Bool {
        var current = parts[index].parent
        while let place = current {
            if parts[place].mediaType == "multipart/alternative" { return true }
            current = parts[place].parent
        }
        return false
    }
}
