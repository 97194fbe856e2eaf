import DeskModel
import HTTPTypes
import Hummingbird
import NIOCore
import TicketStorage

/// `GET /text/{signed}` on the content origin: the beginning of a text file, as plain text in a frame without rights.
enum TextContent {
    /// How much is shown; the whole can be saved.
    static let maximumBytes = 256 << 10

    static func show(_ exchange: Exchange) async throws -> Response {
        let signed = exchange.parameters["signed"] ?? ""
        guard case .text(let id) = exchange.site.contentLinks.subject(of: signed, at: exchange.now),
            let record = try await exchange.store.attachment(id),
            let octets = try await exchange.store.blob(record.blob)
        else { throw PageProblem.notFound }
        let shown = beginning(of: octets)
        var response = Response(
            status: .ok,
            headers: [
                // Without a charset browsers find out, as they do for GB 18030 and the like.
                .contentType: isUTF8(shown) ? "text/plain; charset=utf-8" : "text/plain",
                .contentDisposition: "inline",
                .cacheControl: "private, max-age=300",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: shown))
        )
        response.headers[PageProtection.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors \(exchange.site.origin)"
        response.headers[PageProtection.referrer] = "no-referrer"
        return response
    }

    /// What is shown of a file: all of it, or its first octets up to the last whole line.
    static func beginning(of octets: [UInt8]) -> ArraySlice<UInt8> {
        guard octets.count > maximumBytes else { return octets[...] }
        let cut = octets[..<maximumBytes]
        guard let end = cut.lastIndex(of: UInt8(ascii: "\n")), end > maximumBytes / 2 else {
            // Within a long line: behind the last whole character, as UTF-8 tells.
            var end = maximumBytes
            while end > maximumBytes - 4, octets[end] & 0xC0 == 0x80 { end -= 1 }
            return octets[..<end]
        }
        return octets[...end]
    }

    private static func isUTF8(_ octets: ArraySlice<UInt8>) -> Bool { String(validating: octets, as: UTF8.self) != nil }
}
