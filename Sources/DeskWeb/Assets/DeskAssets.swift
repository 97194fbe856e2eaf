import Crypto
import HTTPTypes
import Hummingbird
import NIOCore

/// The files that pages load: compiled in, named by their content, and kept by browsers forever.
enum DeskAssets {
    static let style = DeskAsset("style", "css", "text/css; charset=utf-8", DeskStyle.sheet)
    static let script = DeskAsset("desk", "js", "text/javascript; charset=utf-8", DeskScript.module)
    static let clocks = DeskAsset("clocks", "js", "text/javascript; charset=utf-8", ClockScript.module)
    static let icon = DeskAsset("icon", "svg", "image/svg+xml", DeskIcon.drawing)

    private static let all = [style, script, clocks, icon]

    /// Answers `GET /desk/assets/:name`.
    static func show(_ exchange: Exchange) async throws -> Response {
        guard let asset = all.first(where: { $0.name == exchange.parameters["name"] }) else {
            throw PageProblem.notFound
        }
        return Response(
            status: .ok,
            headers: [.contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: asset.content)
        )
    }
}

/// One compiled-in file.
struct DeskAsset: Sendable {
    /// The file name with a digest of the content.
    let name: String
    let type: String
    let content: ByteBuffer

    var path: String { "/desk/assets/\(name)" }

    init(_ stem: String, _ ending: String, _ type: String, _ text: String) {
        let digest = Hexadecimal.encode(SHA256.hash(data: Array(text.utf8)).prefix(6))
        name = "\(stem).\(digest).\(ending)"
        self.type = type
        content = ByteBuffer(string: text)
    }
}

/// The desk's sign: streams that join.
enum DeskIcon {
    static let drawing = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f6f78"/>\
        <path d="M7 7c0 8 9 7 9 18M25 7c0 8-9 7-9 18M16 7v18" fill="none" stroke="#fff" stroke-width="2.6" \
        stroke-linecap="round"/></svg>
        """
}
