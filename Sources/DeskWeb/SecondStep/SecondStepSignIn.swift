import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// The second step of signing in: a code of the account's device, or a recovery code.
enum SecondStepSignIn {
    /// How long somebody whose password was right has for the code.
    private static let life: Duration = .seconds(600)
    private static let prefix = "second-step:"

    /// Goes on after the first step: to a session, or to the question for a code.
    ///
    /// - Parameters:
    ///   - agent: whose password, or set-up link, it was.
    ///   - next: the page that was asked for.
    ///   - exchange: the request.
    /// - Returns: the answer, with the session's cookie where there is no second step.
    /// - Throws: what the store throws.
    static func proceed(with agent: Agent, to next: String?, _ exchange: Exchange) async throws -> Response {
        guard try await exchange.store.secondStep(of: agent.id)?.confirmedAt != nil else {
            return try await start(agent, next, exchange)
        }
        let token = exchange.site.makeToken()
        try await exchange.store.addToken(
            digest: TokenDigest.of(token),
            purpose: "\(prefix)\(agent.id)",
            expiresAt: exchange.now.advanced(by: life)
        )
        return answer(SecondStepPage(token: token, next: next), exchange)
    }

    /// `POST /desk/login/code`: takes the code; the token from the first step is used up with the right one.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let token = exchange.form["step"] ?? ""
        let next = exchange.form["next"].flatMap { Exchange.isOwnPath($0) ? $0 : nil }
        guard let agent = try await agent(of: token, exchange) else { return .seeOther("/desk/login") }
        var page = SecondStepPage(token: token, next: next)
        let throttle = exchange.site.signInThrottle
        let subject = "\(prefix)\(agent.id)"
        if let seconds = throttle.wait(account: subject, address: exchange.remoteAddress, at: exchange.now) {
            page.problem = exchange.words.say(
                "Too many tries. Please wait \(seconds) seconds.",
                "尝试次数过多，请等待 \(seconds) 秒。"
            )
            var response = answer(page, exchange, status: .tooManyRequests)
            response.headers[.retryAfter] = "\(seconds)"
            return response
        }
        guard try await accepts(exchange.form["code"] ?? "", of: agent, exchange) else {
            throttle.failed(account: subject, address: exchange.remoteAddress, at: exchange.now)
            page.problem = exchange.words.say(
                "That code is wrong, or was used before. Six digits of your app, or a recovery code, are needed.",
                "验证码不正确或已被使用。请输入应用中的 6 位数字，或一个恢复码。"
            )
            return answer(page, exchange, status: .unprocessableContent)
        }
        // Of two browsers with the same first step one goes on.
        guard try await exchange.store.consumeToken(digest: TokenDigest.of(token), at: exchange.now) != nil else {
            return .seeOther("/desk/login")
        }
        throttle.succeeded(account: subject, address: exchange.remoteAddress)
        return try await start(agent, next, exchange)
    }

    private static func accepts(_ typed: String, of agent: Agent, _ exchange: Exchange) async throws -> Bool {
        let keys = exchange.site.secondStepKeys
        if let code = TimeCode.read(typed) {
            guard let step = try await exchange.store.secondStep(of: agent.id), step.confirmedAt != nil,
                let secret = keys.open(step.sealed, for: agent.id),
                let used = TimeCode.step(of: code, secret, at: exchange.now)
            else { return false }
            return try await exchange.store.useStep(used, of: agent.id)
        }
        guard let digest = keys.digest(ofRecoveryCode: typed, for: agent.id) else { return false }
        return try await exchange.store.useRecoveryCode(digest, of: agent.id, at: exchange.now)
    }

    private static func agent(of token: String, _ exchange: Exchange) async throws -> Agent? {
        guard (20...200).contains(token.utf8.count),
            let purpose = try await exchange.store.tokenPurpose(digest: TokenDigest.of(token), at: exchange.now),
            purpose.hasPrefix(prefix), let id = AgentID(purpose.dropFirst(prefix.count))
        else { return nil }
        return try await exchange.store.agents().first { $0.id == id && $0.isEnabled }
    }

    private static func start(_ agent: Agent, _ next: String?, _ exchange: Exchange) async throws -> Response {
        var response = Response.seeOther(next ?? "/desk/tickets")
        response.headers[.setCookie] = try await Sessions(site: exchange.site).start(for: agent, by: exchange)
        return response
    }

    private static func answer(
        _ page: SecondStepPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        exchange.page(exchange.words.say("Sign in", "登录"), status: status, content: page.html(exchange.frame))
    }
}

/// Asks for the code.
struct SecondStepPage {
    /// Stands for the first step.
    let token: String
    let next: String?
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <main class="card narrow">\(frame.letterhead)<h1>\(words.say("Your code", "验证码"))</h1>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\" id=\"problem\">\(problem)</p>") }
        page.add(
            """
            <form method="post" action="/desk/login/code"><input type="hidden" name="step" value="\(token)">\
            <label>\(words.say("Code from your app, or a recovery code", "应用中的验证码或恢复码"))<input name="code" \
            autocomplete="one-time-code" maxlength="40" autocapitalize="none" spellcheck="false" \
            \(if: problem != nil, "aria-describedby=\"problem\" aria-invalid=\"true\" ")required autofocus></label>
            """
        )
        if let next { page.add("<input type=\"hidden\" name=\"next\" value=\"\(next)\">") }
        page.add(
            """
            <button class="primary">\(words.say("Sign in", "登录"))</button> \
            <a href="/desk/login">\(words.say("Start again", "重新开始"))</a></form></main>
            """
        )
        return page
    }
}
