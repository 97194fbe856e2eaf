import ChannelKit
import Crypto

/// What every page of the form has around its content: language, style and the headers that protect it.
struct PageFrame: Sendable {
    var language: FormLanguage
    /// Whether the page stands in another page's frame and should look like a part of it.
    var isEmbedded: Bool
    /// Who may show the page in a frame.
    var frameAncestors: String
    /// How the desk looks; nothing of its own unless it says so.
    var host = WebHost.none

    /// The page as an answer.
    func answer(
        status: Int,
        title: String,
        headers: [HeaderField] = [],
        content: (inout Markup) -> Void
    ) -> WebAnswer {
        var page = Markup()
        page.raw("<!doctype html>\n<html")
        page.attribute("lang", language.tag)
        page.attribute("class", isEmbedded ? "embedded" : nil)
        page.raw(">\n<head>\n<meta charset=\"utf-8\">\n")
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
        page.element("title", title)
        page.raw("\n<link rel=\"stylesheet\"")
        page.attribute("href", "form.css?v=\(PageAsset.style.version)")
        page.raw(">\n")
        if let sheet = host.brandSheet {
            page.raw("<link rel=\"stylesheet\"")
            page.attribute("href", sheet)
            page.raw(">\n")
        }
        page.raw("<script")
        page.attribute("src", "form.js?v=\(PageAsset.script.version)")
        page.raw(" defer></script>\n</head>\n<body>\n<main>\n")
        if !isEmbedded { writeBrand(to: &page) }
        content(&page)
        page.raw("</main>\n</body>\n</html>\n")
        return WebAnswer(status: status, headers: protection + headers, body: page.octets)
    }

    private func writeBrand(to page: inout Markup) {
        guard host.brandName != nil || host.brandLogo != nil else { return }
        page.raw("<p class=\"brand\">")
        if let logo = host.brandLogo {
            page.raw("<img")
            page.attribute("src", logo)
            page.attribute("alt", "")
            page.raw(">")
        }
        if let name = host.brandName { page.text(name) }
        page.raw("</p>\n")
    }

    /// No script or style but our own files, no frame but on allowed sites, nothing kept by caches.
    private var protection: [HeaderField] {
        [
            HeaderField("Content-Type", "text/html; charset=utf-8"),
            HeaderField("Content-Language", language.tag),
            HeaderField("Cache-Control", "no-store"),
            HeaderField(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
                    + "base-uri 'none'; require-trusted-types-for 'script'; frame-ancestors \(frameAncestors)"
            ),
            // Forms need an Origin field to be recognized as ours, which `no-referrer` would turn into `null`.
            HeaderField("Referrer-Policy", "same-origin"),
            HeaderField("X-Content-Type-Options", "nosniff"),
            HeaderField("Vary", "Accept, Accept-Language"),
        ]
    }
}

/// A file of the form's that is compiled into the program.
struct PageAsset: Sendable {
    let contentType: String
    let octets: [UInt8]
    /// Changes with the octets, so that an address with it can be kept forever.
    let version: String
    /// Whether pages of other sites load it.
    let isForOtherSites: Bool

    static let style = PageAsset("text/css; charset=utf-8", PackageResources.form_css)
    static let script = PageAsset("text/javascript; charset=utf-8", PackageResources.form_js)
    static let embedding = PageAsset(
        "text/javascript; charset=utf-8",
        PackageResources.embed_js,
        isForOtherSites: true
    )

    private init(_ contentType: String, _ octets: [UInt8], isForOtherSites: Bool = false) {
        self.contentType = contentType
        self.octets = octets
        self.isForOtherSites = isForOtherSites
        version = Hexadecimal.encode(SHA256.hash(data: octets).prefix(6))
    }

    /// The file as an answer to a request that may name a version.
    func answer(version asked: String?) -> WebAnswer {
        let lifetime = asked == version ? "public, max-age=31536000, immutable" : "public, max-age=300"
        return WebAnswer(
            status: 200,
            headers: [
                HeaderField("Content-Type", contentType),
                HeaderField("Cache-Control", lifetime),
                HeaderField("X-Content-Type-Options", "nosniff"),
                HeaderField("Cross-Origin-Resource-Policy", isForOtherSites ? "cross-origin" : "same-origin"),
            ],
            body: octets
        )
    }
}
