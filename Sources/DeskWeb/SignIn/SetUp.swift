import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Follows a one-time set-up link: a new account gets its password, or the first admin an account.
enum SetUp {
    private static let firstAdmin = "set-up-first-admin"
    private static let prefix = "set-up:"

    /// `GET /desk/setup`: looks at the token, and leaves it unused.
    static func show(_ exchange: Exchange) async throws -> Response {
        let token = exchange.query["token"] ?? ""
        guard let purpose = try await purpose(of: token, exchange) else { return expired(exchange) }
        let agent = try await agent(of: purpose, exchange)
        guard agent != nil || purpose == firstAdmin else { return expired(exchange) }
        return answer(
            SetUpPage(
                isFirstAdmin: purpose == firstAdmin,
                token: token,
                email: agent?.email ?? "",
                name: agent?.name ?? ""
            ),
            exchange
        )
    }

    /// `POST /desk/setup`: uses the token up once everything typed is good.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let form = exchange.form
        let token = form["token"] ?? ""
        guard let purpose = try await purpose(of: token, exchange) else { return expired(exchange) }
        let known = try await agent(of: purpose, exchange)
        guard known != nil || purpose == firstAdmin else { return expired(exchange) }
        var page = SetUpPage(
            isFirstAdmin: purpose == firstAdmin,
            token: token,
            email: known?.email ?? (form.trimmed("email") ?? "").lowercased(),
            name: known?.name ?? form.trimmed("name") ?? ""
        )
        let password = form["password"] ?? ""
        page.problem = problem(with: page, password: password, exchange)
        guard page.problem == nil else { return answer(page, exchange, status: .unprocessableContent) }
        let hash: String
        do { hash = try await exchange.site.passwords.hash(password) } catch is PasswordHashing.Busy {
            throw PageProblem.tooMany(retryAfter: 5)
        }
        // Of any number of submissions with this token exactly one goes on from here.
        guard try await exchange.store.consumeToken(digest: TokenDigest.of(token), at: exchange.now) == purpose else {
            return expired(exchange)
        }
        let agent = if let known { known } else { try await addFirstAdmin(page, exchange) }
        try await exchange.store.setPassword(agent.id, hash: hash, at: exchange.now)
        try await exchange.store.audit(
            AuditEntry(actor: .agent(agent.id), action: .agentSetUp, object: agent.email, at: exchange.now)
        )
        // A link gives a new password, never a way around the second step.
        return try await SecondStepSignIn.proceed(with: agent, to: nil, exchange)
    }

    private static func purpose(of token: String, _ exchange: Exchange) async throws -> String? {
        guard (20...200).contains(token.utf8.count) else { return nil }
        let purpose = try await exchange.store.tokenPurpose(digest: TokenDigest.of(token), at: exchange.now)
        // Tokens of other purposes open nothing here.
        return purpose.flatMap { $0 == firstAdmin || $0.hasPrefix(prefix) ? $0 : nil }
    }

    private static func agent(of purpose: String, _ exchange: Exchange) async throws -> Agent? {
        guard purpose.hasPrefix(prefix), let id = AgentID(purpose.dropFirst(prefix.count)) else { return nil }
        return try await exchange.store.agents().first { $0.id == id && $0.isEnabled }
    }

    private static func addFirstAdmin(_ page: SetUpPage, _ exchange: Exchange) async throws -> Agent {
        let added = try await exchange.store.addAgent(
            Agent(
                id: exchange.site.services.ids.next(at: exchange.now),
                email: page.email,
                name: page.name,
                role: .admin,
                language: exchange.words.language.rawValue,
                createdAt: exchange.now
            )
        )
        try await exchange.store.audit(
            AuditEntry(
                actor: .agent(added.id),
                action: .agentAdded,
                object: added.email,
                detail: "admin",
                at: exchange.now
            )
        )
        return added
    }

    private static func problem(with page: SetUpPage, password: String, _ exchange: Exchange) -> String? {
        let words = exchange.words
        guard MailAddressShape.isPlausible(page.email) else {
            return words.say("That is no mail address.", "这不是有效的邮箱地址。")
        }
        guard (1...100).contains(page.name.count) else {
            return words.say("Please give a name of 1 to 100 characters.", "请填写 1 到 100 个字符的姓名。")
        }
        let personal = [page.email, page.name, exchange.site.settings.deskName]
        switch PasswordRules.problem(with: password, personal: personal) {
        case nil: return nil
        case .tooShort:
            return words.say(
                "The password needs at least \(PasswordRules.minimumLength) characters.",
                "密码至少需要 \(PasswordRules.minimumLength) 个字符。"
            )
        case .tooLong: return words.say("The password is too long.", "密码过长。")
        case .tooCommon:
            return words.say(
                "That password is among the first that are guessed. Please choose another.",
                "该密码过于常见，容易被猜到，请换一个。"
            )
        }
    }

    private static func expired(_ exchange: Exchange) -> Response {
        let words = exchange.words
        let title = words.say("This link is used up", "链接已失效")
        let explanation = words.say(
            "Set-up links work once and for a limited time. Ask an admin for a new one, or sign in.",
            "设置链接只能使用一次，且有时间限制。请向管理员索取新链接，或直接登录。"
        )
        return exchange.page(
            title,
            status: .gone,
            content: """
                <main class="card narrow">\(exchange.frame.letterhead)<h1>\(title)</h1><p>\(explanation)</p>\
                <p><a class="button" href="/desk/login">\(words.say("Sign in", "登录"))</a></p></main>
                """
        )
    }

    private static func answer(_ page: SetUpPage, _ exchange: Exchange, status: HTTPResponse.Status = .ok) -> Response {
        exchange.page(exchange.words.say("Set up", "设置"), status: status, content: page.html(exchange.frame))
    }
}

/// Whether a text has the shape of a mail address that somebody may sign in with.
enum MailAddressShape {
    static func isPlausible(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && (1...64).contains(parts[0].utf8.count) && (1...255).contains(parts[1].utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7F && !"<>()[],;:\\\"".unicodeScalars.contains($0)
            }
    }
}
