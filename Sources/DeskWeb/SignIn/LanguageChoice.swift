import HTTPTypes
import Hummingbird

/// Lets people choose the language of their pages, before and after signing in.
enum LanguageChoice {
    /// Buttons for the languages that are not shown now.
    static func html(_ frame: PageFrame) -> HTML {
        var html: HTML = "<form class=\"languages\" method=\"post\" action=\"/desk/language\">"
        html.add(frame.token)
        if !frame.path.isEmpty { html.add("<input type=\"hidden\" name=\"back\" value=\"\(frame.path)\">") }
        for language in Language.allCases where language != frame.words.language {
            html.add(
                "<button class=\"link\" name=\"language\" value=\"\(language.rawValue)\" lang=\"\(language.rawValue)\">\(language.ownName)</button>"
            )
        }
        html.add("</form>")
        return html
    }

    /// Answers `POST /desk/language`.
    static func choose(_ exchange: Exchange) async throws -> Response {
        guard let language = exchange.form["language"].flatMap({ Language(tag: $0) }) else {
            throw PageProblem.notFound
        }
        var response = exchange.back(or: "/desk/login")
        response.headers[.setCookie] = Cookies.language(language, isSecure: exchange.site.isSecure)
        return response
    }
}
