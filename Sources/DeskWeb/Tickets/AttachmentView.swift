import DeskModel

/// The files of a message: each to be saved, and looked at first where that is safe.
///
/// Pictures and plain texts are shown from the content origin, where nothing of the desk can be reached. Everything else, PDF and
/// office files among it, is only saved: their viewers run programs.
enum AttachmentView {
    static func list(_ attachments: [AttachmentRecord], _ frame: PageFrame) -> HTML {
        guard !attachments.isEmpty else { return "" }
        var html: HTML = "<ul class=\"files\">"
        for file in attachments { html.add(line(file, frame)) }
        html.add("</ul>")
        return html
    }

    private static func line(_ file: AttachmentRecord, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let address = frame.links.address(of: .attachment(file.id, isInline: false), at: frame.clock.now)
        let name = file.name.isEmpty ? words.say("unnamed file", "未命名文件") : file.name
        let link: HTML =
            "<a href=\"\(address)\" rel=\"noopener\">\(name)</a> <small>\(ByteCount.text(file.size))</small>"
        guard let shown = preview(of: file, named: name, frame) else { return "<li>\(link)</li>" }
        return """
            <li>\(link)<details class="preview"><summary aria-label="\(words.say("Preview of \(name)", "预览 \(name)"))">\
            \(words.say("Preview", "预览"))</summary>\(shown)</details></li>
            """
    }

    private static func preview(of file: AttachmentRecord, named name: String, _ frame: PageFrame) -> HTML? {
        switch FilePreview(file) {
        case .picture:
            let address = frame.links.address(of: .attachment(file.id, isInline: true), at: frame.clock.now)
            return "<img src=\"\(address)\" alt=\"\(name)\" loading=\"lazy\" referrerpolicy=\"no-referrer\">"
        case .text:
            let address = frame.links.address(of: .text(file.id), at: frame.clock.now)
            return """
                <iframe src="\(address)" loading="lazy" sandbox="" referrerpolicy="no-referrer" title="\(name)"></iframe>
                """
        case nil: return nil
        }
    }
}

/// How a file is shown before it is saved, by the type its sender named; what it really is, is looked at when it is asked for.
enum FilePreview: Sendable, Hashable {
    /// As a picture.
    case picture
    /// As plain text.
    case text

    /// The largest picture that a page offers to show, in bytes.
    private static let maximumPicture = 10 << 20

    init?(_ file: AttachmentRecord) {
        let type = file.contentType.lowercased().prefix { $0 != ";" }
        if PictureType(rawValue: String(type)) != nil {
            guard file.size <= Self.maximumPicture else { return nil }
            self = .picture
        } else if ["text/plain", "text/csv", "text/markdown", "text/x-log", "application/json"].contains(type) {
            self = .text
        } else {
            return nil
        }
    }
}
