import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Signing in and out.
enum SignIn {
    /// Answers `GET /desk/login`.
    static func show(_ exchange: Exchange) async throws -> Response {
        if exchange.signedIn != nil { return .seeOther("/desk/tickets") }
        let page = SignInPage(next: exchange.query["next"].flatMap { Exchange.isOwnPath($0) ? $0 : nil })
        return answer(page, exchange)
    }

    /// Answers `POST /desk/login`.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let form = exchange.form
        let email = (form.trimmed("email") ?? "").lowercased()
        let password = form["password"] ?? ""
        let next = form["next"].flatMap { Exchange.isOwnPath($0) ? $0 : nil }
        let throttle = exchange.site.signInThrottle
        var page = SignInPage(email: String(email.prefix(320)), next: next)
        if let seconds = throttle.wait(account: email, address: exchange.remoteAddress, at: exchange.now) {
            page.problem = exchange.words.say(
                "Too many tries. Please wait \(seconds) seconds.",
                "尝试次数过多，请等待 \(seconds) 秒。"
            )
            var response = answer(page, exchange, status: .tooManyRequests)
            response.headers[.retryAfter] = "\(seconds)"
            return response
        }
        guard let account = try await account(email: email, password: password, exchange) else {
            throttle.failed(account: email, address: exchange.remoteAddress, at: exchange.now)
            page.problem = exchange.words.say(
                "Mail address and password do not fit together.",
                "邮箱地址或密码不正确。"
            )
            return answer(page, exchange, status: .unprocessableContent)
        }
        throttle.succeeded(account: email, address: exchange.remoteAddress)
        return try await SecondStepSignIn.proceed(with: account.agent, to: next, exchange)
    }

    /// Answers `POST /desk/logout`.
    static func out(_ exchange: Exchange) async throws -> Response {
        try await Sessions(site: exchange.site).end(exchange.headers)
        if let session = exchange.signedIn?.session { exchange.site.live.end(session: session.digest) }
        var response = Response.seeOther("/desk/login")
        response.headers[.setCookie] = Cookies.endedSession(isSecure: exchange.site.isSecure)
        return response
    }

    /// The account that a password opens.
    ///
    /// Unknown, disabled and unready accounts take as long as wrong passwords.
    private static func account(email: String, password: String, _ exchange: Exchange) async throws -> Account? {
        guard email.utf8.count <= 320, password.utf8.count <= PasswordRules.maximumBytes else { return nil }
        let account = try await exchange.store.account(email: email)
        do {
            let isRight = try await exchange.site.passwords.verify(password, against: account?.passwordHash)
            guard isRight, let account, account.agent.isEnabled, account.passwordHash != nil else { return nil }
            return account
        } catch is PasswordHashing.Busy {
            throw PageProblem.tooMany(retryAfter: 5)
        }
    }

    private static func answer(
        _ page: SignInPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        exchange.page(
            exchange.words.say("Sign in", "登录"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}
