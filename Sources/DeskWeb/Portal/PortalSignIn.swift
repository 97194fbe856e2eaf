import AddressNormalization
import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird

/// Signing in at the portal by a one-time link, and out.
enum PortalSignIn {
    /// Answers `GET /help/sign-in`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let next = Exchange.portalPath(exchange.query["next"])
        if exchange.customer != nil { return .seeOther(next ?? "/help/requests") }
        return answer(exchange, next: next)
    }

    /// Answers `POST /help/sign-in`: the same for every address, in the same time.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let next = Exchange.portalPath(exchange.form["next"])
        guard let address = exchange.form.trimmed("address"), address.utf8.count <= 320 else {
            return answer(
                exchange,
                next: next,
                problem: exchange.words.say("Please type your address.", "请输入您的地址。"),
                status: .unprocessableContent
            )
        }
        // However it is spelled, it is one address, whether we know it or not.
        let key = EmailAddressNormalization.key(address) ?? PhoneNumberNormalization.key(address, region: nil)
        return try ask(.address(address), counted: key?.value ?? address.lowercased(), next: next, exchange)
    }

    /// Has a link sent, within bounds.
    ///
    /// - Parameters:
    ///   - recipient: whom the link is for.
    ///   - subject: under what the recipient is counted.
    ///   - next: the page to come back to.
    ///   - exchange: the request.
    /// - Returns: the page that says where to look.
    /// - Throws: ``PageProblem/tooMany(retryAfter:)`` when too many were asked for from one network.
    static func ask(
        _ recipient: SignInLinks.Recipient,
        counted subject: String,
        next: String?,
        _ exchange: Exchange
    ) throws -> Response {
        let throttle = exchange.site.portalThrottle
        if let seconds = throttle.take(PortalThrottle.network(of: exchange.remoteAddress), at: exchange.now) {
            throw PageProblem.tooMany(retryAfter: seconds)
        }
        // A full mailbox is no better than none: the fourth link within a while is not sent, and nobody is told.
        if throttle.take(.address(subject), at: exchange.now) == nil {
            exchange.site.signInLinks.ask(
                SignInLinks.Request(recipient: recipient, language: exchange.words.language, next: next)
            )
        }
        let words = exchange.words
        return exchange.portalPage(
            words.say("Look at your messages", "请查收消息"),
            .signIn,
            content: """
                <h1>\(words.say("Look at your messages", "请查收消息"))</h1>\
                <p>\(words.say(
                    "If we know this address, a link to sign in is on its way to it. It works once, within 20 minutes.",
                    "如果我们认识这个地址，登录链接已经发出。链接仅可使用一次，20 分钟内有效。"
                ))</p>\
                <p class="quiet">\(words.say(
                    "Nothing there after a few minutes? Look among your unwanted mail, or use the address you wrote to us from.",
                    "几分钟后仍未收到？请查看垃圾邮件，或使用您联系我们时所用的地址。"
                ))</p>
                """
        )
    }

    /// Answers `POST /help/sign-out`.
    static func out(_ exchange: Exchange) async throws -> Response {
        try await CustomerSessions(site: exchange.site).end(exchange.headers)
        var response = Response.seeOther("/help")
        response.headers[.setCookie] = Cookies.endedCustomer(isSecure: exchange.site.isSecure)
        return response
    }

    private static func answer(
        _ exchange: Exchange,
        next: String?,
        problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let words = exchange.words
        var content: HTML = """
            <div class="card">\(exchange.frame.letterhead)<h1>\(words.say("Sign in", "登录"))</h1><p>\(words.say(
                "Type the address you wrote to us from. We send you a link; there is no password.",
                "请输入您联系我们时所用的地址，我们会发送登录链接，无需密码。"
            ))</p>
            """
        if let problem { content.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        content.add(
            """
            <form method="post" action="/help/sign-in">\
            <label>\(words.say("Mail address or telephone number", "邮箱地址或电话号码"))<input type="text" inputmode="email" name="address" \
            autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="320" required></label>
            """
        )
        if let next { content.add("<input type=\"hidden\" name=\"next\" value=\"\(next)\">") }
        content.add("<button class=\"primary\">\(words.say("Send me a link", "发送登录链接"))</button></form></div>")
        return exchange.portalPage(words.say("Sign in", "登录"), .signIn, status: status, content: content)
    }
}
