import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Follows a sign-in link.
///
/// Programs that look at mail open its links, so opening one uses nothing up: the button on its page does.
enum SignInLinkPage {
    /// Answers `GET /help/link`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let token = exchange.query["token"] ?? ""
        guard isPlausible(token),
            try await exchange.store.isSignInToken(digest: TokenDigest.of(token), at: exchange.now)
        else { return expired(exchange) }
        let words = exchange.words
        var content: HTML = """
            <div class="card"><h1>\(words.say("Sign in", "登录"))</h1>\
            <p>\(words.say("One more step and you see your requests.", "还差一步即可查看您的请求。"))</p>\
            <form method="post" action="/help/link"><input type="hidden" name="token" value="\(token)">
            """
        if let next = Exchange.portalPath(exchange.query["next"]) {
            content.add("<input type=\"hidden\" name=\"next\" value=\"\(next)\">")
        }
        content.add("<button class=\"primary\">\(words.say("Sign in", "登录"))</button></form></div>")
        return exchange.portalPage(words.say("Sign in", "登录"), .signIn, content: content)
    }

    /// Answers `POST /help/link`: of any number of submissions with a token exactly one signs in.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let token = exchange.form["token"] ?? ""
        guard isPlausible(token),
            let cookie = try await CustomerSessions(site: exchange.site).start(
                with: token,
                headers: exchange.headers,
                at: exchange.now
            )
        else { return expired(exchange) }
        var response = Response.seeOther(Exchange.portalPath(exchange.form["next"]) ?? "/help/requests")
        response.headers[.setCookie] = cookie
        return response
    }

    private static func isPlausible(_ token: String) -> Bool { (20...200).contains(token.utf8.count) }

    private static func expired(_ exchange: Exchange) -> Response {
        let words = exchange.words
        return exchange.portalPage(
            words.say("This link no longer works", "链接已失效"),
            .signIn,
            status: .gone,
            content: """
                <div class="card"><h1>\(words.say("This link no longer works", "链接已失效"))</h1>\
                <p>\(words.say(
                    "A link works once, within 20 minutes. Ask for a new one; it takes a moment.",
                    "链接仅可使用一次，20 分钟内有效。请重新获取。"
                ))</p>\
                <p><a class="button" href="/help/sign-in">\(words.say("Ask for a new link", "重新获取链接"))</a></p></div>
                """
        )
    }
}
