/// One entity of a mail: the mail itself, a container, or something with content.
struct MimePart {
    /// The enclosing container's place in ``MimeStructure/parts``; nil for the mail itself.
    var parent: Int?
    /// The places of what a container holds.
    var children: [Int] = []
    /// The entity's own header fields.
    let header: HeaderSection
    /// Media type and its parameters.
    let contentType: HeaderParameters
    /// `inline`, `attachment` … with its parameters; empty when the header says nothing.
    let disposition: HeaderParameters
    /// `text/plain` and the like, in lower case; never empty.
    private(set) var mediaType: String
    /// The content as it stands in the mail, still in its transfer encoding; empty for containers.
    var content: Octets
    /// True for a container whose children were found.
    private(set) var isMultipart: Bool

    /// Describes an entity.
    ///
    /// - Parameters:
    ///   - parent: the enclosing container's place.
    ///   - header: the entity's own header.
    ///   - content: the content in its transfer encoding.
    ///   - isMultipart: whether children follow.
    ///   - defaultType: the media type where the header names none.
    init(parent: Int?, header: HeaderSection, content: Octets, isMultipart: Bool, defaultType: String) {
        self.parent = parent
        self.header = header
        self.content = content
        self.isMultipart = isMultipart
        // Of several the last counts, as it does for GMime: both must see the same structure.
        contentType = HeaderParameters(header.last("content-type")?.unfolded ?? [])
        disposition = HeaderParameters(header.first("content-disposition")?.unfolded ?? [])
        let type = contentType.value
        let slash = type.firstIndex(of: "/")
        if let slash, slash != type.startIndex, type.index(after: slash) != type.endIndex {
            mediaType = type
        } else if slash != nil, type.hasPrefix("text/") || !type.hasPrefix("/") {
            mediaType = type.hasPrefix("text/") ? "text/plain" : "application/octet-stream"
        } else {
            mediaType = defaultType
        }
    }

    /// The same entity as a piece of text.
    func asText(_ octets: Octets) -> MimePart {
        var part = self
        part.isMultipart = false
        part.mediaType = "text/plain"
        part.content = octets
        part.children = []
        return part
    }

    /// The first half of the media type.
    var type: Substring { mediaType.prefix { $0 != "/" } }
    /// The second half of the media type.
    var subtype: Substring { mediaType.drop { $0 != "/" }.dropFirst() }
    /// A mail inside the mail.
    var isAttachedMail: Bool {
        mediaType == "message/rfc822" || mediaType == "message/global" || mediaType == "message/rfc2822"
            || mediaType == "message/news"
    }

    /// The content's octets with the transfer encoding undone.
    func decoded() -> Octets {
        guard let field = header.first("content-transfer-encoding") else { return content }
        switch HeaderParameters(field.unfolded).value {
        case "base64": return Base64.decode(content)[...]
        case "quoted-printable": return QuotedPrintable.decode(content)[...]
        case "x-uuencode", "uuencode", "x-uue", "uue": return UUEncoding.decode(content)[...]
        default: return content
        }
    }
}
