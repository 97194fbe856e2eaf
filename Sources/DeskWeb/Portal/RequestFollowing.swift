import HTTPTypes
import Hummingbird

/// Leads somebody who has just sent a form to their request: by a link to the address they gave.
///
/// The form's page itself shows nothing: anybody can type anybody's address into it.
enum RequestFollowing {
    /// Answers `GET /help/follow`.
    static func show(_ exchange: Exchange) async throws -> Response {
        if exchange.customer != nil { return .seeOther("/help/requests") }
        guard exchange.site.followCookie.identity(in: exchange.headers, at: exchange.now) != nil else {
            return .seeOther("/help/sign-in")
        }
        let words = exchange.words
        let content: HTML = """
            <div class="card"><h1>\(words.say("Follow your request", "跟进您的请求"))</h1>\
            <p>\(words.say(
                "We send a link to the address you gave in the form. It shows us that the address is yours.",
                "我们将向您在表单中填写的地址发送链接，以确认该地址属于您。"
            ))</p>\
            <form method="post" action="/help/follow">\
            <button class="primary">\(words.say("Send me the link", "发送链接"))</button></form>\
            <p class="more"><a href="/help/sign-in">\(words.say("Use another address", "使用其他地址"))</a></p></div>
            """
        return exchange.portalPage(words.say("Follow your request", "跟进您的请求"), .signIn, content: content)
    }

    /// Answers `POST /help/follow`.
    static func submit(_ exchange: Exchange) async throws -> Response {
        guard let identity = exchange.site.followCookie.identity(in: exchange.headers, at: exchange.now) else {
            return .seeOther("/help/sign-in")
        }
        return try PortalSignIn.ask(.identity(identity), counted: "identity:\(identity)", next: nil, exchange)
    }
}
