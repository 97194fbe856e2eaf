import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The files that pages load: compiled in, named by their content, and kept by browsers forever.
enum DeskAssets {
    static let style = DeskAsset(
        "style",
        "css",
        "text/css; charset=utf-8",
        text(PackageResources.base_css) + text(PackageResources.desk_css) + ServiceLevelStyle.sheet + PortalStyle.sheet
            + APIStyle.sheet + FieldStyle.sheet
    )
    static let icon = DeskAsset("icon", "svg", "image/svg+xml", DeskIcon.drawing + "</svg>")
    /// The sign with a dot: something new came while the reader was elsewhere.
    static let newsIcon = DeskAsset("icon-news", "svg", "image/svg+xml", DeskIcon.drawing + DeskIcon.dot + "</svg>")

    /// The modules, each behind those that it imports.
    static let modules: [DeskAsset] = linked([
        ("dom", text(PackageResources.dom_js)),
        ("desk", text(PackageResources.desk_js)),
        ("live", text(PackageResources.live_js)),
        ("composer", text(PackageResources.composer_js)),
        ("keys", text(PackageResources.keys_js)),
        ("list", text(PackageResources.list_js)),
        ("clocks", ClockScript.module),
        ("fields", text(PackageResources.fields_js)),
        ("forms", text(PackageResources.forms_js)),
    ])

    /// The element that loads the module of dependent choices, for pages of the portal.
    static var fieldsElement: HTML {
        modules.first { $0.stem == "fields" }.map { "<script type=\"module\" src=\"\($0.path)\"></script>" } ?? ""
    }

    private static let all = [style, icon, newsIcon] + modules

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

    /// Modules that import each other by the names of their content.
    private static func linked(_ sources: [(stem: String, text: String)]) -> [DeskAsset] {
        var modules: [DeskAsset] = []
        for source in sources {
            var text = source.text
            for module in modules {
                text = text.replacingOccurrences(of: "\"./\(module.stem).js\"", with: "\"\(module.path)\"")
            }
            modules.append(DeskAsset(source.stem, "js", "text/javascript; charset=utf-8", text))
        }
        return modules
    }

    private static func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }
}

/// One compiled-in file.
struct DeskAsset: Sendable {
    let stem: String
    /// The file name with a digest of the content.
    let name: String
    let type: String
    let content: ByteBuffer

    var path: String { "/desk/assets/\(name)" }

    init(_ stem: String, _ ending: String, _ type: String, _ text: String) {
        let digest = Hexadecimal.encode(SHA256.hash(data: Array(text.utf8)).prefix(6))
        self.stem = stem
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
        stroke-linecap="round"/>
        """
    static let dot = "<circle cx=\"25\" cy=\"7\" r=\"7\" fill=\"#e5484d\"/>"
}
