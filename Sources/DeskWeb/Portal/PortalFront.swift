import ChannelKit
import HTTPTypes
import Hummingbird
import MessageRouting

/// `GET /help`: what a customer can do here.
///
/// Articles of a knowledge base find their place below the actions.
enum PortalFront {
    static func show(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        var content: HTML = """
            <h1>\(words.say("How can we help?", "有什么可以帮您？"))</h1><ul class="actions">
            """
        let forms = forms(exchange.site.services.directory)
        for form in forms {
            content.add(
                action(
                    "/channels/\(form.id.rawValue)/form?lang=\(exchange.words.language.rawValue)",
                    words.say("Write to us", "联系我们"),
                    forms.count == 1
                        ? words.say("Ask a question or report a problem.", "提出问题或报告故障。") : form.id.rawValue
                )
            )
        }
        if exchange.customer != nil {
            content.add(
                action(
                    "/help/requests",
                    words.say("My requests", "我的请求"),
                    words.say("See how they stand, and answer us.", "查看进度并回复我们。")
                )
            )
        } else {
            content.add(
                action(
                    "/help/sign-in",
                    words.say("Sign in", "登录"),
                    words.say("Follow your requests; a link by mail is all you need.", "通过邮件链接登录，查看您的请求。")
                )
            )
        }
        content.add("</ul>")
        return exchange.portalPage(words.say("Help", "帮助中心"), .front, content: content)
    }

    /// The channels with a page that people fill in once, rather than talk on.
    private static func forms(_ directory: ChannelDirectory) -> [ActiveChannel] {
        directory.all.filter {
            $0.adapter is any PageServing && $0.abilities.intake.contains(.page)
                && $0.abilities.threading != .conversation
        }
    }

    private static func action(_ path: String, _ title: String, _ explanation: String) -> HTML {
        "<li><a href=\"\(path)\"><strong>\(title)</strong><span>\(explanation)</span></a></li>"
    }
}
