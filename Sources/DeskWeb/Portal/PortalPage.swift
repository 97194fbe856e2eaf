import HTTPTypes
import Hummingbird

/// What stands around every page of the portal; it needs no script.
struct PortalPage {
    /// Where in the portal a page is.
    enum Place: Sendable, Hashable {
        case front
        case requests
        case signIn
        case elsewhere
    }

    let title: String
    let place: Place
    let content: HTML
    /// The script of a page that is quicker with one.
    var script: HTML = ""

    func html(_ frame: PageFrame, _ brand: SiteBrand) -> HTML {
        let words = frame.words
        var page = HTML(capacity: content.octets.count + 4_096)
        page.add(
            """
            <!doctype html>
            <html lang="\(words.language.rawValue)"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width, initial-scale=1">\
            <meta name="color-scheme" content="light dark">\
            <title>\(title) · \(frame.deskName)</title>\
            <link rel="icon" href="\(DeskAssets.icon.path)" type="image/svg+xml">\
            <link rel="stylesheet" href="\(DeskAssets.style.path)">\(Self.sheet(brand))\(script)</head>
            <body class="portal"><a class="skip" href="#content">\(words.say("To the content", "跳到正文"))</a>\
            <header class="top"><a class="wordmark" href="/help"\(here(.front))>\(Self.logo(brand))\(frame.deskName)</a>\
            <nav aria-label="\(words.say("Main", "主导航"))">\(navigation(frame))</nav></header>\
            <main id="content" tabindex="-1">\(content)</main>\
            <footer>\(PortalLanguage.html(frame))</footer></body></html>

            """
        )
        return page
    }

    private static func sheet(_ brand: SiteBrand) -> HTML {
        brand.sheet.map { "<link rel=\"stylesheet\" href=\"\($0.path)\">" } ?? ""
    }

    private static func logo(_ brand: SiteBrand) -> HTML {
        brand.logoPath.map { "<img class=\"logo\" src=\"\($0)\" alt=\"\">" } ?? ""
    }

    private func here(_ place: Place) -> HTML { place == self.place ? " aria-current=\"page\"" : "" }

    private func navigation(_ frame: PageFrame) -> HTML {
        let words = frame.words
        guard frame.customer != nil else {
            return "<a href=\"/help/sign-in\"\(here(.signIn))>\(words.say("Sign in", "登录"))</a>"
        }
        return """
            <a href="/help/requests"\(here(.requests))>\(words.say("My requests", "我的请求"))</a>\
            <form method="post" action="/help/sign-out">\(frame.token)\
            <button class="link">\(words.say("Sign out", "退出"))</button></form>
            """
    }
}

extension Exchange {
    /// A page of the portal.
    func portalPage(
        _ title: String,
        _ place: PortalPage.Place,
        status: HTTPResponse.Status = .ok,
        script: HTML = "",
        content: HTML
    ) -> Response {
        .html(
            PortalPage(title: title, place: place, content: content, script: script).html(frame, site.brand),
            status: status,
            language: words.language
        )
    }

    /// A page of the portal that a link names, to come back to; nil when it is none.
    static func portalPath(_ text: String?) -> String? {
        guard let text, text.hasPrefix("/help/requests"), isOwnPath(text), text.utf8.count <= 200 else { return nil }
        return text
    }
}

/// Lets customers choose the language of the portal.
enum PortalLanguage {
    static func html(_ frame: PageFrame) -> HTML {
        var html: HTML = "<form class=\"languages\" method=\"post\" action=\"/help/language\">"
        if !frame.path.isEmpty { html.add("<input type=\"hidden\" name=\"back\" value=\"\(frame.path)\">") }
        for language in Language.allCases where language != frame.words.language {
            html.add(
                "<button class=\"link\" name=\"language\" value=\"\(language.rawValue)\" lang=\"\(language.rawValue)\">\(language.ownName)</button>"
            )
        }
        html.add("</form>")
        return html
    }

    /// Answers `POST /help/language`.
    static func choose(_ exchange: Exchange) async throws -> Response {
        guard let language = exchange.form["language"].flatMap({ Language(tag: $0) }) else {
            throw PageProblem.notFound
        }
        var response = exchange.back(or: "/help")
        response.headers[.setCookie] = Cookies.language(language, isSecure: exchange.site.isSecure)
        return response
    }
}
