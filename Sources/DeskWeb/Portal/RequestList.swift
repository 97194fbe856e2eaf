import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /help/requests`: the requests of whoever is signed in, the newest first.
enum RequestList {
    private static let pageSize = 30

    static func show(_ exchange: Exchange) async throws -> Response {
        let customer = try exchange.requester
        let page = try await exchange.store.requestPage(
            of: customer.identity.id,
            at: exchange.now,
            after: exchange.query["after"].map { PageCursor(rawValue: $0) },
            limit: pageSize
        )
        let words = exchange.words
        var content: HTML = """
            <h1>\(words.say("My requests", "我的请求"))</h1>\
            <p class="quiet">\(words.say("Signed in as", "已登录：")) \(customer.identity.address)</p>
            """
        if try await !RequestTopics.topics(exchange).isEmpty {
            content.add(
                """
                <p><a class="button primary" href="/help/requests/new">\(words.say("Submit a request", "提交请求"))</a></p>
                """
            )
        }
        if page.items.isEmpty {
            content.add(
                EmptyState(
                    .inbox,
                    words.say("You have no requests yet.", "您还没有请求。"),
                    words.say(
                        "What you write to us, on whatever channel, stands here with our answers.",
                        "您通过任何渠道写给我们的内容和我们的答复都会显示在此处。"
                    )
                ).html
            )
        } else {
            content.add("<ul class=\"requests\">")
            for item in page.items { content.add(line(item, exchange)) }
            content.add("</ul>")
        }
        if let next = page.next {
            content.add(
                """
                <p class="paging"><a class="button" href="/help/requests?after=\(PercentCoding.encode(next.rawValue))">\
                \(words.say("Older requests", "更早的请求"))</a></p>
                """
            )
        }
        return exchange.portalPage(words.say("My requests", "我的请求"), .requests, content: content)
    }

    private static func line(_ item: CustomerRequestSummary, _ exchange: Exchange) -> HTML {
        let words = exchange.words
        return """
            <li><a href="/help/requests/\(item.number)"><strong>\(words.requestSubject(item.subject))</strong>\
            <span class="chip \(item.status.requestStyle)">\(words.requestStatus(item.status))</span>\
            <small>#\(item.number) · \(words.say("last message", "最近消息")) \(exchange.clock.html(item.lastAt, words))</small>\
            </a></li>
            """
    }
}
