import Crypto
import DeskModel
import HTTPTypes
import Hummingbird
import NIOCore
import TicketStorage

/// The branding's colors as a style sheet, so that no page needs a style of its own.
struct BrandSheet: Sendable, Hashable {
    let text: String

    /// The sheet of a branding; nil when it has no colors.
    init?(_ branding: Branding) {
        guard let light = branding.lightAccent else { return nil }
        let dark = branding.darkAccent ?? BrandContrast.forDark(from: light)
        text =
            ":root{\(Self.declarations(light, .light))}\n"
            + "@media(prefers-color-scheme:dark){:root{\(Self.declarations(dark, .dark))}}\n"
    }

    /// Changes with the text, so that its address can be kept forever.
    var version: String { Hexadecimal.encode(SHA256.hash(data: Array(text.utf8)).prefix(6)) }

    /// The address of the sheet in this version.
    var path: String { "/help/brand.css?v=\(version)" }

    /// The names of the desk's sheet, and behind them those of the forms'.
    private static func declarations(_ accent: BrandColor, _ theme: BrandContrast.Theme) -> String {
        let soft = BrandContrast.soft(accent, on: theme).rawValue
        let ink = BrandContrast.ink(on: accent).rawValue
        return "--accent:\(accent.rawValue);--accent-ink:\(ink);--accent-soft:\(soft);"
            + "--accent-strong:\(accent.rawValue);--accent-veil:\(soft)"
    }
}

/// `GET /help/brand.css` and `GET /help/logo`: the branding's files.
enum BrandFiles {
    static func sheet(_ exchange: Exchange) async throws -> Response {
        let sheet = exchange.site.brand.sheet
        return file(
            sheet?.text ?? "",
            type: "text/css; charset=utf-8",
            isKept: sheet?.version == exchange.query["v"]
        )
    }

    static func logo(_ exchange: Exchange) async throws -> Response {
        guard let digest = exchange.site.brand.current.logo, let octets = try await exchange.store.blob(digest),
            let type = PictureType.sniff(octets)
        else { throw PageProblem.notFound }
        var response = Response(
            status: .ok,
            headers: [
                .contentType: type.rawValue,
                .cacheControl: lifetime(isKept: exchange.query["v"].map(digest.rawValue.hasPrefix) == true),
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets))
        )
        response.headers[PageProtection.contentSecurityPolicy] = "default-src 'none'; sandbox; frame-ancestors 'none'"
        return response
    }

    private static func file(_ text: String, type: String, isKept: Bool) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: lifetime(isKept: isKept)],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// An address with the version that is asked for never shows anything else.
    private static func lifetime(isKept: Bool) -> String {
        isKept ? "public, max-age=31536000, immutable" : "public, max-age=60"
    }
}
