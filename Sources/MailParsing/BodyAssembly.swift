import MessageText

/// The readable body of a mail, put together from the parts that make it up.
struct BodyAssembly {
    /// The text version; empty when only HTML was sent.
    private(set) var text = ""
    /// The HTML version; nil when no part of the body is HTML.
    private(set) var html: String?
    /// The text version is the sender's own, not one to be made from HTML.
    private(set) var hasPlainText = false
    /// A charset was wrong or had to be guessed.
    private(set) var isDoubtful = false
    /// The text as it came, where files stood in it.
    private(set) var textWithFiles: String?
    /// Files that stood in the text itself.
    private(set) var files: [MailAttachment] = []

    /// Decodes the selected parts.
    init(_ structure: MimeStructure, selection: BodySelection) {
        var decoded: [Int: String] = [:]
        for index in Set(selection.text + selection.html) {
            let part = BodyText.decode(structure.parts[index])
            decoded[index] = part.string
            if part.isDoubtful { isDoubtful = true }
        }
        func isHTML(_ index: Int) -> Bool { structure.parts[index].mediaType == "text/html" }
        hasPlainText = selection.text.contains { !isHTML($0) && !Self.isBlank(decoded[$0] ?? "") }
        if hasPlainText {
            let sections = selection.text.map { index in
                let content = decoded[index] ?? ""
                return isHTML(index) ? HTMLText.plainText(content) : content
            }
            text = sections.joined(separator: "\n")
        }
        guard selection.html.contains(where: isHTML) else { return }
        let sections = selection.html.map { index in
            let content = decoded[index] ?? ""
            return isHTML(index) ? content : Self.markup(ofPlainText: content)
        }
        html = sections.joined(separator: "\n")
    }

    /// Takes files out of the text, and puts in what the mail says elsewhere when it says nothing itself.
    mutating func complete(from collection: FileCollection, structure: MimeStructure) {
        if hasPlainText {
            let inline = InlineFiles(text)
            files = inline.files
            if let rest = inline.text {
                textWithFiles = text
                text = rest
            }
        }
        if html == nil { html = collection.html }
        guard !hasPlainText, html == nil else { return }
        // Outlook's own copy of the body, or what an invitation says.
        let words = collection.text ?? CalendarReading.first(in: structure)?.words ?? ""
        guard !Self.isBlank(words) else { return }
        text = BodyText.unixLines(words)
        hasPlainText = true
    }

    private static func isBlank(_ text: String) -> Bool { text.utf8.allSatisfy(ASCII.isSpace) }

    private static func markup(ofPlainText text: String) -> String {
        isBlank(text) ? "" : "<div style=\"white-space: pre-wrap\">\(HTMLText.escape(text))</div>"
    }
}

extension MailAttachment {
    /// Takes a part's content and what its header says about it.
    init(_ part: MimePart) {
        let contentID = part.header.first("content-id").flatMap { MessageIDList.read($0.unfolded).first }
        let filename = AttachmentName.name(of: part) ?? AttachmentName.subject(of: part)
        self.init(
            filename: filename,
            contentType: MediaType.refined(part.mediaType, filename: filename),
            bytes: Array(part.decoded()),
            contentID: contentID,
            isInline: part.disposition.value == "inline" || (contentID != nil && part.disposition.value != "attachment")
        )
    }
}
