import AddressNormalization
import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Staff accounts, for admins.
enum UserPages {
    private static let linkLife: Duration = .seconds(86_400)

    /// Answers `GET /admin/users`.
    static func show(_ exchange: Exchange) async throws -> Response { try await answer(UsersPage(), exchange) }

    /// `POST /admin/users`: adds an account and shows its set-up link, once.
    static func add(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        var page = UsersPage()
        page.email = String((exchange.form.trimmed("email") ?? "").prefix(320))
        page.name = String((exchange.form.trimmed("name") ?? "").prefix(100))
        guard let key = EmailAddressNormalization.key(page.email), !page.name.isEmpty,
            let role = exchange.form["role"].flatMap(AgentRole.init)
        else {
            page.problem = words.say("Please give a mail address, a name and a role.", "请填写邮箱、姓名和角色。")
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        guard try await exchange.store.account(email: key.value) == nil else {
            page.problem = words.say("There is an account with that address.", "该邮箱已有账号。")
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        let agent = try await exchange.store.addAgent(
            Agent(
                id: exchange.site.services.ids.next(at: exchange.now),
                email: key.value,
                name: page.name,
                role: role,
                createdAt: exchange.now
            )
        )
        try await audit(.agentAdded, agent.email, role.rawValue, exchange)
        return try await answer(UsersPage(link: try await link(for: agent, exchange)), exchange)
    }

    /// `POST /admin/users/:id/link`: a fresh set-up link, for a new password.
    static func renew(_ exchange: Exchange) async throws -> Response {
        let agent = try await agent(exchange)
        guard agent.isEnabled else { throw PageProblem.notFound }
        try await audit(.agentSetUpLink, agent.email, "", exchange)
        return try await answer(UsersPage(link: try await link(for: agent, exchange)), exchange)
    }

    /// `POST /admin/users/:id/enabled`: lets an account sign in, or not any more.
    static func setEnabled(_ exchange: Exchange) async throws -> Response {
        let agent = try await agent(exchange)
        let isEnabled = exchange.form["enabled"] == "yes"
        let isOwn = agent.id == (try exchange.agent.id)
        guard isEnabled || !isOwn else {
            let problem = exchange.words.say("You cannot disable your own account.", "不能停用自己的账号。")
            return try await answer(UsersPage(problem: problem), exchange, status: .unprocessableContent)
        }
        try await exchange.store.setEnabled(agent.id, isEnabled, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/users")
    }

    /// The account in the path.
    static func agent(_ exchange: Exchange) async throws -> Agent {
        let id = try exchange.id("id", of: Agent.self)
        guard let agent = try await exchange.store.agents().first(where: { $0.id == id }) else {
            throw PageProblem.notFound
        }
        return agent
    }

    private static func link(for agent: Agent, _ exchange: Exchange) async throws -> UsersPage.SetUpLink {
        let token = exchange.site.makeToken()
        try await exchange.store.addToken(
            digest: TokenDigest.of(token),
            purpose: "set-up:\(agent.id)",
            expiresAt: exchange.now.advanced(by: linkLife)
        )
        return UsersPage.SetUpLink(
            agent: agent,
            address: "\(exchange.site.settings.publicURL)/desk/setup?token=\(token)"
        )
    }

    private static func audit(
        _ action: AuditAction,
        _ object: String,
        _ detail: String,
        _ exchange: Exchange
    ) async throws {
        try await exchange.store.audit(
            AuditEntry(actor: try exchange.actor, action: action, object: object, detail: detail, at: exchange.now)
        )
    }

    private static func answer(
        _ page: UsersPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var page = page
        page.agents = try await exchange.store.agents()
        page.withSecondStep = try await exchange.store.accountsWithSecondStep()
        page.secondStepRoles = try await exchange.store.secondStepRoles()
        return try await exchange.adminPage(
            exchange.words.say("Users", "用户"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}

/// The accounts, and the form for another.
struct UsersPage {
    /// A link that is shown once.
    struct SetUpLink {
        let agent: Agent
        let address: String
    }

    var agents: [Agent] = []
    var withSecondStep: Set<AgentID> = []
    var secondStepRoles: Set<AgentRole> = []
    var link: SetUpLink?
    var email = ""
    var name = ""
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Users", "用户"))</h1>"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if let link {
            page.add(
                """
                <section class="notice good"><p>\(words.say(
                    "Send this link to \(link.agent.name). It works once, within 24 hours, and is not shown again.",
                    "请将此链接发送给 \(link.agent.name)。链接 24 小时内有效，仅可使用一次，且不会再次显示。"
                ))</p><p><input class="copy" readonly value="\(link.address)" aria-label="\(words.say("Set-up link", "设置链接"))"></p></section>
                """
            )
        }
        page.add(
            """
            <div class="scroll"><table class="accounts"><thead><tr><th scope="col">\(words.say("Name", "姓名"))</th>\
            <th scope="col">\(words.say("Role", "角色"))</th><th scope="col">\(words.say("Actions", "操作"))</th></tr></thead><tbody>
            """
        )
        for agent in agents { page.add(row(agent, frame)) }
        page.add("</tbody></table></div>")
        page.add(
            """
            <form class="card wide" method="post" action="/admin/users">\(frame.token)<h2>\(words.say("Add somebody", "添加用户"))</h2>\
            <div class="columns"><label>\(words.say("Name", "姓名"))<input name="name" value="\(name)" maxlength="100" required></label>\
            <label>\(words.say("Mail address", "邮箱"))<input type="email" name="email" value="\(email)" required></label>\
            <label>\(words.say("Role", "角色"))<select name="role">
            """
        )
        for role in AgentRole.allCases.reversed() {
            page.add(
                "<option value=\"\(role.rawValue)\"\(if: role == .agent, " selected")>\(words.role(role))</option>"
            )
        }
        page.add("</select></label></div><button class=\"primary\">\(words.say("Add", "添加"))</button></form>")
        page.add(secondStepForm(frame))
        return page
    }

    private func secondStepForm(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <form class="card wide" id="second-step" method="post" action="/admin/second-step">\(frame.token)\
            <h2>\(words.say("Second step of signing in", "两步验证"))</h2><fieldset><legend>\(words.say(
                "These roles must have it; who has none yet sets it up at the next page.",
                "以下角色必须启用；尚未启用者在打开下一页时设置。"
            ))</legend>
            """
        for role in AgentRole.allCases {
            html.add(
                """
                <label class="check"><input type="checkbox" name="role" value="\(role.rawValue)"\
                \(if: secondStepRoles.contains(role), " checked")> \(words.role(role))</label>
                """
            )
        }
        html.add("</fieldset><button>\(words.say("Save", "保存"))</button></form>")
        return html
    }

    private func row(_ agent: Agent, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <tr><td><a href="/admin/users/\(agent.id)"><strong>\(agent.name)</strong></a><br><span class="quiet">\(agent.email)</span></td>\
            <td>\(words.role(agent.role))\(if: agent.isLimited, " <span class=\"chip\">\(words.say("own teams", "限所属团队"))</span>")\
            \(if: !agent.isEnabled, " <span class=\"chip bad\">\(words.say("disabled", "已停用"))</span>")\
            \(if: withSecondStep.contains(agent.id), " <span class=\"chip good\">\(words.say("two steps", "两步验证"))</span>")</td><td>
            """
        if agent.isEnabled {
            html.add(
                """
                <form method="post" action="/admin/users/\(agent.id)/link">\(frame.token)\
                <button class="small">\(words.say("New set-up link", "新的设置链接"))</button></form>
                """
            )
        }
        if agent.id != frame.signedIn?.agent.id {
            html.add(
                """
                <form method="post" action="/admin/users/\(agent.id)/enabled">\(frame.token)\
                <button class="small" name="enabled" value="\(agent.isEnabled ? "no" : "yes")">\
                \(agent.isEnabled ? words.say("Disable", "停用") : words.say("Enable", "启用"))</button></form>
                """
            )
        }
        html.add("</td></tr>")
        return html
    }
}
