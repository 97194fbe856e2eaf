/// What stands in a `winmail.dat`: the files and the bodies that Outlook puts into one (MS-OXTNEF).
struct TNEFMessage {
    /// A file, or one more message.
    struct File {
        var name: String?
        var mediaType: String?
        var contentID: String?
        var content: [UInt8]
    }

    private(set) var subject: String?
    /// The body as plain text.
    private(set) var text: String?
    /// The body as HTML.
    private(set) var html: String?
    /// The body as rich text, unpacked.
    private(set) var richText: [UInt8]?
    /// The files in order, those of attached messages behind them.
    private(set) var files: [File] = []
    /// Something could not be read.
    private(set) var isCut = false

    private static let deepest = 5
    private var codepage: CharsetLabel?

    /// Unpacks a stream; nil when it is none.
    ///
    /// - Parameters:
    ///   - stream: the content of the file.
    ///   - limit: the most files that are taken.
    ///   - depth: how many messages enclose this one.
    init?(_ stream: Octets, limit: Int, depth: Int = 0) {
        guard let attributes = TNEFAttributes(stream, limit: limit * 8 + 64) else { return nil }
        isCut = attributes.isCut
        for attribute in attributes.list {
            if attribute.name == .oemCodepage {
                var reader = LittleEndianReader(attribute.content)
                codepage = reader.uint32().flatMap(TNEFText.label)
            }
        }
        var open: Attachment?
        for attribute in attributes.list {
            switch attribute.name {
            case .oemCodepage: break
            case .subject: subject = TNEFText.decode(attribute.content, label: codepage)
            case .body: text = TNEFText.decode(attribute.content, label: codepage)
            case .messageProperties: read(MAPIProperties(attribute.content))
            case .attachmentBegins:
                take(open, limit: limit, depth: depth)
                open = Attachment()
            case .attachmentTitle: open?.title = TNEFText.decode(attribute.content, label: codepage)
            case .attachmentData: open?.data = attribute.content
            case .attachmentProperties: open?.properties = MAPIProperties(attribute.content)
            }
        }
        take(open, limit: limit, depth: depth)
    }

    private struct Attachment {
        var title: String?
        var data: Octets?
        var properties = MAPIProperties()
    }

    private mutating func read(_ properties: MAPIProperties) {
        if properties.isCut { isCut = true }
        let label = properties.number(.internetCodepage).flatMap(TNEFText.label) ?? codepage
        subject = properties.text(.subject, codepage: codepage) ?? subject
        text = properties.text(.body, codepage: codepage) ?? text
        html = properties.text(.html, codepage: label) ?? html
        richText = properties.octets(.compressedRTF).flatMap(CompressedRTF.decode) ?? richText
    }

    private mutating func take(_ attachment: Attachment?, limit: Int, depth: Int) {
        guard let attachment else { return }
        if attachment.properties.isCut { isCut = true }
        guard files.count < limit else {
            isCut = true
            return
        }
        let properties = attachment.properties
        let name =
            properties.text(.longFilename, codepage: codepage) ?? attachment.title
            ?? properties.text(.shortFilename, codepage: codepage) ?? properties.text(.displayName, codepage: codepage)
        let content = attachment.data ?? properties.object(.attachmentData) ?? []
        let isMessage = properties.number(.attachmentMethod) == 5
        if isMessage, depth < Self.deepest, let object = properties.object(.attachmentData),
            let message = TNEFMessage(object, limit: limit - files.count, depth: depth + 1)
        {
            if message.isCut { isCut = true }
            files += message.asFiles(named: message.subject ?? name)
            return
        }
        files.append(
            File(
                name: name,
                mediaType: properties.text(.mediaType, codepage: codepage),
                contentID: properties.text(.contentID, codepage: codepage),
                content: Array(content)
            )
        )
    }

    /// The richest of the bodies and the files of a message inside the message.
    private func asFiles(named name: String?) -> [File] {
        // A slash in a subject parts no folders.
        let name = String((name ?? "message").map { $0 == "/" || $0 == "\\" ? "_" : $0 }.prefix(120))
        let body: File? =
            if let html {
                File(name: "\(name).html", mediaType: "text/html; charset=utf-8", content: Array(html.utf8))
            } else if let richText {
                File(name: "\(name).rtf", mediaType: "application/rtf", content: richText)
            } else if let text {
                File(name: "\(name).txt", mediaType: "text/plain; charset=utf-8", content: Array(text.utf8))
            } else { nil }
        return (body.map { [$0] } ?? []) + files
    }

    /// The body as rich text as a file of its own, where the message has no HTML.
    var richTextFile: File? {
        guard html == nil, let richText else { return nil }
        return File(name: "message.rtf", mediaType: "application/rtf", content: richText)
    }
}
