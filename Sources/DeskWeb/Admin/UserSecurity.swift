import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// How an account gets in, for admins: its second step and its sessions.
enum UserSecurity {
    /// Answers `GET /admin/users/:id`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let agent = try await UserPages.agent(exchange)
        async let step = exchange.store.secondStep(of: agent.id)
        async let sessions = exchange.store.sessions(of: agent.id, at: exchange.now)
        let page = UserSecurityPage(
            agent: agent,
            hasSecondStep: try await step?.confirmedAt != nil,
            sessions: try await sessions
        )
        return try await exchange.adminPage(agent.name, content: page.html(exchange.frame))
    }

    /// `POST /admin/users/:id/second-step/reset`: removes somebody's second step; their password alone lets them in again.
    static func reset(_ exchange: Exchange) async throws -> Response {
        let agent = try await UserPages.agent(exchange)
        guard agent.id != (try exchange.agent.id) else {
            throw PageProblem.invalid(
                exchange.words.say(
                    "Turn your own off on your profile page, with your password.",
                    "请在个人设置中用密码停用自己的两步验证。"
                )
            )
        }
        try await exchange.store.removeSecondStep(of: agent.id, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/users/\(agent.id)")
    }

    /// `POST /admin/users/:id/sessions`: ends one of somebody's sessions, or all.
    static func endSessions(_ exchange: Exchange) async throws -> Response {
        let agent = try await UserPages.agent(exchange)
        let ended = try await exchange.store.endSessions(
            exchange.form["session"].map { .one(reference: $0) } ?? .all,
            of: agent.id,
            actor: try exchange.actor,
            at: exchange.now
        )
        for digest in ended { exchange.site.live.end(session: digest) }
        return .seeOther("/admin/users/\(agent.id)")
    }

    /// `POST /admin/users/:id/role`: says what somebody may do, and whether they see the tickets of their teams only.
    static func setRole(_ exchange: Exchange) async throws -> Response {
        let agent = try await UserPages.agent(exchange)
        guard let role = exchange.form["role"].flatMap(AgentRole.init) else { throw PageProblem.notFound }
        guard agent.id != (try exchange.agent.id) else {
            throw PageProblem.invalid(
                exchange.words.say("Another admin changes your own role.", "自己的角色只能由其他管理员更改。")
            )
        }
        try await exchange.store.setRole(
            agent.id,
            role,
            isLimited: exchange.form["limited"] == "yes",
            actor: try exchange.actor,
            at: exchange.now
        )
        try await endLines(of: agent.id, exchange)
        return .seeOther("/admin/users/\(agent.id)")
    }

    /// `POST /admin/second-step`: says which roles must have a second step.
    static func setRoles(_ exchange: Exchange) async throws -> Response {
        let roles = Set(exchange.form.all("role").compactMap(AgentRole.init))
        try await exchange.store.setSecondStepRoles(roles, actor: try exchange.actor, at: exchange.now)
        // Who has none yet sees nothing any more; the others' pages take their lines up again.
        for agent in try await exchange.store.agents() where roles.contains(agent.role) {
            try await endLines(of: agent.id, exchange)
        }
        return .seeOther("/admin/users#second-step")
    }

    /// Ends the lines of an account's open pages, which listened with the rights of before.
    private static func endLines(of agent: AgentID, _ exchange: Exchange) async throws {
        for session in try await exchange.store.sessions(of: agent, at: exchange.now) {
            exchange.site.live.end(session: session.digest)
        }
    }
}

/// One account, as admins see it.
struct UserSecurityPage {
    let agent: Agent
    let hasSecondStep: Bool
    let sessions: [Session]

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let path = "/admin/users/\(agent.id)"
        let isOwn = agent.id == frame.signedIn?.agent.id
        var page: HTML = """
            <p><a href="/admin/users">\(words.say("All users", "全部用户"))</a></p><h1>\(agent.name)</h1>\
            <p class="quiet">\(agent.email)</p>\(isOwn ? "" : roleForm(path, frame))<section aria-labelledby="second-step"><h2 id="second-step">\
            \(words.say("Second step of signing in", "两步验证"))</h2>
            """
        if hasSecondStep, !isOwn {
            page.add(
                """
                <p>\(words.say(
                    "It is on. Reset it only after you made sure who asks: the password alone then opens the account.",
                    "已启用。重置前请确认对方身份：重置后仅凭密码即可登录。"
                ))</p><form method="post" action="\(path)/second-step/reset">\(frame.token)\
                <button class="danger">\(words.say("Reset", "重置"))</button></form>
                """
            )
        } else {
            page.add("<p>\(hasSecondStep ? words.say("It is on.", "已启用。") : words.say("It is off.", "未启用。"))</p>")
        }
        page.add(
            """
            </section><section aria-labelledby="sessions"><h2 id="sessions">\(words.say("Signed in", "登录的设备"))</h2>\
            \(SessionList(sessions: sessions, present: frame.signedIn?.session.digest, path: "\(path)/sessions").html(frame))
            """
        )
        if !sessions.isEmpty, !isOwn {
            page.add(
                """
                <form method="post" action="\(path)/sessions">\(frame.token)\
                <button>\(words.say("End all", "全部结束"))</button></form>
                """
            )
        }
        page.add("</section>")
        return page
    }

    private func roleForm(_ path: String, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <form class="card wide" method="post" action="\(path)/role">\(frame.token)<h2>\(words.say("What they may do", "权限"))</h2>\
            <label>\(words.say("Role", "角色"))<select name="role">
            """
        for role in AgentRole.allCases.reversed() {
            html.add(
                "<option value=\"\(role.rawValue)\"\(if: role == agent.role, " selected")>\(words.role(role))</option>"
            )
        }
        html.add(
            """
            </select></label><label class="check"><input type="checkbox" name="limited" value="yes"\(if: agent.isLimited, " checked")> \
            \(words.say(
                "Sees only tickets of their teams and the teams below, of no team, and those they are part of",
                "仅可见所属团队及下级团队的工单、未分配团队的工单，以及本人参与的工单"
            ))</label><p class="quiet">\(words.say("An admin always sees everything.", "管理员始终可见全部。"))</p>\
            <button>\(words.say("Save", "保存"))</button></form>
            """
        )
        return html
    }
}

extension Words {
    /// What people call a role.
    func role(_ role: AgentRole) -> String {
        switch role {
        case .admin: say("Admin", "管理员")
        case .supervisor: say("Supervisor", "主管")
        case .agent: say("Agent", "客服")
        case .readOnly: say("Read only", "只读")
        }
    }
}
