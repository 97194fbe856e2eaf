import HTTPTypes
import Hummingbird

/// `GET /help`: what a customer can do here, and the articles of the knowledge base.
enum PortalFront {
    static func show(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        let knowledge = try await KnowledgeFront(exchange.query, exchange.store)
        var content: HTML = """
            <h1>\(words.say("How can we help?", "有什么可以帮您？"))</h1>\(knowledge.search(words))<ul class="actions">
            """
        if try await !RequestTopics.topics(exchange).isEmpty {
            content.add(
                action(
                    "/help/requests/new",
                    words.say("Write to us", "联系我们"),
                    words.say("Ask a question or report a problem.", "提出问题或报告故障。")
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
        content.add("</ul>\(knowledge.html(words))")
        return exchange.portalPage(words.say("Help", "帮助中心"), .front, content: content)
    }

    private static func action(_ path: String, _ title: String, _ explanation: String) -> HTML {
        "<li><a href=\"\(path)\"><strong>\(title)</strong><span>\(explanation)</span></a></li>"
    }
}
