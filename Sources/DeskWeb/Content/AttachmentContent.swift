import DeskModel
import HTTPTypes
import Hummingbird
import NIOCore
import TicketStorage

/// `GET /attachment/{signed}` on the content origin: a file of a message.
enum AttachmentContent {
    static func show(_ exchange: Exchange) async throws -> Response {
        guard
            case .attachment(let id, let mayBeInline) = exchange.site.contentLinks.subject(
                of: exchange.parameters["signed"] ?? "",
                at: exchange.now
            ),
            let record = try await exchange.store.attachment(id),
            let octets = try await exchange.store.blob(record.blob)
        else { throw PageProblem.notFound }
        let picture = PictureType.sniff(octets)
        let isInline = mayBeInline && picture != nil
        var response = Response(
            status: .ok,
            headers: [
                .contentType: picture?.rawValue ?? "application/octet-stream",
                .contentDisposition: FileNames.disposition(record.name, isInline: isInline),
                .cacheControl: "private, max-age=300",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets))
        )
        response.headers[PageProtection.contentSecurityPolicy] =
            "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        return response
    }
}

/// Pictures that browsers may show: told by their first bytes, whatever the sender called them.
///
/// No SVG, which is a program.
enum PictureType: String {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case gif = "image/gif"
    case webp = "image/webp"

    static func sniff(_ octets: [UInt8]) -> PictureType? {
        if octets.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if octets.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if octets.starts(with: "GIF87a".utf8) || octets.starts(with: "GIF89a".utf8) { return .gif }
        if octets.starts(with: "RIFF".utf8), octets.count > 12, octets[8..<12].elementsEqual("WEBP".utf8) {
            return .webp
        }
        return nil
    }
}

/// File names in headers.
enum FileNames {
    /// A `Content-Disposition` value with the name in ASCII and, after RFC 6266, as it is.
    static func disposition(_ name: String, isInline: Bool) -> String {
        let kind = isInline ? "inline" : "attachment"
        let cleaned = String(
            name.unicodeScalars.filter { $0.value >= 0x20 && $0 != "/" && $0 != "\\" && $0.value != 0x7F }.prefix(150)
                .map(Character.init)
        )
        guard !cleaned.isEmpty else { return "\(kind); filename=\"file\"" }
        let plain = String(
            cleaned.unicodeScalars.map { $0.isASCII && $0 != "\"" && $0 != "%" ? Character($0) : "_" }
        )
        return "\(kind); filename=\"\(plain)\"; filename*=UTF-8''\(PercentCoding.encode(cleaned))"
    }
}
