/// The files of a mail, those unpacked that Outlook packs into one (`winmail.dat`).
struct FileCollection {
    /// The files in the order of the mail.
    private(set) var attachments: [MailAttachment] = []
    /// The body that a packed file holds as plain text; nil when there is none.
    private(set) var text: String?
    /// The body that a packed file holds as HTML; nil when there is none.
    private(set) var html: String?
    /// A packed file is damaged.
    private(set) var isCut = false

    /// Takes the parts that are files.
    ///
    /// - Parameters:
    ///   - structure: the mail's parts.
    ///   - selection: which of them are files.
    ///   - limit: the most files that come out of packed ones.
    init(_ structure: MimeStructure, selection: BodySelection, limit: Int) {
        for place in selection.attachments {
            let attachment = MailAttachment(structure.parts[place])
            guard Self.isPacked(attachment),
                let message = TNEFMessage(attachment.bytes[...], limit: max(0, limit - attachments.count))
            else {
                attachments.append(attachment)
                continue
            }
            take(message)
            if message.isCut {
                // What could not be read may be of use to somebody with another program.
                attachments.append(attachment)
                isCut = true
            }
        }
    }

    private static func isPacked(_ attachment: MailAttachment) -> Bool {
        switch attachment.contentType {
        case "application/ms-tnef", "application/vnd.ms-tnef": true
        case "application/octet-stream": ["winmail.dat", "win.dat"].contains(attachment.filename?.lowercased())
        default: false
        }
    }

    private mutating func take(_ message: TNEFMessage) {
        text = text ?? message.text
        html = html ?? message.html
        attachments += message.files.map(MailAttachment.init)
        if let file = message.richTextFile { attachments.append(MailAttachment(file)) }
    }
}

extension MailAttachment {
    fileprivate init(_ file: TNEFMessage.File) {
        let filename = file.name.flatMap(AttachmentName.sanitized)
        let claimed = file.mediaType.map { HeaderParameters(Array($0.utf8.prefix(200))[...]).value } ?? ""
        let contentID = file.contentID.flatMap { $0.isEmpty ? nil : $0.onOneLine }
        self.init(
            filename: filename,
            contentType: MediaType.refined(
                claimed.contains("/") ? claimed : "application/octet-stream",
                filename: filename
            ),
            bytes: file.content,
            contentID: contentID,
            isInline: contentID != nil
        )
    }
}
