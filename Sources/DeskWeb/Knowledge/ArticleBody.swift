import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MarkdownText
import MessageText
import NIOCore
import TicketStorage

/// An article's text as markup, its pictures at the content origin.
struct ArticleBody: Sendable {
    let markdown: String
    let language: String
    let pictures: [ArticlePicture]
    /// The main origin, where links to the portal's own pages lead.
    let origin: String

    /// The markup in an element that names its language.
    func html(_ frame: PageFrame) -> HTML {
        let rendered = ArticleMarkup.render(markdown, origin: origin)
        let files = pictures.map { picture in
            AttachmentRecord(
                id: RecordID(rawValue: picture.id.rawValue),
                name: picture.name,
                contentType: "",
                size: 0,
                blob: picture.blob,
                contentID: picture.id.description,
                isInline: true
            )
        }
        let markup = InlinePictures.rewrite(rendered.html.markup, attachments: files) { file in
            frame.links.address(of: .picture(RecordID(rawValue: file.id.rawValue)), at: frame.clock.now)
        }
        return "<div class=\"article\" lang=\"\(language)\">\(SafeHTML(storedMarkup: markup))</div>"
    }
}

/// `GET /picture/{signed}` on the content origin: a picture of an article.
enum ArticlePictureContent {
    static func show(_ exchange: Exchange) async throws -> Response {
        let signed = exchange.parameters["signed"] ?? ""
        guard case .picture(let id) = exchange.site.contentLinks.subject(of: signed, at: exchange.now),
            let picture = try await exchange.store.picture(id),
            let octets = try await exchange.store.blob(picture.blob), let type = PictureType.sniff(octets)
        else { throw PageProblem.notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: type.rawValue,
                .contentDisposition: FileNames.disposition(picture.name, isInline: true),
                .cacheControl: "private, max-age=300",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets))
        )
    }
}
