import DeskModel
import HTTPTypes
import Hummingbird
import MessageText
import TicketStorage

/// `GET /mail/{signed}` on the content origin: the sanitized HTML of a message, for a sandboxed frame of the desk.
enum MailContent {
    static func show(_ exchange: Exchange) async throws -> Response {
        guard
            case .mail(let id, let pictures) = exchange.site.contentLinks.subject(
                of: exchange.parameters["signed"] ?? "",
                at: exchange.now
            ),
            let message = try await exchange.store.inboundMessage(id), let markup = message.html
        else { throw PageProblem.notFound }
        let links = exchange.site.contentLinks
        let asked = pictures == .loaded ? RemotePictures.restore(markup) : markup
        let rewritten = InlinePictures.rewrite(asked, attachments: message.attachments) { attachment in
            links.path(of: .attachment(attachment.id, isInline: true), at: exchange.now)
        }
        var page: HTML = """
            <!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
            <meta name="color-scheme" content="light"><base target="_blank"><title>Message</title><style>\
            body{margin:12px;font:15px/1.5 system-ui,sans-serif;color:#1d2129;background:#fff;overflow-wrap:break-word}\
            img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}\
            blockquote{margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ccd2da;color:#5a6270}\
            </style></head><body>
            """
        page.add("\(SafeHTML(storedMarkup: rewritten))")
        page.add("</body></html>")
        var response = Response.html(page)
        // The one view that was asked for is allowed pictures from elsewhere, and nothing else.
        let elsewhere = pictures == .loaded ? " https: http:" : ""
        response.headers[PageProtection.contentSecurityPolicy] =
            "default-src 'none'; img-src 'self' data:\(elsewhere); style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
            + "sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors \(exchange.site.origin)"
        response.headers[PageProtection.referrer] = "no-referrer"
        response.headers[.cacheControl] = "private, max-age=300"
        return response
    }
}

/// Pictures that other servers hold: the sanitizer keeps their addresses where no browser fetches them.
enum RemotePictures {
    private static let mark = " data-remote-src=\""

    /// How many pictures of a sanitized message are elsewhere.
    static func count(in markup: String) -> Int { markup.ranges(of: mark).count }

    /// The markup with the addresses where browsers fetch them.
    ///
    /// The sanitizer writes attributes in double quotes and escapes quotes in text and values, so the mark stands nowhere else.
    static func restore(_ markup: String) -> String { markup.replacing(mark, with: " src=\"") }
}

/// Pictures that came along with a message and stand in its text.
enum InlinePictures {
    private static let mark = Array("src=\"cid:".utf8)

    /// Gives `cid:` pictures the addresses of their files.
    ///
    /// The sanitizer writes attributes in double quotes and lets `cid:` through in `src` only.
    static func rewrite(
        _ markup: String,
        attachments: [AttachmentRecord],
        address: (AttachmentRecord) -> String
    ) -> String {
        let files = Dictionary(
            attachments.compactMap { file in file.contentID.map { ($0, file) } },
            uniquingKeysWith: { first, _ in first }
        )
        guard !files.isEmpty else { return markup }
        let octets = Array(markup.utf8)
        var written: [UInt8] = []
        written.reserveCapacity(octets.count + 256)
        var index = 0
        while index < octets.count {
            guard octets[index] == mark[0], octets[index...].starts(with: mark),
                let end = octets[(index + mark.count)...].firstIndex(of: UInt8(ascii: "\""))
            else {
                written.append(octets[index])
                index += 1
                continue
            }
            let id = contentID(octets[(index + mark.count)..<end])
            if let file = files[id] {
                written.append(contentsOf: "src=\"".utf8)
                HTMLEscaping.append(address(file), to: &written)
                written.append(UInt8(ascii: "\""))
            }
            index = end + 1
        }
        return String(decoding: written, as: UTF8.self)
    }

    /// The content id of an attribute's value: character references and percent escapes undone.
    private static func contentID(_ value: ArraySlice<UInt8>) -> String {
        let text = String(decoding: value, as: UTF8.self).replacing("&amp;", with: "&")
        return PercentCoding.decodePath(Array(text.utf8)) ?? text
    }
}
