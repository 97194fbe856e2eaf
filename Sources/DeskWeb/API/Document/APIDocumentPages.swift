import HTTPTypes
import Hummingbird

/// The API's document and its documentation, for anybody: they say nothing of this desk but its address.
enum APIDocumentPages {
    /// Answers `GET /openapi.json`.
    static func document(_ exchange: APIExchange) async throws -> Response {
        .json(OpenAPIDocument.json(server: exchange.site.settings.publicURL))
    }

    /// Answers `GET /docs`.
    static func show(_ exchange: APIExchange) async throws -> Response {
        let headers = exchange.request.headers
        let words = Words(
            language: Cookies.value("lang", in: headers).flatMap { Language(tag: $0) }
                ?? headers[.acceptLanguage].flatMap { Language.preferred(in: $0) }
                ?? Language(tag: exchange.site.settings.language)
                ?? .english
        )
        let frame = PageFrame(
            words: words,
            clock: PageClock(now: exchange.now, zone: nil),
            deskName: exchange.site.settings.deskName,
            signedIn: nil,
            path: "/api/v1/docs",
            links: exchange.site.contentLinks,
            makeKey: exchange.site.makeToken
        )
        let page = APIDocumentationPage(server: exchange.site.settings.publicURL)
        let content = frame.page(title: words.say("API", "接口"), chrome: nil, content: page.html(frame))
        return .html(content, language: words.language)
    }
}
