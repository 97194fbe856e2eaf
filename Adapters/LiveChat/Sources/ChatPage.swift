import ChannelKit
import ProviderKit

/// The widget's script, and a page of our own that has nothing but the chat.
struct ChatPage: Sendable {
    let settings: ChatSettings
    private let source: [UInt8]
    private let version: String

    init(settings: ChatSettings) {
        self.settings = settings
        // The script is a function of its style and its looks: both are handed in, so that the file is plain JavaScript.
        let looks: JSONValue = ["color": .text(settings.color), "position": .text(settings.position)]
        let style = JSONValue.text(String(decoding: PackageResources.chat_css, as: UTF8.self))
        source = PackageResources.chat_js + Array("(\(style.document), \(looks.document));\n".utf8)
        version = Hexadecimal.text(Signature.sha256(source).prefix(6))
    }

    /// The script; an address with its version can be kept for ever.
    func script(version asked: String?) -> WebAnswer {
        WebAnswer(
            status: 200,
            headers: [
                HeaderField("Content-Type", "text/javascript; charset=utf-8"),
                HeaderField(
                    "Cache-Control",
                    asked == version ? "public, max-age=31536000, immutable" : "public, max-age=300"
                ),
                HeaderField("X-Content-Type-Options", "nosniff"),
                HeaderField("Cross-Origin-Resource-Policy", "cross-origin"),
            ],
            body: source
        )
    }

    /// The page.
    func page(_ request: WebRequest) -> WebAnswer {
        let language =
            request.query.first(named: "lang").flatMap(ChatLanguage.init(tag:))
            ?? request.headers.first(named: "Accept-Language").flatMap(ChatLanguage.init(accepted:))
            ?? settings.language
        let title = settings.title.shown(in: language) ?? language.say("Chat with us", "在线咨询")
        var html = "<!doctype html>\n<html lang=\"\(language.tag)\">\n<head>\n<meta charset=\"utf-8\">\n"
        html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        html += "<meta name=\"color-scheme\" content=\"light dark\">\n<title>\(Self.escaped(title))</title>\n"
        html += "<script src=\"chat.js?v=\(version)\" data-page data-lang=\"\(language.rawValue)\" async></script>\n"
        html += "</head>\n<body>\n<main>\n<noscript>\n<h1>\(Self.escaped(title))</h1>\n<p>"
        html += language.say(
            "The chat needs JavaScript, which is off in this browser.",
            "聊天需要启用 JavaScript，您的浏览器已将其关闭。"
        )
        html += "</p>\n"
        if let form = settings.formAddress {
            html += "<p><a href=\"\(Self.escaped(form))\">"
            html += language.say("Write to us with this form instead", "请改用此表单联系我们")
            html += "</a></p>\n"
        }
        html += "</noscript>\n</main>\n</body>\n</html>\n"
        return WebAnswer(
            status: 200,
            headers: [
                HeaderField("Content-Type", "text/html; charset=utf-8"),
                HeaderField("Content-Language", language.tag), HeaderField("Cache-Control", "no-store"),
                HeaderField(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                        + "frame-ancestors 'none'; require-trusted-types-for 'script'"
                ),
                HeaderField("Vary", "Accept-Language"),
            ],
            body: Array(html.utf8)
        )
    }

    /// Text as it stands in markup and in attributes with quotation marks.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
